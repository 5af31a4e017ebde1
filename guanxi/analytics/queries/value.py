"""What one customer is worth, and what all of them are, as far as the reader sees them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from guanxi.analytics.flow import Flow, flow_of
from guanxi.analytics.learnt import horizon
from guanxi.analytics.models import SOURCE, Buyer, Cell, Counter, Run
from guanxi.analytics.segments import BY_KEY, SEGMENTS, Segment
from guanxi.customers.models import Fact

FEWEST_DAYS = 90  # since the first purchase: before, a pace per year would be a guess
MOVES = 12


def latest_run() -> Run | None:
    """The last that came to its end."""
    return Run.objects.exclude(ended_at=None).order_by("-ended_at").first()


@dataclass(frozen=True)
class Factor:
    """A factor of the counter's formula: what counts, what the orders say, and whether a member supposed it."""

    value: Decimal | None
    said: Decimal | None

    @property
    def is_supposed(self) -> bool:
        """Whether it is a member's and not the orders'."""
        return self.value is not None and self.value != self.said


@dataclass(frozen=True)
class Simple:
    """Lifetime value at the counter: what a purchase brings × purchases a year × years. None where a factor is missing."""

    amount: Factor
    per_year: Factor
    years: Factor
    currency: str
    counter: Counter | None

    @property
    def total(self) -> Decimal | None:
        """Before discounting and word of mouth."""
        if self.amount.value is None or self.per_year.value is None or self.years.value is None:
            return None
        return self.amount.value * self.per_year.value * self.years.value


@dataclass(frozen=True)
class Worth:
    """What is known of one customer: the currency he buys in most, the others, facts by name, the run behind them."""

    main: Buyer | None
    others: list[Buyer]
    facts: dict[str, Fact]
    run: Run | None
    simple: Simple

    @property
    def segment(self) -> Segment | None:
        """His segment by RFM."""
        fact = self.facts.get("segment")
        return BY_KEY.get(fact.word) if fact else None

    @property
    def learnt(self) -> dict[str, Any]:
        """What was fitted for his currency."""
        found: dict[str, Any] = self.run.learnt.get(self.main.currency, {}) if self.run and self.main else {}
        return found

    @property
    def years(self) -> int:
        """Over how many years his lifetime value is added up."""
        return horizon(self.learnt, self.run.rule["years"]) if self.run and self.learnt else 0


def worth_of(customer_id: int, own_currency: str) -> Worth:
    """Four queries. Of a customer whom the reader does not see nothing is found."""
    buyers = list(Buyer.objects.filter(customer_id=customer_id).order_by("-is_main", "currency"))
    main = buyers[0] if buyers else None
    facts = {one.name: one for one in Fact.objects.filter(customer_id=customer_id, source=SOURCE)}
    run = latest_run()
    counter = Counter.objects.filter(customer_id=customer_id).select_related("member").first()
    simple = _simple(main, counter, run.day if run else None, own_currency)
    return Worth(main, buyers[1:], facts, run, simple)


def _simple(main: Buyer | None, counter: Counter | None, day: date | None, own_currency: str) -> Simple:
    amount = per_year = None
    if main is not None:
        amount = round(main.spent / main.days, 2)
        since = (day - main.first_on).days if day else 0
        if main.days > 1 and since >= FEWEST_DAYS:
            per_year = round(Decimal(main.days - 1) * Decimal("365.25") / since, 2)
    currency = counter.currency if counter else main.currency if main else own_currency
    if main is not None and main.currency != currency:
        amount = None  # what the orders say is in another currency
    kept = (counter.amount, counter.per_year, counter.years) if counter else (None, None, None)
    said = (amount, per_year, None)
    factors = [Factor(told if own is None else own, told) for own, told in zip(kept, said, strict=True)]
    return Simple(factors[0], factors[1], factors[2], currency, counter)


@dataclass(frozen=True)
class Share:
    """A segment in one currency: customers, what they spent, and what they are expected to bring (None: no model)."""

    segment: Segment
    customers: int
    spent: Decimal
    worth: float | None
    percent: int
    before: int | None


@dataclass(frozen=True)
class Move:
    """How many customers went from one segment to another since the run before; None: was no customer yet."""

    came: Segment | None
    went: Segment
    customers: int


@dataclass(frozen=True)
class Money:
    """All customers who buy in one currency."""

    currency: str
    shares: list[Share]
    customers: int
    spent: Decimal
    worth: float | None
    moves: list[Move]
    moved: int
    flow: Flow | None
    learnt: dict[str, Any]


def all_together(run: Run) -> list[Money]:
    """The segments per currency, as the reader's data scope shows them, those with most customers first."""
    rows: list[Any] = list(
        Cell.objects.filter(run=run)
        .values("currency", "segment", "was")
        .annotate(number=Sum("customers"), money=Sum("spent"), value=Sum("worth"))
    )
    second = Run.objects.exclude(ended_at=None).count() > 1
    found = [
        _money(code, [one for one in rows if one["currency"] == code], run, second)
        for code in {one["currency"] for one in rows}
    ]
    return sorted(found, key=lambda one: (-one.customers, one.currency))


def _money(currency: str, rows: list[dict[str, Any]], run: Run, second: bool) -> Money:
    customers = sum(one["number"] for one in rows)
    shares = [_share(one, rows, customers, second) for one in SEGMENTS]
    moved = [one for one in rows if second and one["was"] != one["segment"]]
    moves = [Move(BY_KEY.get(one["was"]), BY_KEY[one["segment"]], one["number"]) for one in moved]
    moves.sort(key=lambda one: -one.customers)
    flow = flow_of({(one["was"], one["segment"]): one["number"] for one in rows}, list(BY_KEY)) if moves else None
    return Money(
        currency, [one for one in shares if one.customers or one.before], customers, sum((one["money"] for one in rows), Decimal(0)),
        _sum(rows), moves[:MOVES], sum(one.customers for one in moves), flow, run.learnt.get(currency, {}),
    )  # fmt: skip


def _share(segment: Segment, rows: list[dict[str, Any]], customers: int, second: bool) -> Share:
    mine = [one for one in rows if one["segment"] == segment.key]
    number = sum(one["number"] for one in mine)
    before = sum(one["number"] for one in rows if one["was"] == segment.key) if second else None
    spent = sum((one["money"] for one in mine), Decimal(0))
    return Share(segment, number, spent, _sum(mine), round(100 * number / customers), before)


def _sum(rows: list[dict[str, Any]]) -> float | None:
    known = [one["value"] for one in rows if one["value"] is not None]
    return sum(known) if known else None
