"""Incentives of a period, read: what they pay, and every record they come from."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from guanxi.api.routers import RecordId, allowed, answered
from guanxi.api.scorecards import AskedCards
from guanxi.core.refused import NotAllowed, Refused
from guanxi.steering.models import Statement
from guanxi.steering.periods import read, written
from guanxi.steering.queries.incentive import lines_of, statement_of, statements

router = Router(tags=["Incentives"])
MASKED = {"won": ("opportunity", "amount"), "orders": ("order", "total"), "payments": ("payment", "amount")}


class ShownPay(Schema):
    """A record and what it pays; `corrects` is the period that it corrects, "" for none. Amounts are text."""

    kind: str
    record: int
    title: str
    day: str
    amount: str
    percent: int
    corrects: str
    payout: str


class ShownStatement(Schema):
    """An incentive of a member and period: the sum of its lines, to the smallest unit."""

    id: int
    scheme: str
    member: int
    period: str
    currency: str
    state: str
    payout: str
    lines: list[ShownPay]


class ShownStatements(Schema):
    """Those of a period that the member sees, without their lines."""

    items: list[dict[str, Any]]


@router.get(
    "/incentives", response={200: ShownStatements}, operation_id="list_incentive", summary="Incentives of a period"
)
def incentives(request: HttpRequest, asked: Query[AskedCards]) -> HttpResponse:
    """His own, and those of whom his roles let him see them."""
    allowed(request, "incentive", "read")
    period = read(asked.period)
    if period is None:
        raise Refused(_("Give the period as 2026-Q4, 2026-10 or 2026."), field="period")
    actor = request.actor  # type: ignore[attr-defined]
    return answered({"items": [_paid(one) for one in statements(actor, mine=False, period=period)]})


@router.get(
    "/incentives/{statement_id}", response={200: ShownStatement}, operation_id="get_incentive", summary="One incentive"
)
def incentive(request: HttpRequest, statement_id: RecordId) -> HttpResponse:
    """One that the member sees, with every record it came from."""
    allowed(request, "incentive", "read")
    actor = request.actor  # type: ignore[attr-defined]
    try:
        one = statement_of(statement_id)
    except Statement.DoesNotExist:
        raise Http404 from None
    if actor.masks(*MASKED[one.scheme.basis]):
        raise NotAllowed(_("Your roles show amounts only in part, so there are no sums here."))
    span = one.scheme.span
    lines = [
        {
            "kind": line.kind,
            "record": line.record,
            "title": line.title,
            "day": line.day.isoformat(),
            "amount": _cash(line.amount),
            "percent": line.percent,
            "corrects": written(span, line.corrects.first) if line.corrects else "",
            "payout": _cash(line.payout),
        }
        for line in lines_of(one, most=None)
    ]
    return answered(_paid(one) | {"lines": lines})


def _paid(one: Statement) -> dict[str, Any]:
    return {
        "id": one.pk,
        "scheme": one.scheme.name,
        "member": one.member_id,
        "period": written(one.scheme.span, one.first),
        "currency": one.scheme.currency,
        "state": one.state,
        "payout": _cash(one.payout),
    }


def _cash(units: int) -> str:
    return str(Decimal(units).scaleb(-2))
