"""What ended opportunities teach about open ones: a chance, its reasons, and how good such chances were before. No I/O.

Each fact of an opportunity (stage, age, owner, product, industry, source) shifts the log-odds by how much more or less often such
ones were won, shrunk towards nothing where there are few. Those of all facts but age are added and scaled by two numbers fitted on
opportunities that the shifts were not learnt from (Platt), so that facts that say the same do not count twice. The amount is no fact: many
companies settle it only when they close.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp, log
from typing import Any, Protocol

FEWEST = 200  # ended opportunities that are needed
AGES = (0, 14, 30, 60, 90, 180, 365)  # days since it began; an ended one teaches at each of these that it saw open
FOLDS = 5
SHRINK = 40.0  # as many average ones stand beside those that were seen
FACTS = ("stage", "age", "owner", "product", "industry", "source")


class Known(Protocol):
    """What `known_on` asks of an opportunity, ended or not."""

    @property
    def opened(self) -> date:
        """The day on which it began."""

    @property
    def facts(self) -> Mapping[str, str]:
        """What stays the same."""

    @property
    def stages(self) -> Sequence[tuple[date, str]]:
        """Where it stood since when, in order."""


@dataclass(frozen=True, slots=True)
class Ended:
    """An opportunity that was won or lost. `stages` are (day, key) in the order in which it stood in them."""

    opened: date
    closed: date
    won: bool
    facts: Mapping[str, str]
    stages: Sequence[tuple[date, str]] = ()


@dataclass(slots=True)
class Model:
    """What was learnt: per fact and value the shift, how many were seen, how many of them were won."""

    base: float
    intercept: float
    slope: float
    shifts: dict[str, dict[str, tuple[float, int, int]]]

    def chance(self, facts: Mapping[str, str]) -> float:
        """The chance to be won, between 0 and 1."""
        start, rest = self.parts(facts)
        return _squash(start + self.intercept + self.slope * rest)

    def parts(self, facts: Mapping[str, str]) -> tuple[float, float]:
        """The log-odds of all of this age, and what the other facts add before that is scaled."""
        shifts = dict(self.reasons(facts))
        return self.base + shifts.pop("age", 0.0), sum(shifts.values())

    def reasons(self, facts: Mapping[str, str]) -> list[tuple[str, float]]:
        """(fact, shift) of every fact that was seen before, the strongest first."""
        known = [
            (name, self.shifts[name][value][0]) for name, value in facts.items() if value in self.shifts.get(name, {})
        ]
        return sorted(known, key=lambda one: -abs(one[1]))

    def seen(self, name: str, value: str) -> tuple[int, int]:
        """How many of these were seen, and how many of them won."""
        _shift, number, won = self.shifts[name][value]
        return number, won

    def plain(self) -> dict[str, Any]:
        """As JSON; `Model(**plain)` reads it."""
        return {"base": self.base, "intercept": self.intercept, "slope": self.slope, "shifts": self.shifts}


@dataclass(frozen=True, slots=True)
class Bin:
    """Opportunities of similar chance: how many, the mean chance, the share that was won."""

    number: int
    said: float
    won: float


@dataclass(frozen=True, slots=True)
class Validation:
    """Learnt until `split`, tried on what was open then or began later.

    `brier` is the mean squared error of the chance, `base` that of saying the average for all, `by_stage` that of saying
    each stage's share at its age; `auc` is how often a won one stands above a lost one.
    """

    split: date
    learnt: int
    tried: int
    auc: float
    brier: float
    base: float
    by_stage: float
    bins: list[Bin] = field(default_factory=list)


def age_of(opened: date, day: date) -> str:
    """The span of `AGES` in which an opportunity is on `day`, by its first day."""
    return str(AGES[max(0, bisect_right(AGES, (day - opened).days) - 1)])


def known_on(one: Known, day: date) -> dict[str, str]:
    """The facts as they were on a day on which it was still open."""
    stage = next((key for since, key in reversed(one.stages) if since <= day), "")
    return {**one.facts, "age": age_of(one.opened, day), **({"stage": stage} if stage else {})}


def learn(ended: Sequence[Ended]) -> Model:
    """A model of these; they need not be in order, and must be some."""
    folds = [list(ended[place::FOLDS]) for place in range(FOLDS)]
    said: list[tuple[float, float, bool]] = []
    for place, fold in enumerate(folds):
        others = _shifts([one for at, part in enumerate(folds) if at != place for one in part])
        said += [(*others.parts(facts), one.won) for one in fold for facts in _taught(one)]
    whole = _shifts(ended)
    whole.intercept, whole.slope = _platt(said)
    return whole


def validate(ended: Sequence[Ended], split: date) -> Validation | None:
    """How good chances learnt before `split` were afterwards; None where either side is too thin to say."""
    before = [one for one in ended if one.closed < split]
    after = [one for one in ended if one.closed >= split]
    if len(before) < FEWEST or len(after) < FEWEST // 4:
        return None
    model = learn(before)
    rates = _shifts(before, ("age", "stage"))
    tried = [(facts, one.won) for one in after for facts in [known_on(one, max(one.opened, split))]]
    said = [(model.chance(facts), won) for facts, won in tried]
    average = sum(one.won for one in before) / len(before)
    return Validation(
        split, len(before), len(after), auc(said), brier(said), brier([(average, won) for _said, won in said]),
        brier([(rates.chance(facts), won) for facts, won in tried]), bins(said),
    )  # fmt: skip


def auc(said: Sequence[tuple[float, bool]]) -> float:
    """How often one that was won had a higher chance than one that was not; ties are half. 0.5 where only one kind is there."""
    order = sorted(said, key=lambda one: one[0])
    won = sum(1 for _chance, is_won in order if is_won)
    lost = len(order) - won
    if not won or not lost:
        return 0.5
    ranks, place = 0.0, 0
    while place < len(order):
        end = place
        while end < len(order) and order[end][0] == order[place][0]:
            end += 1
        ranks += (place + 1 + end) / 2 * sum(1 for _chance, is_won in order[place:end] if is_won)
        place = end
    return (ranks - won * (won + 1) / 2) / (won * lost)


def brier(said: Sequence[tuple[float, bool]]) -> float:
    """The mean squared difference between chance and outcome."""
    return sum((chance - won) ** 2 for chance, won in said) / len(said)


def bins(said: Sequence[tuple[float, bool]], number: int = 5) -> list[Bin]:
    """As many bins of equal size, from the lowest chance to the highest."""
    order = sorted(said, key=lambda one: one[0])  # those of equal chance as they come, not the lost ones first
    parts = [order[len(order) * place // number : len(order) * (place + 1) // number] for place in range(number)]
    return [
        Bin(len(part), sum(chance for chance, _ in part) / len(part), sum(won for _, won in part) / len(part))
        for part in parts
        if part
    ]


def _taught(one: Ended) -> list[dict[str, str]]:
    """As it stood when it began, and at every age of `AGES` that it saw open."""
    days = [one.opened + timedelta(days=age) for age in AGES]
    return [known_on(one, day) for day in days if day < one.closed or day == one.opened]


def _shifts(rows: Sequence[Ended], facts: Sequence[str] = FACTS) -> Model:
    seen = [(one.won, _taught(one)) for one in rows]
    total = sum(len(taught) for _won, taught in seen)
    share = (sum(len(taught) for won, taught in seen if won) + 1) / (total + 2)
    base = _odds(share)
    return Model(base, 0.0, 1.0, {name: _of_fact(name, seen, base, share) for name in facts})


def _of_fact(
    name: str, seen: Sequence[tuple[bool, list[dict[str, str]]]], base: float, share: float
) -> dict[str, tuple[float, int, int]]:
    """Per value the shift from every day that taught, and the opportunities that it was known of, each once."""
    counts: dict[str, list[int]] = {}
    for won, taught in seen:
        values = [known[name] for known in taught if known.get(name)]
        for place, value in enumerate(values):
            count = counts.setdefault(value, [0, 0, 0, 0])
            count[0] += 1
            count[1] += won
            if value not in values[:place]:
                count[2] += 1
                count[3] += won
    return {
        value: (_odds((won + SHRINK * share) / (days + SHRINK)) - base, number, of_them)
        for value, (days, won, number, of_them) in counts.items()
    }


def _platt(said: Sequence[tuple[float, float, bool]]) -> tuple[float, float]:
    """Intercept and slope for (start, rest, won): logistic regression by Newton's steps, held near (0, 1) where there is little."""
    a, b = 0.0, 1.0
    for _step in range(25):
        ga, gb, haa, hab, hbb = -a, -(b - 1) * 10, 1.0, 0.0, 10.0
        for start, rest, won in said:
            p = _squash(start + a + b * rest)
            w = p * (1 - p)
            ga += won - p
            gb += (won - p) * rest
            haa += w
            hab += w * rest
            hbb += w * rest * rest
        det = haa * hbb - hab * hab
        da, db = (hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det
        a, b = a + da, b + db
        if abs(da) + abs(db) < 1e-9:
            break
    return (
        (a, b) if b >= 0 else (0.0, 0.0)
    )  # what was learnt does not hold elsewhere: the average is all there is to say


def _odds(share: float) -> float:
    return log(share / (1 - share))


def _squash(odds: float) -> float:
    return 1 / (1 + exp(-odds)) if odds >= 0 else exp(odds) / (1 + exp(odds))
