"""Learning chances: families compared on folds, the simpler kept unless the gain is real, calibrated, tried on later cases. No I/O.

The baseline says the share of all for everyone. What is no better than that, on folds and on later cases, is refused.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from guanxi.analytics.chance import calibrating, measures
from guanxi.analytics.chance.families import FAMILIES
from guanxi.analytics.chance.table import Cases, Flags, Numbers, Places, Table

FOLDS = 5
FEWEST, FEWEST_EACH = 200, 30  # persons; and those of each outcome
TOO_GOOD = 0.98  # how well no single fact ranks that was known before


class NotLearnt(Exception):
    """Nothing can be said; `code` says why, `told` is what the card shows all the same."""

    def __init__(self, code: str, told: dict[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code, self.told = code, told or {}


@dataclass(frozen=True)
class Learnt:
    """The model and its card, as JSON, and each case's chance by what was learnt from others."""

    plain: dict[str, Any]
    said: Numbers


@dataclass(frozen=True)
class Split:
    """Learnt from what was known before `day`, tried on cases from it on. What comes of a case is known `window` days after it."""

    day: float
    window: float = 0.0


@dataclass(frozen=True)
class Tried:
    """Chances of cases that they were not learnt from, by one family."""

    odds: Numbers
    way: str
    said: Numbers


def learn(given: Cases, split: Split | None = None, folds: int = FOLDS) -> Learnt:
    """The better model with its card; with `split` also tried on later cases. Raises `NotLearnt`."""
    require_enough(given)
    given = varying(given)
    require_no_leak(given)
    fold = parted(given, folds)
    base = _baseline(given, fold)
    tried = {name: _tried(name, given, fold) for name in FAMILIES}
    card: dict[str, Any] = {
        "rows": len(given),
        "persons": len(np.unique(given.person)),
        "share": round(float(given.came.mean()), 5),
        "baseline": _figures(base, given.came),
        "families": {name: _figures(one.said, given.came) | {"way": one.way} for name, one in tried.items()},
    }
    chosen, card["gain"] = choose(given, tried)
    best = tried[chosen]
    card |= {"chosen": chosen, "over_baseline": _gain(given, base, best.said).plain()}
    card["bins"] = measures.bins(best.said, given.came)
    if card["over_baseline"][1] <= 0:
        raise NotLearnt("no_better", card)
    if split is not None:
        card["later"] = _later(given, chosen, split)
        if card["later"] and card["later"]["over_baseline"] <= 0:
            raise NotLearnt("no_better_later", card)
    model = FAMILIES[chosen].fit(given)
    adds = np.abs(FAMILIES[chosen].contributions(model, given.table)).mean(axis=0)
    card["weights"] = {name: round(float(one), 4) for name, one in zip(given.table.columns, adds, strict=True)}
    spread = {name: measures.spread(values) for name, values in given.table.columns.items()}
    said = calibrating.fit(best.way, best.odds, given.came)
    plain = {"family": chosen, "model": model, "calibration": said, "spread": spread, "card": card}
    return Learnt(plain, best.said)


def chances(learnt: dict[str, Any], table: Table) -> Numbers:
    """What was learnt says of each case."""
    return calibrating.chances(learnt["calibration"], FAMILIES[learnt["family"]].odds(learnt["model"], table))


def varying(given: Cases) -> Cases:
    """Without the columns that say the same of all."""
    kept = {
        name: values
        for name, values in given.table.columns.items()
        if len(np.unique(values)) > 1  # what is not known counts as one
    }
    if not kept:
        raise NotLearnt("no_better")
    return Cases(Table(kept), given.came, given.day, given.person)


def require_enough(given: Cases) -> None:
    """Raise `NotLearnt` where persons or one of the outcomes are too few to learn from."""
    persons = [len(np.unique(given.person[flags])) for flags in (given.came, ~given.came)]
    if len(np.unique(given.person)) < FEWEST or min(persons) < FEWEST_EACH:
        raise NotLearnt("too_few", {"rows": len(given), "came": persons[0], "not": persons[1]})


def require_no_leak(given: Cases) -> None:
    """Raise `NotLearnt` where a single fact tells the outcome all but surely: such a fact was written down afterwards."""
    half = parted(given, 2) == 0
    for name, values in given.table.columns.items():
        if given.table.is_number(name):
            alone = np.where(np.isnan(values), np.nanmin(values, initial=0.0) - 1, values)
        else:
            alone = _shares_elsewhere(values, given.came, half)
        ranked = measures.auc(alone, given.came).value
        if max(ranked, 1 - ranked) > TOO_GOOD:
            raise NotLearnt("leak", {"column": name})


def _shares_elsewhere(values: Any, came: Flags, half: Flags) -> Numbers:
    """The share of each word's cases that came, as the other half of the cases has it; that of all where it is not there."""
    _words, places = np.unique(values, return_inverse=True)
    alone = np.zeros(len(came))
    for here in (half, ~half):
        number = np.bincount(places[~here], minlength=int(places.max()) + 1)
        share = np.bincount(places[~here], weights=came[~here], minlength=len(number)) / np.maximum(number, 1)
        alone[here] = np.where(number > 0, share, came.mean())[places[here]]
    return alone


def parted(given: Cases, folds: int = FOLDS) -> Places:
    """The fold of each case: all of a person in one, drawn by lot that is always the same, each with its part of those that came."""
    persons, places = np.unique(given.person, return_inverse=True)
    any_came = np.bincount(places, weights=given.came) > 0
    dice = np.random.default_rng(1)
    fold = np.zeros(len(persons), dtype=np.int64)
    for flags in (any_came, ~any_came):
        fold[np.flatnonzero(flags)[dice.permutation(int(flags.sum()))]] = np.arange(int(flags.sum())) % folds
    return np.asarray(fold[places])


def choose(given: Cases, tried: dict[str, Tried]) -> tuple[str, list[float]]:
    """The simpler family, unless the other's gain in log loss is real: its whole interval above nothing."""
    simple, other = FAMILIES
    gained = _gain(given, tried[simple].said, tried[other].said)
    return (other if gained.low > 0 else simple), gained.plain()


def by_group(learnt_said: Numbers, came: Flags, group: Any) -> list[dict[str, Any]]:
    """How good chances are for each word of a group with at least 30 cases: how many, mean chance, share that came."""
    found: list[dict[str, Any]] = []
    for word in np.unique(group):
        flags = group == word
        if int(flags.sum()) >= FEWEST_EACH:
            ranked = measures.auc(learnt_said[flags], came[flags]).plain() if 0 < came[flags].mean() < 1 else None
            said, share = float(learnt_said[flags].mean()), float(came[flags].mean())
            figures = {"said": round(said, 5), "came": round(share, 5), "auc": ranked}
            found.append({"group": str(word), "number": int(flags.sum())} | figures)
    return sorted(found, key=lambda one: -one["number"])[:10]


def crossed(given: Cases, family: str, folds: int = FOLDS) -> Numbers:
    """Each case's chance by a family as learnt from the other folds."""
    return _tried(family, given, parted(given, folds)).said


def duel(champion: dict[str, Any], given: Cases, said: Numbers, fresh: Flags) -> dict[str, Any] | None:
    """The champion beside the challenger on cases whose outcome neither knew; None where those are too few.

    `said` are the challenger's chances, each learnt from others; `fresh` marks cases that ended after the champion was learnt.
    """
    if min(int((given.came & fresh).sum()), int((~given.came & fresh).sum())) < FEWEST_EACH:
        return None
    new = given.rows(fresh)
    old = chances(champion, new.table)
    gained = measures.gain(measures.losses(old, new.came), measures.losses(said[fresh], new.came), new.person)
    base = np.full(len(new), given.came[~fresh].mean() if (~fresh).any() else new.came.mean())
    holds = float((measures.losses(base, new.came) - measures.losses(old, new.came)).mean())
    return {"cases": len(new), "gain": gained.plain(), "champion_over_baseline": round(holds, 5)}


def _tried(name: str, given: Cases, fold: Places) -> Tried:
    family = FAMILIES[name]
    odds = np.zeros(len(given))
    for one in np.unique(fold):
        rest = fold != one
        odds[~rest] = family.odds(family.fit(given.rows(rest)), given.table.rows(~rest))
    way, said = calibrating.crossed(odds, given.came, fold)
    return Tried(odds, way, said)


def _baseline(given: Cases, fold: Places) -> Numbers:
    said = np.zeros(len(given))
    for one in np.unique(fold):
        said[fold == one] = given.came[fold != one].mean()
    return said


def _figures(said: Numbers, came: Flags) -> dict[str, Any]:
    return {
        "auc": measures.auc(said, came).plain(),
        "brier": round(measures.brier(said, came), 5),
        "loss": round(float(measures.losses(said, came).mean()), 5),
        "error": round(measures.calibration_error(said, came), 5),
        "lift": round(measures.lift(said, came), 3),
    }


def _gain(given: Cases, worse: Numbers, better: Numbers) -> measures.Range:
    return measures.gain(measures.losses(worse, given.came), measures.losses(better, given.came), given.person)


def _later(given: Cases, chosen: str, split: Split) -> dict[str, Any] | None:
    """Tried on later cases; None where either side is too thin to say."""
    before, after = given.rows(given.day + split.window < split.day), given.rows(given.day >= split.day)
    try:
        require_enough(before)
    except NotLearnt:
        return None
    if min(int(after.came.sum()), int((~after.came).sum())) < FEWEST_EACH:
        return None
    one = _tried(chosen, before, parted(before))
    model = FAMILIES[chosen].fit(before)
    calibration = calibrating.fit(one.way, one.odds, before.came)
    said = calibrating.chances(calibration, FAMILIES[chosen].odds(model, after.table))
    base = np.full(len(after), before.came.mean())
    better = float((measures.losses(base, after.came) - measures.losses(said, after.came)).mean())
    figures = _figures(said, after.came) | {"bins": measures.bins(said, after.came, 5)}
    return figures | {"learnt": len(before), "tried": len(after), "over_baseline": round(better, 5)}
