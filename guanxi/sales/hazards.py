"""How often opportunities are won and lost at each age, from how the company's own went. No I/O.

Competing risks by span of age: how many stood open on each day, how many ended on it. Both are counted once, as sums up to a day, so
that a forecast of any day of the past needs no second walk over all of them.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from guanxi.sales.months import DAY, next_month

# First days of spans of ages in which the rates are taken as one.
SPANS = (0, 1, 2, 4, 7, 10, 14, 21, 28, 42, 56, 70, 84, 98, 112, 126, 140, 168, 196, 224, 252, 280, 365, 545)
LATELY = 91  # days in which it is counted how much begins, and how fast it closes
STEADY = 3.0  # as many average endings stand beside those that were seen at an age
FEWEST = 100  # that were won or lost; below, nothing is known
NONE = [0] * len(SPANS)
Season = dict[tuple[int, bool], float]  # by place of the month in its quarter, and won or lost


@dataclass(frozen=True, slots=True)
class Case:
    """An opportunity as it went; `facts` and `stages` are those of `learning.Ended`.

    `worth` is what it was won for; `said` are (day, amount), what was said of its worth from that day on; `group` are ones of a like worth.
    `shares` are the parts of its credit by member, where it is split.
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
    shares: Sequence[tuple[int, float]] = ()

    @property
    def credits(self) -> Sequence[tuple[int, float]]:
        """Whose credit it is, in parts of 1: its owner's where it is not split."""
        return self.shares or ((self.owner, 1.0),)


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


class Heap:
    """Numbers per span of ages and day, to be asked for their sum between two days.

    What is added on a day counts on that day; with `stands`, on each day from then on.
    """

    def __init__(self, first: date, *, stands: bool = False) -> None:
        self.first, self.stands = first, stands
        self._added: dict[int, list[int]] = defaultdict(lambda: [0] * len(SPANS))
        self._now, self._sums = NONE, [NONE]  # sums[n] of the n days from the first

    def add(self, day: date, span: int, number: int) -> None:
        """Add to a span on a day, before the first question."""
        self._added[(day - self.first).days][span] += number

    def between(self, start: date, end: date) -> list[int]:
        """Per span, the sum of the days from `start` to the one before `end`."""
        return [late - early for early, late in zip(self._until(start), self._until(end), strict=True)]

    def _until(self, day: date) -> list[int]:
        place = max(0, (day - self.first).days)
        while len(self._sums) <= place:
            added = self._added.get(len(self._sums) - 1, NONE)
            self._now = _plus(self._now, added) if self.stands else added
            self._sums.append(_plus(self._sums[-1], self._now))
        return self._sums[place]


class History:
    """Opportunities as they went, and what is counted of them."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = cases
        self.closings = sorted(one.closed for one in cases if one.closed)
        self.begin = self.closings[0] if self.closings else date.max  # before, it is not known what ended
        self._stood = Heap(self.begin, stands=True)
        self._ended = {won: Heap(self.begin) for won in (True, False)}
        self._known: dict[date, Rates | None] = {}
        for one in cases if self.closings else ():
            self._stand(one)
            if one.closed:
                self._ended[one.won].add(one.closed, span_of((one.closed - one.opened).days), 1)

    def _stand(self, one: Case) -> None:
        """It stands open in one span after the other, the day of its end counted in."""
        start = max(one.opened, self.begin)
        at = span_of((start - one.opened).days)
        self._stood.add(start, at, 1)
        for later in range(at + 1, len(SPANS)):
            day = one.opened + timedelta(days=SPANS[later])
            if one.closed and day > one.closed:
                break
            self._stood.add(day, at, -1)
            self._stood.add(day, later, 1)
            at = later
        if one.closed:
            self._stood.add(one.closed + DAY, at, -1)

    def stood(self, start: date, end: date) -> list[int]:
        """Per span of ages, the days that one stood open from `start` to the day before `end`, of all together."""
        return self._stood.between(start, end)

    def rates(self, day: date) -> Rates | None:
        """What was known at the start of `day`; None where too few had ended."""
        if day not in self._known:
            ended = bisect_left(self.closings, day)
            self._known[day] = self._rates(day) if ended >= FEWEST else None
        return self._known[day]

    def _rates(self, day: date) -> Rates:
        made = Rates(*self._by_age(day, {}))
        made.season = self._season(made, day)
        made.won, made.lost = self._by_age(day, made.season)
        pace = self._pace(made, max(self.begin, day - timedelta(days=LATELY)), day)
        made.won, made.lost = (
            [rate * one for rate in kept] for kept, one in zip((made.won, made.lost), pace, strict=True)
        )
        return made

    def _by_age(self, day: date, season: Season) -> tuple[list[float], list[float]]:
        """Won and lost per day that one stood open in each span, those of the quarter's months put on one footing."""
        stood = self.stood(self.begin, day)
        return _steadied(self._footed(True, day, season), stood), _steadied(self._footed(False, day, season), stood)

    def _footed(self, won: bool, day: date, season: Season) -> list[float]:
        found = [0.0] * len(SPANS)
        for start, end in _months(self.begin, day):
            often = season.get((_place(start), won), 1.0)
            ended = self._ended[won].between(start, end)
            found = [old + number / often for old, number in zip(found, ended, strict=True)]
        return found

    def _season(self, known: Rates, day: date) -> Season:
        """How much more often, against the rates by age, ones were won and lost in the first, second and third months of quarters.

        Of whole months; what was seen once counts half of what it seems, twice two thirds.
        """
        found: dict[int, list[float]] = defaultdict(lambda: [0.0] * 5)
        for start, end in _months(self.begin if self.begin.day <= 3 else next_month(self.begin), day):
            if end != next_month(start):
                continue  # the last one is not over
            kept, stood = found[_place(start)], self.stood(start, end)
            kept[4] += 1
            for at, won, rate in ((0, True, known.won), (2, False, known.lost)):
                kept[at] += sum(self._ended[won].between(start, end))
                kept[at + 1] += _due(stood, rate)
        season = {}
        for place, (won_ones, won_due, lost_ones, lost_due, months) in found.items():
            weight = months / (months + 1)
            season[place, True] = ((won_ones + 1) / (won_due + 1)) ** weight
            season[place, False] = ((lost_ones + 1) / (lost_due + 1)) ** weight
        return season

    def _pace(self, known: Rates, start: date, day: date) -> tuple[float, float]:
        """How much more was won and lost lately than by the rates of all the time: sellers do not close twice as much from twice the stock."""
        sums = {True: [1.0, 1.0], False: [1.0, 1.0]}
        for first, end in _months(start, day):
            stood = self.stood(first, end)
            for won, rate in ((True, known.won), (False, known.lost)):
                sums[won][0] += sum(self._ended[won].between(first, end))
                sums[won][1] += _due(stood, rate) * known.season.get((_place(first), won), 1.0)
        return sums[True][0] / sums[True][1], sums[False][0] / sums[False][1]


def span_of(age: int) -> int:
    """The place in `SPANS` of an age in days."""
    return bisect_right(SPANS, max(0, age)) - 1


def _months(start: date, end: date) -> Iterator[tuple[date, date]]:
    """(first day, day after the last) of each month from `start` to the day before `end`, the outer ones cut."""
    while start < end:
        after = min(end, next_month(start))
        yield start, after
        start = after


def _place(day: date) -> int:
    return (day.month - 1) % 3


def _plus(some: Iterable[int], more: Iterable[int]) -> list[int]:
    return [one + other for one, other in zip(some, more, strict=True)]


def _due(stood: Iterable[int], rate: Iterable[float]) -> float:
    return sum(number * one for number, one in zip(stood, rate, strict=True))


def _steadied(ended: Sequence[float], stood: Sequence[int]) -> list[float]:
    whole = sum(ended) / max(1.0, sum(stood))
    return [
        (count + STEADY) / (days + STEADY / whole) if whole else 0.0 for count, days in zip(ended, stood, strict=True)
    ]
