"""Reckoning what open scorecards reached: as work, some cards per transaction. Closed ones stay as they are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.analytics.actions.fill import folder
from guanxi.analytics.queries.explorer import run
from guanxi.analytics.queries.warehouse import is_behind, latest_fill, listed
from guanxi.core import clock, work
from guanxi.core.actor import Actor, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import Refused
from guanxi.staff.queries.company import today_of
from guanxi.steering.measured import BY_NAME
from guanxi.steering.models import Card, Goal, Result
from guanxi.steering.periods import last_of
from guanxi.steering.queries import counted
from guanxi.steering.queries.card import owners_of

NAME = "scorecards"
TITLE = gettext_noop("Reckon scorecards")
AT_ONCE = 10  # cards of a chunk: one process answers all that they ask of the warehouse
CENT = Decimal("0.01")


class Running(Refused):
    """They are being reckoned already."""

    code = "running"


def reckon(*, actor: Actor, at: datetime) -> Work:
    """Hand it to the worker; raises `Running`."""
    actor.require("edit", "scorecard")
    with acting_as_system("scorecards"):
        if Work.objects.filter(kind=NAME).exclude(state__in=work.ENDED).exists():
            raise Running(_("Scorecards are being reckoned already."))
        total = Card.objects.filter(state=Card.State.OPEN).count()
    return work.start(NAME, TITLE, actor=actor, at=at, arguments={}, total=total, url=reverse("scorecards"))


def reckon_stale(*, actor: Actor, at: datetime) -> Work | None:
    """The same where goals were set, or the warehouse was filled, since the last time; else None, and while it lacks a file that came in."""
    if is_behind():
        return None
    stale = Q(result=None) | Q(result__at__lt=F("set_at"))
    fill = latest_fill()
    if fill is not None:
        stale |= Q(result__at__lt=fill.ended_at)
    if not Card.objects.filter(stale, state=Card.State.OPEN).exists():
        return None
    try:
        return reckon(actor=actor, at=at)
    except Running:
        return None


def step(job: Work, actor: Actor) -> bool:
    """The next open cards by id; answers whether there may be more."""
    with acting_as_system("scorecards"):
        rows = Card.objects.select_for_update().filter(state=Card.State.OPEN, pk__gt=job.cursor.get("after", 0))
        cards = list(rows.order_by("pk")[:AT_ONCE])
        reckon_cards(cards, clock.now())
    job.done += len(cards)
    job.cursor = {"after": cards[-1].pk if cards else 0}
    return len(cards) == AT_ONCE


def reckon_cards(cards: Sequence[Card], now: datetime) -> None:
    """Write down what these cards reached. Called by the system."""
    goals: dict[int, list[Goal]] = defaultdict(list)
    for goal in Goal.objects.filter(card__in=cards).order_by("pk"):
        goals[goal.card_id].append(goal)
    owners = owners_of(cards)
    told = _of_warehouse(cards, goals, owners, now) | _of_records(cards, goals, owners, now)
    for card in cards:
        figures = {one.measure: _text(told.get((card.pk, one.measure))) for one in goals[card.pk]}
        Result.objects.update_or_create(card_id=card.pk, defaults={"at": now, "figures": figures})


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value.quantize(CENT))


Asked = dict[tuple[int, str], Decimal | None]


def _of_warehouse(cards: Sequence[Card], goals: dict[int, list[Goal]], owners: dict[int, Any], now: datetime) -> Asked:
    """The figures that the warehouse answers; none where it was not filled yet."""
    files = listed()
    asked = [(card, goal) for card in cards for goal in goals[card.pk] if BY_NAME[goal.measure].of_warehouse]
    if not files or not asked:
        return {}
    today = today_of(now)
    questions = [_question(card, goal, owners[card.pk], today) for card, goal in asked]
    scope: dict[str, Any] = {"owners": {}, "shared": []}
    answers = run({"files": files, "folder": str(folder()), "questions": questions, "scope": scope})
    return {(card.pk, goal.measure): _figure(goal, rows) for (card, goal), rows in zip(asked, answers, strict=True)}


def _question(card: Card, goal: Goal, owners: list[int] | None, today: date) -> dict[str, Any]:
    only = {} if owners is None else {"owner": owners or [0]}
    days = {"first": card.first.isoformat(), "last": last_of(card.span, card.first).isoformat()}
    return {"measure": goal.measure, "by": [], "only": only, "today": today.isoformat(), **days}


def _figure(goal: Goal, rows: list[list[Any]]) -> Decimal | None:
    """The figure in the goal's currency; no rows of money are nothing, no rows of a mean are no figure."""
    unit = BY_NAME[goal.measure].unit
    if unit == "money":
        found = {row[0]: row[1] for row in rows}
        value = found.get(goal.currency, None if goal.measure == "average_order" else 0)
    else:
        value = rows[0][0] if rows else None
    if value is None:
        return None
    return Decimal(str(value)) * (100 if unit == "share" else 1)


def _of_records(cards: Sequence[Card], goals: dict[int, list[Goal]], owners: dict[int, Any], now: datetime) -> Asked:
    """The figures that are counted from records: one question per measure and period."""
    known: dict[Any, Any] = {}
    found: Asked = {}
    for card in cards:
        days = card.first, last_of(card.span, card.first)
        for name in (one.measure for one in goals[card.pk] if not BY_NAME[one.measure].of_warehouse):
            if name == "target_reached":
                targets = known.setdefault((name, days), None) or counted.Targets(*days)
                known[name, days] = targets
                found[card.pk, name] = targets.share(card.member_id, card.department_id, owners[card.pk] or [])
                continue
            if (name, days) not in known:
                known[name, days] = counted.parts(name, *days, now)
            found[card.pk, name] = counted.share(known[name, days], owners[card.pk])
    return found
