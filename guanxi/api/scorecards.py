"""Scorecards of a period, read: goals, what was reached, lights, points, the weakest link."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from guanxi.api.routers import RecordId, allowed, answered
from guanxi.core.refused import Refused
from guanxi.steering.models import Card
from guanxi.steering.periods import read, written
from guanxi.steering.queries.card import Shown, card_of, cards_in, judge

router = Router(tags=["Scorecards"])


class AskedCards(Schema):
    """Which period."""

    period: str = Field(max_length=7, description="2026, 2026-Q4 or 2026-10")


class ShownGoal(Schema):
    """A goal; amounts are text, shares stand in percent, `light` is ok, warn, bad or empty."""

    measure: str
    perspective: str
    currency: str
    goal: str
    warn: str
    weight: int
    reached: str | None
    light: str


class ShownCard(Schema):
    """A scorecard; with neither member nor department the company's. `weakest` are measures, the worst first."""

    id: int
    period: str
    member: int | None
    department: int | None
    state: str
    points: int | None
    perspectives: dict[str, int | None]
    weakest: list[str]
    goals: list[ShownGoal]


class ShownCards(Schema):
    """All of a period that the member sees."""

    items: list[ShownCard]


@router.get("/scorecards", response={200: ShownCards}, operation_id="list_scorecard", summary="Scorecards of a period")
def scorecards(request: HttpRequest, asked: Query[AskedCards]) -> HttpResponse:
    """Those that the member sees: his own, and those of whom his roles let him see."""
    allowed(request, "scorecard", "read")
    period = read(asked.period)
    if period is None:
        raise Refused(_("Give the period as 2026-Q4, 2026-10 or 2026."), field="period")
    return answered({"items": [_written(one) for one in cards_in(*period)]})


@router.get("/scorecards/{card_id}", response={200: ShownCard}, operation_id="get_scorecard", summary="One scorecard")
def scorecard(request: HttpRequest, card_id: RecordId) -> HttpResponse:
    """One that the member sees."""
    allowed(request, "scorecard", "read")
    try:
        return answered(_written(judge(card_of(card_id))))
    except Card.DoesNotExist:
        raise Http404 from None


def _written(one: Shown) -> dict[str, Any]:
    card = one.card
    return {
        "id": card.pk,
        "period": written(card.span, card.first),
        "member": card.member_id,
        "department": card.department_id,
        "state": card.state,
        "points": one.points,
        "perspectives": one.perspectives,
        "weakest": [row.goal.measure for row in one.weakest],
        "goals": [
            {
                "measure": row.goal.measure,
                "perspective": row.measured.perspective,
                "currency": row.goal.currency,
                "goal": f"{row.goal.goal:.2f}",
                "warn": f"{row.goal.warn:.2f}",
                "weight": row.goal.weight,
                "reached": None if row.value is None else f"{row.value:.2f}",
                "light": row.judged.light,
            }
            for row in one.rows
        ],
    }
