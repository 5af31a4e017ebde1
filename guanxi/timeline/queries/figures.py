"""The four figures of "my day", each with its trend and eight weeks of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from guanxi.customers.models import Customer
from guanxi.timeline.models import Entry, Task

WEEKS = 8
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, the one it is compared with, and its course (oldest first)."""

    value: int
    before: int
    course: list[int]

    @property
    def change(self) -> float | None:
        """Relative change (0.5 = half as much again); None where there was nothing before."""
        return (self.value - self.before) / self.before if self.before else None


def week_starts(now: datetime) -> list[datetime]:
    """Monday midnight of this week and the seven before it, oldest first, in the zone of `now`."""
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return [monday - WEEK * back for back in reversed(range(WEEKS))]


def month_start(now: datetime) -> datetime:
    """Midnight of the first of the 30 days that end today, as lists count "in the last 30 days"."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - MONTH + timedelta(days=1)


def _spans(now: datetime) -> list[tuple[datetime, datetime]]:
    starts = week_starts(now)
    return list(zip(starts, [*starts[1:], now], strict=True))


def contacts(member_id: int | None, now: datetime) -> Figure:
    """Contacts the member wrote down this week, against last week up to the same weekday and hour."""
    spans = _spans(now)
    rows = followups(member_id, spans[0][0], now)
    counts = _counted(rows, "at", [*spans, (spans[-2][0], now - WEEK)])
    return Figure(value=counts[-2], before=counts[-1], course=counts[:-1])


def reached(member_id: int | None, now: datetime) -> Figure:
    """Customers the member had contact with in the last 30 days, against the 30 before up to the same hour; the course is weekly."""
    spans, first = _spans(now), month_start(now)
    rows = followups(member_id, min(spans[0][0], first - MONTH), now)
    counts = _counted(rows, "at", [*spans, (first, now), (first - MONTH, now - MONTH)], of="customer_id")
    return Figure(value=counts[-2], before=counts[-1], course=counts[:-2])


def followups(member_id: int | None, since: datetime, until: datetime) -> QuerySet[Entry]:
    """The contacts with customers that a member wrote down as happening in [since, until)."""
    return Entry.objects.filter(member=member_id, at__gte=since, at__lt=until).exclude(channel="")


def arrivals(member_id: int | None, now: datetime) -> Figure:
    """The member's customers who came in the last 30 days, against the 30 before; the course is weekly."""
    spans, first = _spans(now), month_start(now)
    since = min(spans[0][0], first - MONTH)
    rows = Customer.objects.alive().filter(owner_id=member_id, created_at__gte=since, created_at__lt=now)
    counts = _counted(rows, "created_at", [*spans, (first, now), (first - MONTH, now - MONTH)])
    return Figure(value=counts[-2], before=counts[-1], course=counts[:-2])


def open_tasks(member_id: int | None, now: datetime) -> Figure:
    """The member's open tasks now, against a week ago; the course is at the end of each week."""
    moments = [end for _start, end in _spans(now)]
    rows = Task.objects.alive().filter(owner_id=member_id)
    still = rows.filter(done_at=None).aggregate(**_standing(moments, now))
    closed = rows.filter(done_at__gt=moments[0] - WEEK).aggregate(**_standing(moments, now))
    counts = [still[f"n{place}"] + closed[f"n{place}"] for place in range(len(moments) + 1)]
    return Figure(value=counts[-2], before=counts[-1], course=counts[:-1])


def _standing(moments: list[datetime], now: datetime) -> dict[str, Count]:
    """Tasks that existed and were not done at each moment, and a week ago."""
    return {
        f"n{place}": Count("pk", filter=Q(created_at__lte=moment) & (Q(done_at=None) | Q(done_at__gt=moment)))
        for place, moment in enumerate([*moments, now - WEEK])
    }


def _counted(rows: QuerySet, column: str, spans: Iterable[tuple[datetime, datetime]], *, of: str = "pk") -> list[int]:
    """How many rows (or distinct values of `of`) fall into each [start, end), in one query."""
    counts = {
        f"n{place}": Count(of, distinct=of != "pk", filter=Q(**{f"{column}__gte": start, f"{column}__lt": end}))
        for place, (start, end) in enumerate(spans)
    }
    found = rows.aggregate(**counts)
    return [found[name] for name in counts]
