"""Scorecards with their lights, points and weakest links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from guanxi.staff.models import Member
from guanxi.steering.measured import BY_NAME, PERSPECTIVES, Measured
from guanxi.steering.models import Card, Evaluation, Goal
from guanxi.steering.rules import Judged, Light, gap, light, points, weakest

MOST = 300  # cards of a period on the page
BACK = 11  # periods before
PUT_AWAY = 50  # cards of a period that were put away


@dataclass(frozen=True, slots=True)
class Row:
    """A goal and what was reached."""

    goal: Goal
    measured: Measured
    value: Decimal | None
    judged: Judged


@dataclass(frozen=True, slots=True)
class Shown:
    """A card, judged: points of the whole and of each perspective (None: nothing was measured), weakest goals first."""

    card: Card
    rows: list[Row]
    points: int | None
    perspectives: dict[str, int | None]
    lights: dict[str, Light]
    weakest: list[Row]

    @property
    def reckoned(self) -> bool:
        """Whether what it shows was reckoned since its goals were set."""
        result = getattr(self.card, "result", None)
        return result is not None and result.at >= self.card.set_at


def judge(card: Card) -> Shown:
    """A card with goals and result at hand, judged."""
    result = getattr(card, "result", None)
    figures = result.figures if result else {}
    order = list(BY_NAME)
    rows = []
    for goal in sorted(card.goals.all(), key=lambda one: order.index(one.measure)):
        measured, told = BY_NAME[goal.measure], figures.get(goal.measure)
        value = None if told is None else Decimal(told)
        seen = light(value, goal.goal, goal.warn, less=measured.less)
        away = gap(value, goal.goal, less=measured.less)
        rows.append(Row(goal, measured, value, Judged(measured.perspective, goal.measure, goal.weight, seen, away)))
    by_name = {row.goal.measure: row for row in rows}
    sums = {name: points(row.judged for row in rows if row.judged.perspective == name) for name in PERSPECTIVES}
    worst = [by_name[one.measure] for one in weakest(row.judged for row in rows)]
    return Shown(card, rows, points(row.judged for row in rows), sums, {k: light_of(v) for k, v in sums.items()}, worst)


def light_of(sum_points: int | None) -> Light:
    """Points as a light: green from 75, yellow from 40."""
    if sum_points is None:
        return ""
    return "ok" if sum_points >= 75 else "warn" if sum_points >= 40 else "bad"


def _whole(rows: "QuerySet[Card]") -> "QuerySet[Card]":
    return rows.select_related("member", "department", "result").prefetch_related("goals")


def card_of(card_id: int) -> Card:
    """One that the actor sees; raises `Card.DoesNotExist`."""
    people = ("set_by", "closed_by", "reopened_by")
    return _whole(Card.objects.select_related(*people)).get(pk=card_id)


def cards_in(span: str, first: date) -> list[Shown]:
    """The cards of a period that the actor sees: the company's, departments in the order of the tree, members by name."""
    rows = _whole(Card.objects.filter(span=span, first=first))
    found = rows.order_by("department__number", "member__name_sort", "pk")[:MOST]
    return sorted((judge(one) for one in found), key=lambda one: _place(one.card))


def _place(card: Card) -> tuple[int, int, str]:
    if card.department:
        return 1, card.department.number, ""
    return (2, 0, card.member.name_sort) if card.member else (0, 0, "")


def put_away_in(span: str, first: date) -> list[Card]:
    """The cards of a period that were put away, the latest first."""
    rows = Card.everything.filter(span=span, first=first, deleted_at__isnull=False)
    return list(rows.select_related("member", "department", "deleted_by").order_by("-deleted_at", "-pk")[:PUT_AWAY])


def evaluations_beside(cards: Sequence[Card]) -> dict[date, Evaluation]:
    """What was written about a member in the periods of his cards, by their first day, as far as the actor reads it: two queries."""
    if not cards or cards[0].member_id is None:
        return {}
    rows = Evaluation.objects.filter(
        member=cards[0].member_id, span=cards[0].span, first__in=[one.first for one in cards]
    )
    return {one.first: one for one in rows.prefetch_related("reviews")}


def latest_period() -> tuple[str, date] | None:
    """Span and first day of the newest period with a card that the actor sees."""
    found = Card.objects.order_by("-first", "-pk").values_list("span", "first").first()
    return found or None


def over_time(card: Card) -> list[Shown]:
    """The card and those of the same one before it, newest first."""
    same = Card.objects.filter(
        span=card.span, member=card.member_id, department=card.department_id, first__lte=card.first
    )
    return [judge(one) for one in _whole(same).order_by("-first")[: BACK + 1]]


def goals_before(whose: dict[str, object]) -> Shown | None:
    """The newest card of the same one before this period, to copy from."""
    same = {name: whose[name] for name in ("span", "member_id", "department_id")}
    found = _whole(Card.objects.filter(**same, first__lt=whose["first"])).order_by("-first").first()
    return judge(found) if found else None


def card_at(whose: dict[str, object]) -> Card | None:
    """The card of this one in this period, if the actor sees one."""
    return _whole(Card.objects.filter(**whose)).first()


def owners_of(cards: Sequence[Card]) -> dict[int, list[int] | None]:
    """Per card the members whose records count: himself, those of the department and below; None for everybody and nobody."""
    members = list(Member.objects.values_list("pk", "department__number"))
    bounds = {
        one.department_id: (one.department.number, one.department.last)
        for one in Card.objects.filter(pk__in=[card.pk for card in cards]).select_related("department")
        if one.department
    }
    found: dict[int, list[int] | None] = {}
    for card in cards:
        if card.member_id:
            found[card.pk] = [card.member_id]
        elif card.department_id:
            low, high = bounds[card.department_id]
            found[card.pk] = sorted(pk for pk, number in members if number is not None and low <= number <= high)
        else:
            found[card.pk] = None
    return found
