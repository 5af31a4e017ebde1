"""Where the ends of a range must lie to be right as often as they say: by how far forecasts of the past were off. No I/O.

A forecast is made anew for each week of the past, from nothing but what was known then, over as many days as the one that is asked for;
how far the outcome lay from it is a score. The ends are those scores between which four fifths of them lie, one more yet to come counted
in, as in split conformal prediction (Vovk, Gammerman and Shafer 2005; Lei et al. 2018). What sellers have
in common does not cancel out in a whole company as luck does, so a single seller and the whole have ends of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt
from statistics import fmean, stdev

from guanxi.sales.forecasting import PLAIN, Ends, Sum, came, foresee, score
from guanxi.sales.hazards import Case, History
from guanxi.sales.learning import FEWEST, Ended, Model, learn
from guanxi.sales.months import DAY, months_before, next_month

EACH_END = 0.9  # of the scores lie on this side of it: four fifths between the two
FEWEST_TRIES = 9  # below, one of ten has no place to be missed; then the ends are those of chance alone
WEEK = timedelta(days=7)
MONTHS = 12  # tried one by one
MONTH_DAYS = 30.4


@dataclass(frozen=True, slots=True)
class Try:
    """A forecast of the past against what came: the score of the whole and those of the owners."""

    day: date
    last: date
    whole: float
    ones: list[float]


@dataclass(frozen=True, slots=True)
class Widths:
    """Ends for a whole company and for one owner, and on how many forecasts of the past they stand; `PLAIN` where on too few."""

    whole: Ends = PLAIN
    one: Ends = PLAIN
    number: int = 0

    @property
    def tried(self) -> bool:
        """Whether the past was enough."""
        return self.number >= FEWEST_TRIES

    def stretched(self, times: float) -> "Widths":
        """For a whole that is larger than the part that was tried: what all have in common grows with it, luck only with its root."""
        low, middle, high = self.whole
        return Widths((low * times, middle * times, high * times), self.one, self.number) if self.tried else self

    def of(self, owners: int) -> Ends:
        """For the sum of so many owners: what lies between one and the whole gets the wider of both at each end."""
        if owners == 1:
            return self.one
        return min(self.whole[0], self.one[0]), self.whole[1], max(self.whole[2], self.one[2])


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the past: what was foreseen for each owner on its first day, and the ends as they were known then."""

    first: date
    last: date
    sums: dict[int, Sum]
    widths: Widths


class Models:
    """Win chances as they could be learnt at the start of a month; each month is learnt once."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.ended = [Ended(c.opened, c.closed, c.won, c.facts, c.stages) for c in cases if c.closed]
        self.made: dict[date, Model | None] = {}

    def on(self, day: date) -> Model | None:
        """From what had ended before the month; None where too few had."""
        month = day.replace(day=1)
        if month not in self.made:
            known = [one for one in self.ended if one.closed < month]
            self.made[month] = learn(known) if len(known) >= FEWEST else None
        return self.made[month]


def tries(history: History, models: Models, until: date, lead: int, length: int, most: int = 40) -> list[Try]:
    """Forecasts made `lead` days before a span of `length` days, one a week, the latest ended before `until`; the oldest first."""
    found: list[Try] = []
    day = until - timedelta(days=lead + length)
    for _week in range(most):
        first, last = day + timedelta(days=lead), day + timedelta(days=lead + length - 1)
        said = foresee(history, day, first, last, models.on(day))
        whole = total(said.values())
        if whole.mean <= 0:
            break  # further back less was known still
        actual = came(history.cases, first, last)
        ones = [score(one, actual.get(owner, 0.0)) for owner, one in said.items() if one.mean > 0]
        found.append(Try(day, last, score(whole, sum(actual.values())), ones))
        day -= WEEK
    return found[::-1]


def widths(tried: Sequence[Try], day: date) -> Widths:
    """What the forecasts that had come out before `day` teach."""
    known = [one for one in tried if one.last < day]
    if len(known) < FEWEST_TRIES:
        return Widths(number=len(known))
    length = (known[0].last - known[0].day).days + 1
    apart = max(2, round(((known[-1].last - known[0].day).days + 1) / length))
    whole = ends_of_few([one.whole for one in known], apart, length / MONTH_DAYS)
    return Widths(whole, ends([z for one in known for z in one.ones]), len(known))


def ends_of_few(scores: Sequence[float], apart: int, months_long: float) -> Ends:
    """Ends for one more, of overlapping spans of which only so many lie side by side; never narrower than `ends`.

    The prediction interval of a normal sample by Student's t (Hahn and Meeker 1991, 4.7), with what is beyond chance widened:
    what shakes a company goes by calendar months, and a span across a month's end holds parts of two, whose variance is less by
    a third of a month's, on the mean of all places where it can begin.
    """
    low, middle, high = ends(scores)
    variance = stdev(scores) ** 2
    whole = max(1.0, months_long)
    variance += max(0.0, variance - 1) * (whole / (whole - 1 / 3) - 1)
    reach = sqrt(variance * (1 + 1 / apart)) * t_nine_tenths(apart - 1)
    mean = fmean(scores)
    return min(low, mean - reach), middle, max(high, mean + reach)


def t_nine_tenths(freedom: int) -> float:
    """The point below which nine tenths of Student's t lie (Abramowitz and Stegun 26.7.5; within 0.01 from two degrees on)."""
    if freedom == 1:
        return 3.0777
    z = PLAIN[2]
    terms = ((z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384)
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, start=1))


def ends(scores: Sequence[float]) -> Ends:
    """Low end, middle and high end of at least `FEWEST_TRIES` scores."""
    order = sorted(scores)
    place = min(len(order), ceil((len(order) + 1) * EACH_END)) - 1
    half = len(order) // 2
    middle = order[half] if len(order) % 2 else (order[half - 1] + order[half]) / 2
    return order[len(order) - 1 - place], middle, order[place]


def months(history: History, models: Models, until: date) -> list[Month]:
    """The last whole months before `until`, each as it would have been foreseen on its first day."""
    pool = tries(history, models, until, 0, 30, 60)
    found = []
    for first in (months_before(until, back) for back in range(MONTHS, 0, -1)):
        last = next_month(first) - DAY
        if said := foresee(history, first, first, last, models.on(first)):
            found.append(Month(first, last, said, widths(pool, first)))
    return found


def total(sums: Iterable[Sum]) -> Sum:
    """All of them together."""
    found = Sum()
    for one in sums:
        found = found.plus(one)
    return found
