"""Why opportunities were lost: numbers and money per reason and month, added up from an index of what was lost in the period."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import TruncMonth

from guanxi.commerce.models import Rate
from guanxi.core.actor import Actor
from guanxi.sales.models import Line, Opportunity, Stage
from guanxi.sales.months import DAY, next_month
from guanxi.sales.queries.target import MOST_OWNERS
from guanxi.staff.queries.company import company_customs

REASONS = (*Opportunity.Lost.values, "")  # the last: nobody said
GROUPS = {"owner": "owner_id", "department": "owner_id", "source": "source", "product": "of_product"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was lost from the month of `first` to that of `last`; `by` compares like the funnel does, the rest narrows where not None."""

    first: date
    last: date
    by: str = ""
    owners: frozenset[int] | None = None
    source: str | None = None
    product: str | None = None


@dataclass(slots=True)
class Cell:
    """Some that were lost. `money` is in the company's currency; `priced` of the `number` are in it, `foreign` are what no rate was known for."""

    number: int = 0
    money: Decimal = Decimal(0)
    priced: int = 0
    foreign: dict[str, Decimal] = field(default_factory=dict)

    def add(self, other: "Cell") -> None:
        """Take another one's in."""
        self.number += other.number
        self.money += other.money
        self.priced += other.priced
        for code, amount in other.foreign.items():
            self.foreign[code] = self.foreign.get(code, Decimal(0)) + amount


@dataclass(slots=True)
class Row:
    """A month, or one of what is compared, by reason."""

    key: Any
    reasons: dict[str, Cell] = field(default_factory=lambda: {one: Cell() for one in REASONS})

    @property
    def whole(self) -> Cell:
        """All reasons together."""
        found = Cell()
        for one in self.reasons.values():
            found.add(one)
        return found

    @property
    def shares(self) -> dict[str, float | None]:
        """Of each reason, in percent of the number."""
        number = self.whole.number
        return {name: one.number * 100 / number if number else None for name, one in self.reasons.items()}


@dataclass(slots=True)
class Losses:
    """The months in order, what is compared (most lost first; an opportunity stands in each of its products), and all together."""

    months: list[Row]
    groups: list[Row]
    whole: Row


def losses(asked: Asked, actor: Actor, departments: dict[int, int | None]) -> Losses:
    """Two queries at most beside that of the rates. `departments` says where members belong."""
    months, whole = _months(asked), Row(None)
    for month, _key, reason, cell in _read(asked, actor, ""):
        months[month].reasons[reason].add(cell)
        whole.reasons[reason].add(cell)
    groups: dict[Any, Row] = {}
    if asked.by:
        for _month, key, reason, cell in _read(asked, actor, GROUPS[asked.by]):
            name = departments.get(key) if asked.by == "department" else key
            if asked.by == "product":
                name = str(key or "")  # as the funnel names them
            groups.setdefault(name, Row(name)).reasons[reason].add(cell)
    order = sorted(groups.values(), key=lambda one: (-one.whole.number, str(one.key)))
    return Losses(list(months.values()), order, whole)


def latest_loss(actor: Actor) -> date | None:
    """The day of the latest loss that the actor sees."""
    return _lost(None, actor).order_by("-closed_on").values_list("closed_on", flat=True).first()


def _months(asked: Asked) -> dict[date, Row]:
    found, month = {}, asked.first
    while month <= asked.last:
        found[month] = Row(month)
        month = next_month(month)
    return found


def _lost(owners: frozenset[int] | None, actor: Actor) -> QuerySet[Any]:
    rows = Opportunity.objects.alive().filter(state=Stage.Kind.LOST)
    if owners is not None:
        return rows.filter(owner_id__in=sorted(owners))
    seen = actor.sight.owners.get("opportunity", [])
    if not actor.sees_all("opportunity") and len(seen) <= MOST_OWNERS:
        return rows.filter(owner_id__in=seen)
    return rows


def _read(asked: Asked, actor: Actor, column: str) -> list[tuple[date, Any, str, Cell]]:
    """(month, what is compared, reason, figures)."""
    rows = _lost(asked.owners, actor).filter(closed_on__range=(asked.first, next_month(asked.last) - DAY))
    if asked.source is not None:
        rows = rows.filter(source=asked.source)
    if asked.product is not None:
        rows = rows.filter(Exists(Line.objects.filter(opportunity=OuterRef("pk"), product_id=int(asked.product))))
    if column == GROUPS["product"]:  # twice the same product is one
        rows = rows.annotate(line=F("lines__pk"), of_product=F("lines__product_id"))
        same = Line.objects.filter(opportunity=OuterRef("pk"), product=OuterRef("of_product"), pk__lt=OuterRef("line"))
        rows = rows.filter(~Exists(same))
    given = rows.annotate(month=TruncMonth("closed_on")).values_list(
        "month", "loss_by", "currency", *([column] if column else [])
    )
    sums = list(
        given.annotate(n=Count("closed_on"), priced=Count("amount_minor"), minor=Sum("amount_minor")).order_by()
    )
    worth = _Worth({row[2] for row in sums} - {""})
    found = []
    for month, reason, code, *rest in sums:
        key, (number, priced, minor) = (rest[0] if column else None), rest[-3:]
        cell = Cell(number)
        rate = worth.on(code, next_month(month) - DAY)
        amount = Decimal(minor or 0) / 100
        if rate is not None:
            cell.money, cell.priced = amount * rate, priced
        elif amount:
            cell.foreign[code] = amount
        found.append((month, key, reason, cell))
    return found


class _Worth:
    """What currencies were worth in the company's own on a day, by the latest rate up to it; all are read at once."""

    def __init__(self, codes: set[str]) -> None:
        self.own = company_customs().currency
        self.rates: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
        foreign = sorted(codes - {self.own})
        if foreign:
            rows = Rate.objects.filter(currency__in=foreign).order_by("on")
            for code, day, rate in rows.values_list("currency", "on", "rate"):
                self.rates[code].append((day, rate))

    def on(self, code: str, day: date) -> Decimal | None:
        if code in {self.own, ""}:
            return Decimal(1)
        place = bisect_right(self.rates[code], day, key=lambda one: one[0])
        return self.rates[code][place - 1][1] if place else None
