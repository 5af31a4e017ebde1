"""What will be won until a day, with a range that is right as often as it says, from how the company's opportunities went. No I/O.

Three parts: how likely one of an age is to be won on each of the coming days (rates of being won and lost per day of age, times
how such days of a quarter went), how likely this one is beside others of its age (`learning`), and what it is worth. What has
not begun yet is foreseen from how much began lately. All of it gives a mean and a variance of a sum of independent ones; they are
not quite independent, so `calibrating` moves the range to where it would have held as often as it says in the company's own past
(docs/forecast.md).
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

from guanxi.sales.learning import Model, age_of, known_on

Ends = tuple[float, float, float]

# First days of spans of ages in which the rates are taken as one.
SPANS = (0, 1, 2, 4, 7, 10, 14, 21, 28, 42, 56, 70, 84, 98, 112, 126, 140, 168, 196, 224, 252, 280, 365, 545)
LATELY = 91  # days in which it is counted how much begins
STEADY = 3.0  # as many average endings stand beside those that were seen at an age
PLAIN = (-1.2816, 0.0, 1.2816)  # ends and middle of an 80 % range where only chance is at work
DAY = timedelta(days=1)
FEWEST = 100  # that were won or lost; below, nothing is foreseen


@dataclass(frozen=True, slots=True)
class Case:
    """An opportunity as it went; `facts` and `stages` are those of `learning.Ended`.

    `worth` is what it was won for; `said` are (day, amount), what was said of its worth from that day on; `group` are ones of a like worth.
    """

    opened: date
    closed: date | None
    won: bool
    owner: int
    facts: Mapping[str, str]
    stages: Sequence[tuple[date, str]] = ()
    group: str = ""
    worth: float = 0.0
    said: Sequence[tuple[date, float]] = ()


class Sum(NamedTuple):
    """A sum that is not known yet: its mean and its variance. Sums of different sellers add up."""

    mean: float = 0.0
    variance: float = 0.0

    def plus(self, other: "Sum") -> "Sum":
        """Both together."""
        return Sum(self.mean + other.mean, self.variance + other.variance)


@dataclass(frozen=True, slots=True)
class Range:
    """The middle and both ends."""

    low: float
    middle: float
    high: float


@dataclass(slots=True)
class Rates:
    """How many of those that stand open at an age are won or lost on a day, and how the months of a quarter differ in that."""

    won: list[float]
    lost: list[float]
    season: dict[tuple[int, bool], float] = field(default_factory=dict)

    def on(self, age: int, place: int) -> tuple[float, float]:
        """The shares that are won and lost on a day, of those open at an age, in the month at `place` of its quarter."""
        at = min(bisect_right(SPANS, age), len(SPANS)) - 1
        won = self.won[at] * self.season.get((place, True), 1.0)
        lost = self.lost[at] * self.season.get((place, False), 1.0)
        return min(won, 0.5), min(lost, 0.5)

    def between(self, age: int, day: date, first: date, last: date) -> float:
        """The chance that one that is open at the start of `day`, at an age, is won from `first` to `last`."""
        alive, chance, place = 1.0, 0.0, 0
        for step in range((last - day).days + 1):
            now = day + timedelta(days=step)
            if not step or now.day == 1:
                place = (now.month - 1) % 3
            won, lost = self.on(age + step, place)
            if now >= first:
                chance += alive * won
            alive *= max(0.0, 1 - won - lost)
        return chance


@dataclass(slots=True)
class Worth:
    """What those that were won were worth: mean and mean square, per group and of all."""

    groups: dict[str, tuple[float, float]]
    all: tuple[float, float]

    def of(self, group: str) -> tuple[float, float]:
        """Mean and mean square of a group; of all, where none of it was won."""
        return self.groups.get(group, self.all)


def rates(cases: Sequence[Case], day: date) -> Rates | None:
    """What was known at the start of `day`; None where too few had ended."""
    ended = sum(1 for one in cases if one.closed and one.closed < day)
    if ended < FEWEST:
        return None
    begin = min(one.closed for one in cases if one.closed)  # before, the history knows nothing of what ended
    seen = [one for one in cases if one.opened < day and not (one.closed and one.closed < begin)]
    made = Rates(*_by_age(seen, begin, day, {}))
    made.season = _season(seen, made, begin, day)
    made.won, made.lost = _by_age(seen, begin, day, made.season)
    pace = _pace(seen, made, max(begin, day - timedelta(days=LATELY)), day)
    made.won, made.lost = ([rate * one for rate in kept] for kept, one in zip((made.won, made.lost), pace, strict=True))
    return made


def worth(cases: Iterable[Case], day: date) -> Worth:
    """Of those won before `day`."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    for one in cases:
        if one.won and one.closed and one.closed < day:
            for kept in (sums[one.group], sums["*"]):
                kept[0] += 1
                kept[1] += one.worth
                kept[2] += one.worth**2
    means = {name: (kept[1] / kept[0], kept[2] / kept[0]) for name, kept in sums.items()}
    whole = means.pop("*", (0.0, 0.0))
    return Worth(means, whole)


def foresee(
    cases: Sequence[Case],
    day: date,
    first: date,
    last: date,
    model: Model | None = None,
    opened: Iterable[Case] | None = None,
) -> dict[int, Sum]:
    """What each owner's opportunities will bring from `first` to `last`, by what was known at the start of `day` (not after `first`).

    `cases` teach; `opened` (else they themselves) are what is open on `day` or began lately. Empty where too few had ended. What was
    won before `day` is not in it.
    """
    known = rates(cases, day)
    if known is None:
        return {}
    found: dict[int, Sum] = defaultdict(Sum)
    prices, chances = worth(cases, day), _Chances(known, day, first, last)
    begun: dict[tuple[int, str], int] = defaultdict(int)
    for one in cases if opened is None else opened:
        if one.opened >= day:
            continue
        if (day - one.opened).days <= LATELY:
            begun[one.owner, one.group] += 1
        if one.closed is None or one.closed >= day:
            chance = min(1.0, chances.at((day - one.opened).days) * _lift(one, day, model))
            found[one.owner] = found[one.owner].plus(_single(one, day, chance, prices))
    yet = chances.of_new() / LATELY
    for (owner, group), number in begun.items():
        mean, square = prices.of(group)
        found[owner] = found[owner].plus(Sum(number * yet * mean, number * yet * square))
    return dict(found)


def came(cases: Iterable[Case], first: date, last: date) -> dict[int, float]:
    """What each owner won from `first` to `last`."""
    found: dict[int, float] = defaultdict(float)
    for one in cases:
        if one.won and one.closed and first <= one.closed <= last:
            found[one.owner] += one.worth
    return dict(found)


def score(said: Sum, actual: float) -> float:
    """How far from the middle it came, in standard deviations of a gamma distribution (Wilson and Hilferty's cube root)."""
    part = said.variance / said.mean**2 / 9
    root = float((max(actual, 0.0) / said.mean) ** (1 / 3))
    return (root - (1 - part)) / sqrt(part)


def range_of(said: Sum, ends: Ends = PLAIN) -> Range:
    """Low end, middle and high end of what is still to come, by deviations such as `score` answers; never below nothing."""
    if said.mean <= 0 or said.variance <= 0:
        return Range(said.mean, said.mean, said.mean)
    part = said.variance / said.mean**2 / 9
    low, middle, high = (said.mean * max(0.0, 1 - part + z * sqrt(part)) ** 3 for z in ends)
    return Range(low, middle, high)


class _Chances:
    """The chance to be won in a period, by age at a day; each age is worked out once."""

    def __init__(self, known: Rates, day: date, first: date, last: date) -> None:
        self.known, self.day, self.first, self.last = known, day, first, last
        self.ages: dict[int, float] = {}

    def at(self, age: int) -> float:
        if age not in self.ages:
            self.ages[age] = self.known.between(age, self.day, self.first, self.last)
        return self.ages[age]

    def of_new(self) -> float:
        """The chances of one that begins on each of the days, added up."""
        days = [self.day + timedelta(days=step) for step in range((self.last - self.day).days + 1)]
        return sum(self.known.between(0, one, max(one, self.first), self.last) for one in days)


def _single(one: Case, day: date, chance: float, prices: Worth) -> Sum:
    said = next((amount for since, amount in reversed(one.said) if since < day), None)
    mean, square = prices.of(one.group) if said is None else (said, said**2)
    return Sum(chance * mean, max(0.0, chance * square - (chance * mean) ** 2))


def _lift(one: Case, day: date, model: Model | None) -> float:
    """Its win chance against that of others of its age, by what was learnt."""
    if model is None:
        return 1.0
    before = day - DAY  # what stood there when the day began
    return model.chance(known_on(one, before)) / model.chance({"age": age_of(one.opened, before)})


def _by_age(
    seen: Sequence[Case], begin: date, day: date, season: Mapping[tuple[int, bool], float]
) -> tuple[list[float], list[float]]:
    """Won and lost per day that one stood open in each span, those of the quarter's months put on one footing."""
    stood, won, lost = ([0.0] * len(SPANS) for _ in range(3))
    for one in seen:
        start, end = max(one.opened, begin), min(one.closed or day, day - DAY)
        for at, first, last in _spans((start - one.opened).days, (end - one.opened).days):
            stood[at] += last - first + 1
        if one.closed and one.closed < day:
            at = bisect_right(SPANS, max(0, (one.closed - one.opened).days)) - 1
            kept = won if one.won else lost
            kept[at] += 1 / season.get(((one.closed.month - 1) % 3, one.won), 1.0)
    return _steadied(won, stood), _steadied(lost, stood)


def _steadied(ended: Sequence[float], stood: Sequence[float]) -> list[float]:
    whole = sum(ended) / max(1.0, sum(stood))
    return [
        (count + STEADY) / (days + STEADY / whole) if whole else 0.0 for count, days in zip(ended, stood, strict=True)
    ]


def _spans(start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(span, first age, last age) of the ages from start to end."""
    at = bisect_right(SPANS, max(0, start)) - 1
    while start <= end:
        until = SPANS[at + 1] - 1 if at + 1 < len(SPANS) else end
        yield at, start, min(end, until)
        start, at = until + 1, at + 1


def _season(seen: Sequence[Case], known: Rates, begin: date, day: date) -> dict[tuple[int, bool], float]:
    """How much more often, against the rates by age, ones were won and lost in the first, second and third months of quarters.

    Of whole months; what was seen once counts half of what it seems, twice two thirds.
    """
    won, lost = _heaped(known.won), _heaped(known.lost)
    found: dict[int, list[float]] = defaultdict(lambda: [0.0] * 5)
    month = begin if begin.day <= 3 else next_month(begin)
    while (after := next_month(month)) <= day:
        kept = found[(month.month - 1) % 3]
        kept[4] += 1
        for one in seen:
            if one.opened >= after or (one.closed and one.closed < month):
                continue
            start = (max(one.opened, month) - one.opened).days
            end = (min(one.closed or after, after - DAY) - one.opened).days + 1
            kept[1] += _until(won, end) - _until(won, start)
            kept[3] += _until(lost, end) - _until(lost, start)
            if one.closed and one.closed < after:
                kept[0 if one.won else 2] += 1
        month = after
    season = {}
    for place, (won_ones, won_due, lost_ones, lost_due, months) in found.items():
        weight = months / (months + 1)
        season[place, True] = ((won_ones + 1) / (won_due + 1)) ** weight
        season[place, False] = ((lost_ones + 1) / (lost_due + 1)) ** weight
    return season


def _pace(seen: Sequence[Case], known: Rates, start: date, day: date) -> tuple[float, float]:
    """How much more was won and lost lately than by the rates of all the time: sellers do not close twice as much from twice the stock."""
    heaps = {
        (place, won): _heaped(
            [rate * known.season.get((place, won), 1.0) for rate in (known.won if won else known.lost)]
        )
        for place in range(3)
        for won in (True, False)
    }
    sums = {True: [1.0, 1.0], False: [1.0, 1.0]}
    month = start
    while month < day:
        after = min(day, next_month(month))
        for one in seen:
            if one.opened >= after or (one.closed and one.closed < month):
                continue
            begun, end = max(one.opened, month), min(one.closed or after, after - DAY)
            for won in (True, False):
                heap = heaps[(month.month - 1) % 3, won]
                sums[won][1] += _until(heap, (end - one.opened).days + 1) - _until(heap, (begun - one.opened).days)
            if one.closed and one.closed < after:
                sums[one.won][0] += 1
        month = after
    return sums[True][0] / sums[True][1], sums[False][0] / sums[False][1]


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _heaped(by_span: Sequence[float]) -> list[float]:
    """What rates add up to until the first day of each span."""
    heap = [0.0]
    for at in range(1, len(SPANS)):
        heap.append(heap[-1] + by_span[at - 1] * (SPANS[at] - SPANS[at - 1]))
    return [*heap, by_span[-1]]


def _until(heap: Sequence[float], age: int) -> float:
    at = bisect_right(SPANS, age) - 1
    rate = heap[-1] if at + 1 == len(SPANS) else (heap[at + 1] - heap[at]) / (SPANS[at + 1] - SPANS[at])
    return heap[at] + rate * (age - SPANS[at])
