"""Sales' part of my day: next steps whose time has come, opportunities without one, quotes that wait for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Subquery

from guanxi.sales.models import Opportunity, Quote, QuoteOpening, Stage

STEPS = 20  # rows of a list on my day; the list of opportunities has the rest
WITHOUT = 5
MOST = 100  # counted at most, beyond it says "more than"
CHASED = timedelta(days=14)  # how long a quote that expired unanswered is still asked after
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Steps:
    """Open opportunities of a member; the counts stop at `MOST`."""

    due: Sequence[Opportunity]
    due_count: int
    without: Sequence[tuple[Opportunity, int]]  # with the days since they came into their stage
    without_count: int


def my_steps(member_id: int | None, *, now: datetime, until: datetime) -> Steps:
    """What of a member's open opportunities is due before `until`, and what has no next step: four queries along indexes."""
    mine = Opportunity.objects.alive().filter(owner_id=member_id, state=Stage.Kind.OPEN)
    due = mine.filter(next_at__lt=until)
    without = mine.filter(next_step="", next_at=None)
    oldest = without.select_related("customer").order_by("stage_since", "pk")[:WITHOUT]
    return Steps(
        due=list(due.select_related("customer").order_by("next_at", "pk")[:STEPS]),
        due_count=due[:MOST].count(),
        without=[(one, max(0, (now - one.stage_since).days)) for one in oldest],
        without_count=without[:MOST].count(),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A quote that was sent and is not answered; `opened_at` is when its page was first loaded."""

    quote: Quote
    opened_at: datetime | None
    expired: bool
    soon: bool


def my_quotes(member_id: int | None, today: date) -> list[Waiting]:
    """A member's quotes that wait for an answer, and those that expired unanswered in the last days: one query."""
    current = QuoteOpening.objects.filter(quote=OuterRef("pk"), copy__version=OuterRef("version"))
    rows: Any = Quote.objects.alive().filter(
        owner_id=member_id, status=Quote.Status.SENT, valid_until__gte=today - CHASED
    )
    found = rows.select_related("customer").annotate(opened_at=Subquery(current.values("at")[:1]))
    return [
        Waiting(one, one.opened_at, one.valid_until < today, one.valid_until <= today + SOON)
        for one in found.order_by(F("valid_until"), "pk")[:STEPS]
    ]
