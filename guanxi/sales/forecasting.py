"""What will be won until a day, with a range that is right as often as it says, from how the company's opportunities went. No I/O.

Three parts: how likely one of an age is to be won on each of the coming days (rates of being won and lost per day of age, times
how such days of a quarter went), how likely this one is beside others of its age (`learning`), and what it is worth. What has
not begun yet is foreseen from how much began lately. All of it gives a mean and a variance of a sum of independent ones; they are
not quite independent, so `calibrating` moves the range to where it would have held as often as it says in the company's own past
(docs/forecast.md).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

from guanxi.sales.hazards import LATELY, Case, History, Rates
from guanxi.sales.learning import Model, age_of, known_on
from guanxi.sales.months import DAY

Ends = tuple[float, float, float]

PLAIN = (-1.2816, 0.0, 1.2816)  # ends and middle of an 80 % range where only chance is at work


class Sum(NamedTuple):
    """A sum that is not known yet: its mean and its variance. Sums of different sellers add up."""

    mean: float = 0.0
    variance: float = 0.0

    def plus(self, other: "Sum", part: float = 1.0) -> "Sum":
        """Both together; of the other only a part, and as great a part of its variance, so that all parts are the whole."""
        return Sum(self.mean + other.mean * part, self.variance + other.variance * part)


@dataclass(frozen=True, slots=True)
class Range:
    """The middle and both ends."""

    low: float
    middle: float
    high: float


@dataclass(slots=True)
class Worth:
    """What those that were won were worth: mean and mean square, per group and of all."""

    groups: dict[str, tuple[float, float]]
    all: tuple[float, float]

    def of(self, group: str) -> tuple[float, float]:
        """Mean and mean square of a group; of all, where none of it was won."""
        return self.groups.get(group, self.all)


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


class Foresight:
    """What will be won and credited to each member from `first` to `last`, by what was known at the start of `day` (not after `first`).

    The history teaches; what is open on `day` or began lately is heard, in as many parts as it comes in. What was won before `day` is
    not in it.
    """

    def __init__(self, history: History, day: date, first: date, last: date, model: Model | None = None) -> None:
        self.day, self.model = day, model
        known = history.rates(day)
        self._chances = _Chances(known, day, first, last) if known else None
        self._prices = worth(history.cases, day)
        self._found: dict[int, Sum] = defaultdict(Sum)
        self._begun: dict[tuple[int, str], float] = defaultdict(float)

    def hear(self, opened: Iterable[Case]) -> None:
        """Count in those of them that are open or began lately."""
        chances, day = self._chances, self.day
        if chances is None:
            return
        for one in opened:
            if one.opened >= day:
                continue
            age = (day - one.opened).days
            still = one.closed is None or one.closed >= day
            single = _single(one, _chance(one, chances.at(age), day, self.model), day, self._prices) if still else Sum()
            for member, part in one.credits:
                if age <= LATELY:
                    self._begun[member, one.group] += part
                if still:
                    self._found[member] = self._found[member].plus(single, part)

    def sums(self) -> dict[int, Sum]:
        """Per member, what has not begun yet included; empty where too few had ended to know anything."""
        if self._chances is None:
            return {}
        found, yet = defaultdict(Sum, self._found), self._chances.of_new() / LATELY
        for (member, group), number in self._begun.items():
            mean, square = self._prices.of(group)
            found[member] = found[member].plus(Sum(number * yet * mean, number * yet * square))
        return dict(found)


def foresee(history: History, day: date, first: date, last: date, model: Model | None = None) -> dict[int, Sum]:
    """What was to be foreseen on a day of the past, of those that the history itself knows."""
    made = Foresight(history, day, first, last, model)
    made.hear(history.cases)
    return made.sums()


def came(cases: Iterable[Case], first: date, last: date) -> dict[int, float]:
    """What was won from `first` to `last`, by whose credit it is."""
    found: dict[int, float] = defaultdict(float)
    for one in cases:
        if one.won and one.closed and first <= one.closed <= last:
            for member, part in one.credits:
                found[member] += one.worth * part
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


def _chance(one: Case, of_its_age: float, day: date, model: Model | None) -> float:
    return min(1.0, of_its_age * _lift(one, day, model))


def _single(one: Case, chance: float, day: date, prices: Worth) -> Sum:
    said = next((amount for since, amount in reversed(one.said) if since < day), None)
    mean, square = prices.of(one.group) if said is None else (said, said**2)
    return Sum(chance * mean, max(0.0, chance * square - (chance * mean) ** 2))


def _lift(one: Case, day: date, model: Model | None) -> float:
    """Its win chance against that of others of its age, by what was learnt."""
    if model is None:
        return 1.0
    before = day - DAY  # what stood there when the day began
    return model.chance(known_on(one, before)) / model.chance({"age": age_of(one.opened, before)})
