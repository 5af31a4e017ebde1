"""Incentives, read: statements of a period, one with its lines, schemes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Max, Min, QuerySet, Sum

from guanxi.approvals.models import Approval
from guanxi.approvals.queries.approval import about
from guanxi.core.actor import Actor
from guanxi.steering.approving import KIND
from guanxi.steering.models import Line, Remark, Scheme, Statement

MOST = 200  # statements on a page
LINES = 500  # lines on a page; a file has all


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """What the statements of a scheme and period come to."""

    scheme: Scheme
    first: date
    people: int
    payout: int
    open: bool
    asked: Approval | None = None  # the latest request to close it


def statements(actor: Actor, *, mine: bool, period: tuple[str, date] | None = None) -> list[Statement]:
    """The actor's own, or those of a period that he sees; newest first."""
    rows: QuerySet[Statement] = Statement.objects.select_related("scheme", "member")
    if mine:
        rows = rows.filter(member=actor.member_id)
    if period:
        rows = rows.filter(scheme__span=period[0], first=period[1])
    return list(rows.order_by("-first", "member__name_sort", "pk")[:MOST])


def latest_of_others(actor: Actor) -> tuple[str, date] | None:
    """Span and first day of the newest period of which the actor sees a colleague's statement."""
    rows = Statement.objects.exclude(member=actor.member_id).order_by("-first", "-pk")
    return rows.values_list("scheme__span", "first").first()


def statement_of(statement_id: int) -> Statement:
    """One that the actor sees; raises `Statement.DoesNotExist`."""
    return Statement.objects.select_related("scheme", "member", "closed_by").get(pk=statement_id)


def lines_of(statement: Statement, *, most: int | None = LINES) -> list[Line]:
    """Its lines in order."""
    rows = Line.objects.filter(statement=statement).select_related("corrects__scheme").order_by("place")
    return list(rows if most is None else rows[:most])


def remarks_of(statement: Statement) -> list[Remark]:
    """What was said about it."""
    return list(Remark.objects.filter(statement=statement).select_related("member").order_by("pk"))


def schemes() -> list[Scheme]:
    """Every scheme that the actor sees, newest first."""
    return list(Scheme.objects.select_related("department").order_by("-pk")[:MOST])


def scheme_of(scheme_id: int) -> Scheme:
    """One that the actor sees; raises `Scheme.DoesNotExist`."""
    return Scheme.objects.select_related("department", "made_by").get(pk=scheme_id)


def sums_of(scheme: Scheme) -> list[PeriodSum]:
    """Its periods, newest first, each with what was asked about closing it."""
    rows = Statement.objects.filter(scheme=scheme).values("first").order_by("-first")
    summed = rows.annotate(people=Count("pk"), total=Sum("payout"), still=Max("state"), one=Min("pk"))[:24]
    asked = {one.record_id: one for one in about(KIND, [row["one"] for row in summed])}
    return [
        PeriodSum(
            scheme,
            row["first"],
            row["people"],
            row["total"],
            row["still"] == Statement.State.OPEN,
            asked.get(row["one"]),
        )
        for row in summed
    ]


def limited(lines: Sequence[Line], scheme: Scheme) -> bool:
    """Whether the limit took something away: some line pays less than its rates say."""
    if scheme.cap is None:
        return False
    said = sum((_said(part, rate) for line in lines for part, rate in line.parts), Fraction(0))
    return said - sum(line.payout for line in lines if line.corrects_id is None) >= 1


def _said(part: str, rate: str) -> Fraction:
    """What a part pays at its rate; rates stand as a hundredfold."""
    return Fraction(Decimal(part)) * Fraction(Decimal(rate)) / 100
