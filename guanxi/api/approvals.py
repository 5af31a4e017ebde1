"""Approvals: what waits for the key's member, what he asked for and decided; deciding; by the rules of the pages."""

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from guanxi.api import cursors
from guanxi.api.routers import LARGEST_PAGE, RecordId, allowed, answered
from guanxi.api.schemas import words
from guanxi.approvals.actions.approval import LONGEST, decide, withdraw
from guanxi.approvals.models import Approval, Turn
from guanxi.approvals.queries import approval as queries
from guanxi.approvals.rules import may_decide, may_withdraw, say_why
from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.staff.queries.company import today_of

router = Router(tags=["Approvals"])
WHAT = "approval"


class AskedApprovals(Schema):
    """Which list, and which page of it."""

    list: Literal["waiting", "asked", "decided"] = Field(
        "waiting", description="waiting: for the member, due first; asked: by him; decided: by him, the latest first"
    )
    cursor: str = Field("", max_length=400)
    limit: int = Field(40, ge=1, le=LARGEST_PAGE)


class ShownTurn(Schema):
    """One of those who are asked, in order; `decided_by` is another one where somebody stood in for him."""

    approver: int
    is_open: bool
    due_at: datetime | None
    approved: bool | None
    decided_by: int | None
    decided_at: datetime | None
    note: str


class ShownApproval(Schema):
    """A request. `document` and `record` name what it is about, `why` says which rules ask, `total` is text in `currency`."""

    id: int
    document: str
    record: int
    title: str
    customer: int | None
    state: str
    why: str
    reason: str
    total: str | None
    currency: str
    owner: int | None
    asked_by: int
    asked_at: datetime
    ended_at: datetime | None
    turns: list[ShownTurn]


class WholeApproval(ShownApproval):
    """With the document as it was asked, and what the key's member may do now."""

    shown: dict[str, Any]
    may_decide: bool
    may_withdraw: bool


class ShownApprovals(Schema):
    """A page of a list."""

    items: list[ShownApproval]
    next: str | None = Field(None, description="cursor of the next page")


class Decision(Schema):
    """Agree, or send it back with what is to be mended (`note`, needed then)."""

    model_config = ConfigDict(extra="forbid")

    approved: bool
    note: words(LONGEST) = ""  # type: ignore[valid-type]


@router.get(
    "/approvals", response={200: ShownApprovals}, operation_id="list_approval", summary="Approvals of the member"
)
def listed(request: HttpRequest, asked: Query[AskedApprovals]) -> HttpResponse:
    """What waits for him, also where he stands in for somebody; what he asked for; what he decided."""
    allowed(request, WHAT, "read")
    actor, name = request.actor, f"approvals.{asked.list}"  # type: ignore[attr-defined]
    key = cursors.read(name, asked.cursor)
    found = _page(asked.list, key, actor, asked.limit + 1)
    page = found[: asked.limit]
    following = cursors.made(name, *page[-1][1]) if len(found) > asked.limit else None
    currency = queries.currency_of_rules()
    whole = {one.pk: one for one in queries.approvals().filter(pk__in={pk for pk, _key in page})}
    return answered({"items": [_written(whole[pk], currency) for pk, _key in page], "next": following})


def _page(which: str, key: list[Any] | None, actor: Actor, limit: int) -> list[tuple[int, tuple[Any, ...]]]:
    """The approvals of a list from a key on, each with its own key."""
    if which == "asked":
        return [(one.pk, (one.pk,)) for one in queries.asked_by(actor, key[0] if key else None, limit)]
    after = (datetime.fromisoformat(key[0]), int(key[1])) if key else None
    if which == "decided":
        return [_keyed(one, one.decided_at) for one in queries.decided_by(actor, after, limit)]
    return [_keyed(one, one.due_at) for one in queries.waiting_for(actor, today_of(clock.now()), limit, after)]


def _keyed(turn: Turn, moment: datetime | None) -> tuple[int, tuple[Any, ...]]:
    return turn.approval_id, (moment.isoformat() if moment else "", turn.pk)


@router.get(
    "/approvals/{pk}", response={200: WholeApproval}, operation_id="get_approval", summary="One approval with its chain"
)
def one(request: HttpRequest, pk: RecordId) -> HttpResponse:
    """What is asked, who has said what, and whether it is the member's turn."""
    allowed(request, WHAT, "read")
    return _whole(request, pk)


@router.post(
    "/approvals/{pk}/decision", response={200: WholeApproval}, operation_id="decide_approval", summary="Approve, or not"
)
def decided(request: HttpRequest, pk: RecordId, given: Decision) -> HttpResponse:
    """In one's turn, or for somebody for whom one stands in today; nobody decides his own. A no ends it and says why."""
    allowed(request, WHAT, "write")
    actor = request.actor  # type: ignore[attr-defined]
    decide(_found(pk), approved=given.approved, note=given.note, actor=actor, at=clock.now())
    return _whole(request, pk)


@router.post(
    "/approvals/{pk}/withdrawal",
    response={200: WholeApproval},
    operation_id="withdraw_approval",
    summary="Take a request back",
)
def withdrawn(request: HttpRequest, pk: RecordId) -> HttpResponse:
    """While it waits: by whoever asked, whose it is, or who keeps the rules."""
    allowed(request, WHAT, "write")
    withdraw(_found(pk), actor=request.actor, at=clock.now())  # type: ignore[attr-defined]
    return _whole(request, pk)


def _found(pk: int) -> Approval:
    found = queries.approvals().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _whole(request: HttpRequest, pk: int) -> HttpResponse:
    actor, found = request.actor, _found(pk)  # type: ignore[attr-defined]
    stands = queries.stands_for(actor.member_id, today_of(clock.now()))
    more = {
        "shown": found.shown,
        "may_decide": may_decide(found, queries.open_turn(found), actor, stands),
        "may_withdraw": may_withdraw(found, actor),
    }
    return answered(_written(found, queries.currency_of_rules()) | more)


def _written(one: Approval, currency: str) -> dict[str, Any]:
    names = ("id", "document", "title", "state", "reason", "asked_at", "ended_at")
    return {name: getattr(one, name) for name in names} | {
        "record": one.record_id,
        "customer": one.customer_id,
        "why": say_why(one.why, one.document, currency),
        "total": None if one.total is None else str(one.total),
        "currency": one.shown["currency"] if one.total is not None else "",
        "owner": one.owner_id,
        "asked_by": one.asked_by_id,
        "turns": [_turn(turn) for turn in one.turns.all()],
    }


def _turn(one: Turn) -> dict[str, Any]:
    names = ("is_open", "due_at", "approved", "decided_at", "note")
    return {name: getattr(one, name) for name in names} | {
        "approver": one.approver_id,
        "decided_by": one.decided_by_id,
    }
