"""Cohorts: of what began in a month, how much was won by the end of each later month; from summaries that the database keeps."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from guanxi.core.actor import Actor
from guanxi.sales.models import Cohort, Flow
from guanxi.sales.queries.funnel import Asked, narrowed, plain

AFTER = 12  # months that are shown behind that of the beginning


@dataclass(slots=True)
class Born:
    """What began in `month`: how many, and by currency ("" for the number) what was won by the end of month 0, 1, 2 …, added up.

    The list ends with the month of today: what lies behind it is not known.
    """

    month: date
    begun: float = 0
    won: list[float] = field(default_factory=list)
    money: dict[str, list[Decimal]] = field(default_factory=dict)

    @property
    def shares(self) -> list[float | None]:
        """Won of those that began, in percent."""
        return [number * 100 / self.begun if self.begun else None for number in self.won]


def cohorts(asked: Asked, actor: Actor, today: date) -> list[Born]:
    """The months from first to last in which something began; two queries over months × owners."""
    begun: dict[date, Decimal] = defaultdict(Decimal)
    rows = Flow.objects.filter(face="", pipeline=asked.pipeline.key, month__range=(asked.first, asked.last))
    sums: Any = narrowed(rows, asked.owners, actor).values_list("month")
    for month, *numbers in sums.annotate(o=Sum("open"), w=Sum("won"), l=Sum("lost")).order_by():
        begun[month] += sum(numbers)
    number: dict[date, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * (AFTER + 1))
    money: dict[tuple[date, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * (AFTER + 1))
    won = Cohort.objects.filter(pipeline=asked.pipeline.key, month__range=(asked.first, asked.last), after__lte=AFTER)
    given: Any = narrowed(won, asked.owners, actor).values_list("month", "after", "currency")
    for month, after, code, count, minor in given.annotate(n=Sum("number"), m=Sum("minor")).order_by():
        number[month][after] += count
        if code:
            money[month, code][after] += minor / 100
    found = []
    for month in sorted(one for one, count in begun.items() if count):
        known = min(AFTER, (today.year - month.year) * 12 + today.month - month.month) + 1
        sums_of = {code: _heaped(part)[:known] for (of, code), part in money.items() if of == month}
        found.append(Born(month, plain(begun[month]), [*map(plain, _heaped(number[month])[:known])], sums_of))
    return found


def _heaped(parts: list[Any]) -> list[Any]:
    return [sum(parts[: place + 1]) for place in range(len(parts))]
