"""What to do next with a customer: read, taken as a task, put aside with a reason, by the rules of his page."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from guanxi.analytics.actions.answer import accept, dismiss
from guanxi.analytics.queries.nextstep import next_steps
from guanxi.analytics.queries.proposal import as_of, steps_of
from guanxi.api import cursors
from guanxi.api.routers import RecordId, answered, found, scoped
from guanxi.api.schemas import Id, words
from guanxi.core import clock
from guanxi.core.kinds import kind
from guanxi.customers.models import Customer

router = Router(tags=["Customers"])


class ShownStep(Schema):
    """A step: `key` names it where it is answered; expected is money times chance, where both are known."""

    key: str
    kind: str
    sentence: str
    reasons: list[str]
    due_days: int
    money: str | None
    currency: str
    chance: float | None
    expected: str | None


class ShownSteps(Schema):
    """The first thing first; none where nothing presses."""

    items: list[ShownStep]


class GivenAnswer(Schema):
    """Take a step (`accepted`), or put it aside with a reason."""

    model_config = ConfigDict(extra="forbid")

    key: words(40)  # type: ignore[valid-type]
    accepted: bool
    reason: Literal["", "done", "wrong", "later"] = ""


class KeptAnswer(Schema):
    """What was kept; `task` is the one that taking a step made."""

    id: int
    key: str
    accepted: bool
    reason: str
    task: int | None


class AskedList(Schema):
    """Whose customers, which steps, which page."""

    owner: Id | None = Field(None, description="without it the key's member")
    kind: Literal["", "promise", "money", "quote", "leaving", "offer", "silent"] = ""
    cursor: str = Field("", max_length=400)
    limit: int = Field(20, ge=1, le=50)


class ListedSteps(Schema):
    """A customer with his steps, the first thing first."""

    customer: int
    name: str
    steps: list[ShownStep]


class StepList(Schema):
    """A page: where most is at stake first, in the order of `as_of`. It may be short: what was done since is left out."""

    as_of: datetime | None
    items: list[ListedSteps]
    next: str | None = Field(None, description="cursor of the next page")


@router.get("/steps", response={200: StepList}, operation_id="list_steps", summary="Next steps with one's customers")
def everybody(request: HttpRequest, asked: Query[AskedList]) -> HttpResponse:
    """Customers of one owner with whom something is to be done, by money times chance."""
    scoped(request, kind("customer"), "read")
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("see", "customer")
    actor.require("see", "fact")
    key = cursors.read("steps", asked.cursor)
    after = (Decimal(key[0]), key[1], key[2]) if key else None
    owner = asked.owner or actor.member_id or 0
    found = steps_of(owner, actor, clock.now(), kind=asked.kind, after=after, most=asked.limit)
    stake, *rest = found.following or (None,)
    items = [
        {"customer": one.customer.pk, "name": one.customer.name, "steps": [_written(each) for each in one.steps]}
        for one in found.rows
    ]
    following = cursors.made("steps", str(stake), *rest) if found.following else None
    return answered({"as_of": as_of(), "items": items, "next": following})


@router.get(
    "/customers/{pk}/steps", response={200: ShownSteps}, operation_id="list_step", summary="What to do next with a customer"
)  # fmt: skip
def listed(request: HttpRequest, pk: RecordId) -> HttpResponse:
    """Proposed steps, what we owe before what we want."""
    steps = next_steps(_customer(request, pk, "read"), request.actor, clock.now())  # type: ignore[attr-defined]
    return answered({"items": [_written(one) for one in steps]})


@router.post(
    "/customers/{pk}/steps", response={201: KeptAnswer}, operation_id="answer_step", summary="Take a step or put it aside"
)  # fmt: skip
def answer(request: HttpRequest, pk: RecordId, given: GivenAnswer) -> HttpResponse:
    """Taken, it is a task of the key's member."""
    customer, actor = _customer(request, pk, "write"), request.actor  # type: ignore[attr-defined]
    if given.accepted:
        scoped(request, kind("task"), "write")
        made = accept(customer, given.key, actor=actor, at=clock.now())
    else:
        made = dismiss(customer, given.key, given.reason, actor=actor, at=clock.now())
    values = {"id": made.pk, "key": made.key, "accepted": made.accepted, "reason": made.reason, "task": made.task_id}
    return answered(values, 201)


def _customer(request: HttpRequest, pk: int, mode: str) -> Customer:
    scoped(request, kind("customer"), mode)
    customer: Customer = found(kind("customer"), request, pk)
    request.actor.require("see", "fact")  # type: ignore[attr-defined]
    return customer


def _written(one: Any) -> dict[str, Any]:
    return {
        "key": one.key, "kind": one.kind, "sentence": one.sentence, "reasons": list(one.reasons), "due_days": one.due_days,
        "money": None if one.money is None else str(one.money), "currency": one.currency, "chance": one.chance,
        "expected": None if one.expected is None else str(one.expected),
    }  # fmt: skip
