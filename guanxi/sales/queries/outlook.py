"""The forecast of a quarter: won so far, what sellers commit to, the best case, and what history makes of it, with its range."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth

from guanxi.core.actor import Actor
from guanxi.sales.calibrating import Widths
from guanxi.sales.forecasting import Range, range_of
from guanxi.sales.forecasting import Sum as Spread
from guanxi.sales.models import Opportunity, Outlook, OutlookEnds, Stage
from guanxi.sales.months import next_month
from guanxi.sales.queries.credit import added, credited, open_by_category, won_by_span
from guanxi.sales.queries.target import MOST_OWNERS, end_of
from guanxi.sales.rules import COMMITTED_FROM

WEEK = timedelta(days=7)
KEPT = timedelta(days=15)  # of what was said of a quarter, to be compared a week later; what was said first stays
Key = tuple[int | None, str]  # whose credit it is, and the currency


@dataclass(slots=True)
class Line:
    """Of one group and currency. `commit` and `best` are all that may be won by the end, what was won already in both."""

    key: Any
    currency: str
    won: Decimal = Decimal(0)
    commit: Decimal = Decimal(0)
    best: Decimal = Decimal(0)
    learnt: Range | None = None  # None where nothing was foreseen
    moved: float | None = None  # the middle, against a week before
    tried: int = 0  # forecasts of the past that the range stands on


@dataclass(slots=True)
class Forecast:
    """The groups of a quarter and everything together; `made_on` is the day of what was learnt."""

    lines: list[Line]
    whole: list[Line]
    made_on: date | None
    checked: bool  # whether every range was held against the past


@dataclass(slots=True)
class Gone:
    """A month of the past: the range as it would have been said on its first day, and what was won."""

    month: date
    currency: str
    said: Range
    won: Decimal
    checked: bool

    @property
    def held(self) -> bool:
        """Whether the range held."""
        return self.said.low <= float(self.won) <= self.said.high


@dataclass(slots=True)
class _Known:
    """What is read of a quarter, by currency and by whose credit it is."""

    won: dict[Key, Decimal] = field(default_factory=dict)
    before: dict[Key, Decimal] = field(default_factory=dict)  # won before the forecast was made
    commit: dict[Key, Decimal] = field(default_factory=dict)
    best: dict[Key, Decimal] = field(default_factory=dict)
    spread: dict[Key, Spread] = field(default_factory=dict)
    past: dict[Key, Spread] = field(default_factory=dict)
    ends: dict[str, Widths] = field(default_factory=dict)
    past_before: dict[Key, Decimal] = field(default_factory=dict)
    past_ends: dict[str, Widths] = field(default_factory=dict)


def forecast(
    quarter: date, owners: frozenset[int] | None, actor: Actor, group: Callable[[int | None], Any]
) -> Forecast:
    """The forecast of a quarter for these owners (None: all that the actor sees), by `group` of the owner."""
    known = _Known()
    days = _days(quarter)
    made_on = days[0] if days else None
    earlier = next((day for day in days if made_on and made_on - KEPT < day <= made_on - WEEK), None)
    known.won, known.before, known.past_before = _won(quarter, (None, made_on, earlier), owners, actor)
    known.commit, known.best = _due(quarter, owners, actor)
    if made_on:
        known.spread, known.ends = _spread(quarter, made_on, owners, actor), _ends(quarter, made_on)
    if earlier:
        known.past, known.past_ends = _spread(quarter, earlier, owners, actor), _ends(quarter, earlier)
    keys = {key for part in (known.won, known.commit, known.best, known.spread) for key in part}
    whole = owners is None and actor.sees_all("opportunity")
    lines = _lines(known, keys, group)
    total = _lines(known, keys, lambda _owner: None, whole=whole)
    return Forecast(lines, total, made_on, all(one.tried for one in total if one.learnt))


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a quarter on the first of its days on which anything was."""

    day: date
    won: dict[Key, Decimal]  # in the quarter before that day
    spread: dict[Key, Spread]
    ends: dict[str, Widths]

    def of(self, owners: frozenset[int], currency: str) -> Range | None:
        """For these owners together; None where nothing was said."""
        parts = [self.spread[one, currency] for one in owners if (one, currency) in self.spread]
        if not parts:
            return None
        won = float(_sum(self.won, [(one, currency) for one in owners]))
        return _above(_added(parts), self.ends.get(currency, Widths()), len(parts), won, whole=False)


def said_first(quarter: date, actor: Actor) -> Said | None:
    """The forecast of a quarter as it was said when it began; None where none is kept. Five queries at most."""
    rows = OutlookEnds.objects.filter(quarter=quarter, tried=False, made_on__gte=quarter)
    day = rows.order_by("made_on").values_list("made_on", flat=True).first()
    if day is None:
        return None
    (won,) = _won(quarter, (day,), None, actor)
    return Said(day, won, _spread(quarter, day, None, actor), _ends(quarter, day))


def gone(owners: frozenset[int] | None, actor: Actor) -> tuple[list[Gone], int]:
    """The last months, the oldest first, as they would have been foreseen, in the actor's scope; and of how many owners where not of all."""
    rows = _narrowed(Outlook.objects.filter(tried=True), owners, actor)
    sums: dict[tuple[date, str], list[Spread]] = defaultdict(list)
    asked: set[int | None] = set()
    for month, currency, owner, mean, variance in rows.values_list(
        "quarter", "currency", "owner_id", "mean", "variance"
    ):
        sums[month, currency].append(Spread(mean, variance))
        asked.add(owner)
    if not sums:
        return [], 0
    ends = {(one.quarter, one.currency): _widths(one) for one in OutlookEnds.objects.filter(tried=True)}
    won, others = _won_by_month(
        min(month for month, _code in sums), max(month for month, _code in sums), asked, owners, actor
    )
    whole = owners is None and actor.sees_all("opportunity")
    found = []
    for (month, currency), parts in sorted(sums.items()):
        at = ends.get((month, currency), Widths())
        said = range_of(_added(parts), at.whole if whole else at.of(len(parts)))
        found.append(Gone(month, currency, said, won.get((month, currency), Decimal(0)), at.tried))
    return found, len(asked) if others else 0


def _lines(
    known: _Known, keys: Iterable[Key], group: Callable[[int | None], Any], *, whole: bool = False
) -> list[Line]:
    of: dict[tuple[Any, str], list[Key]] = defaultdict(list)
    for key in keys:
        of[group(key[0]), key[1]].append(key)
    found = []
    for (name, currency), part in of.items():
        line = Line(name, currency)
        line.won = _sum(known.won, part)
        line.commit = line.won + _sum(known.commit, part)
        line.best = line.commit + _sum(known.best, part)
        _learn(line, known, part, whole=whole)
        if line.best or line.learnt:
            found.append(line)
    return sorted(found, key=lambda one: (-one.best, one.currency, str(one.key)))


def _learn(line: Line, known: _Known, part: list[Key], *, whole: bool) -> None:
    """What was foreseen, on top of what was won before that."""
    spreads = [known.spread[key] for key in part if key in known.spread]
    if not spreads:
        return
    at = known.ends.get(line.currency, Widths())
    line.learnt = _above(_added(spreads), at, len(spreads), float(_sum(known.before, part)), whole=whole)
    line.tried = at.number if at.tried else 0
    past = [known.past[key] for key in part if key in known.past]
    if past:
        then = known.past_ends.get(line.currency, Widths())
        middle = _above(_added(past), then, len(past), float(_sum(known.past_before, part)), whole=whole).middle
        line.moved = line.learnt.middle - middle


def _above(spread: Spread, at: Widths, owners: int, won: float, *, whole: bool) -> Range:
    said = range_of(spread, at.whole if whole else at.of(owners))
    return Range(won + said.low, won + said.middle, won + said.high)


def _days(quarter: date) -> list[date]:
    """The days on which it was foreseen, the latest first."""
    rows = OutlookEnds.objects.filter(quarter=quarter, tried=False)
    return list(rows.values_list("made_on", flat=True).distinct().order_by("-made_on"))


def _spread(quarter: date, day: date, owners: frozenset[int] | None, actor: Actor) -> dict[Key, Spread]:
    rows = _narrowed(Outlook.objects.filter(tried=False, quarter=quarter, made_on=day), owners, actor)
    given = rows.values_list("owner_id", "currency", "mean", "variance")
    return {(owner, currency): Spread(mean, variance) for owner, currency, mean, variance in given}


def _ends(quarter: date, day: date) -> dict[str, Widths]:
    rows = OutlookEnds.objects.filter(tried=False, quarter=quarter, made_on=day)
    return {one.currency: _widths(one) for one in rows}


def _widths(one: OutlookEnds) -> Widths:
    return Widths((one.whole[0], one.whole[1], one.whole[2]), (one.one[0], one.one[1], one.one[2]), one.number)


def _won(
    quarter: date, until: Sequence[date | None], owners: frozenset[int] | None, actor: Actor
) -> list[dict[Key, Decimal]]:
    """What was won in the quarter before each of the days, None for all of it; two queries."""
    after = end_of(quarter) + timedelta(days=1)
    ends = [min(after, max(quarter, day)) if day else after for day in until]
    days = sorted({quarter, *ends})
    rows = Opportunity.objects.alive().filter(state=Stage.Kind.WON, closed_on__gte=quarter, closed_on__lt=after)
    sums: Any = _narrowed(rows, owners, actor).values_list("owner_id", "currency")
    parts = sums.annotate(
        **{f"before_{place}": Sum("amount_minor", filter=Q(closed_on__lt=day)) for place, day in enumerate(ends)}
    )
    found: list[dict[Key, Decimal]] = [{} for _end in ends]
    for owner, code, *minors in parts.order_by():
        for part, minor in zip(found, minors, strict=True):
            if minor and code:
                part[owner, code] = Decimal(minor) / 100
    spans = [_of(span, owners) for span in won_by_span(days)]
    return [credited(part, added(spans[: days.index(end)])) for part, end in zip(found, ends, strict=True)]


def _won_by_month(
    first: date, last: date, asked: set[int | None], owners: frozenset[int] | None, actor: Actor
) -> tuple[dict[tuple[date, str], Decimal], bool]:
    """What those who were asked about are credited with from the month of `first` to that of `last`; and whether others are too."""
    rows = Opportunity.objects.alive().filter(
        state=Stage.Kind.WON, closed_on__gte=first, closed_on__lt=next_month(last), amount_minor__gt=0
    )
    sums = (
        _narrowed(rows, owners, actor)
        .annotate(month=TruncMonth("closed_on"))
        .values_list("month", "owner_id", "currency")
    )
    won: dict[date, dict[Key, Decimal]] = defaultdict(dict)
    for month, owner, code, minor in sums.annotate(sum=Sum("amount_minor")).order_by():
        won[month][owner, code] = Decimal(minor) / 100
    months = [first]
    while months[-1] <= last:
        months.append(next_month(months[-1]))
    found: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
    others = False
    for month, moved in zip(months, won_by_span(months), strict=False):
        for (member, code), amount in credited(won[month], _of(moved, owners)).items():
            if member in asked:
                found[month, code] += amount
            others |= member not in asked
    return found, others


def _due(quarter: date, owners: frozenset[int] | None, actor: Actor) -> tuple[dict[Key, Decimal], dict[Key, Decimal]]:
    """What is committed to and what else may come, of the open ones that are due in the quarter."""
    category, sure = Opportunity.Category, sure_stages()
    kind = Case(
        When(~Q(category=""), then=F("category")),
        When(Q(probability__gte=COMMITTED_FROM) | Q(probability=None, stage__in=sure), then=Value("commit")),
        default=Value("best"),
        output_field=CharField(),
    )
    rows = Opportunity.objects.alive().filter(
        state=Stage.Kind.OPEN, expected_on__range=(quarter, end_of(quarter)), amount_minor__gt=0
    )
    sums: Any = (
        _narrowed(rows, owners, actor)
        .annotate(counted=kind)
        .values_list("owner_id", "currency", "counted")
        .annotate(sum=Sum("amount_minor"))
        .order_by()
    )
    found: dict[str, dict[Key, Decimal]] = defaultdict(dict)
    for owner, code, counted, minor in sums:
        found[counted][owner, code] = Decimal(minor) / 100
    more = open_by_category(quarter, end_of(quarter), sure)
    commit, best = (credited(found[one], _of(more[one], owners)) for one in (category.COMMIT, category.BEST))
    return commit, best


def _of(more: dict[Key, Decimal], owners: frozenset[int] | None) -> dict[Key, Decimal]:
    """What splitting credit moved, of those who are asked for."""
    return more if owners is None else {key: amount for key, amount in more.items() if key[0] in owners}


def sure_stages() -> list[str]:
    """Open stages whose probability is enough to be committed to."""
    rows = Stage.objects.filter(kind=Stage.Kind.OPEN, probability__gte=COMMITTED_FROM)
    return list(rows.values_list("pk", flat=True))


def _narrowed(rows: QuerySet[Any], owners: frozenset[int] | None, actor: Actor) -> QuerySet[Any]:
    """Those of the owners asked for; else those that the policy shows, named to the planner where they are few."""
    if owners is not None:
        return rows.filter(owner_id__in=sorted(owners))
    seen = actor.sight.owners.get("opportunity", [])
    if not actor.sees_all("opportunity") and len(seen) <= MOST_OWNERS:
        return rows.filter(owner_id__in=seen)
    return rows


def _sum(of: dict[Key, Decimal], keys: Iterable[Key]) -> Decimal:
    return sum((of[key] for key in keys if key in of), Decimal(0))


def _added(parts: Iterable[Spread]) -> Spread:
    return Spread(*(sum(values) for values in zip(*parts, strict=True)))
