"""What to do next with a customer: read, taken as a task, put aside with a reason, by the rules of his page."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict

from guanxi.analytics.actions.answer import accept, dismiss
from guanxi.analytics.queries.nextstep import next_steps
from guanxi.api.routers import RecordId, answered, found, scoped
from guanxi.api.schemas import words
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
