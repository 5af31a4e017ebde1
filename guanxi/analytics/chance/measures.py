"""How good chances are: ranking, error, calibration, lift, drift. No I/O."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guanxi.analytics.chance.table import Flags, Numbers, Places

SURE = 1e-6  # no chance is told, and no error counted, nearer to certainty
TEN = 10
NORMAL = 1.959964  # 95 %


@dataclass(frozen=True)
class Range:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def plain(self) -> list[float]:
        """For JSON."""
        return [round(one, 5) for one in (self.value, self.low, self.high)]


def losses(said: Numbers, came: Flags) -> Numbers:
    """The log loss of each chance."""
    held = np.clip(said, SURE, 1 - SURE)
    return np.asarray(-np.log(np.where(came, held, 1 - held)))


def brier(said: Numbers, came: Flags) -> float:
    """The mean squared error of the chances."""
    return float(np.mean((said - came) ** 2))


def auc(said: Numbers, came: Flags) -> Range:
    """How often one that came stands above one that did not (ties are half), with DeLong's interval (1988, by midranks)."""
    yes, no = said[came], said[~came]
    if not len(yes) or not len(no):
        return Range(0.5, 0.0, 1.0)
    every = _midranks(np.concatenate([yes, no]))
    above = (every[: len(yes)] - _midranks(yes)) / len(no)
    below = 1 - (every[len(yes) :] - _midranks(no)) / len(yes)
    value = float(above.mean())
    if len(yes) < 2 or len(no) < 2:
        return Range(value, 0.0, 1.0)
    reach = NORMAL * float(np.sqrt(above.var(ddof=1) / len(yes) + below.var(ddof=1) / len(no)))
    return Range(value, max(0.0, value - reach), min(1.0, value + reach))


def _midranks(values: Numbers) -> Numbers:
    _different, places, number = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(number)
    return np.asarray((ends - (number - 1) / 2)[places], dtype=np.float64)


def bins(said: Numbers, came: Flags, number: int = TEN) -> list[dict[str, Any]]:
    """As many bins of equal size, from the lowest chance to the highest: how many, mean chance, share that came."""
    parts = [part for part in np.array_split(np.argsort(said, kind="stable"), number) if len(part)]
    return [
        {"number": len(part), "said": round(float(said[part].mean()), 5), "came": round(float(came[part].mean()), 5)}
        for part in parts
    ]


def calibration_error(said: Numbers, came: Flags) -> float:
    """Expected calibration error: the mean distance between chance and share over ten bins of equal size."""
    parts = bins(said, came)
    return float(sum(one["number"] * abs(one["said"] - one["came"]) for one in parts) / len(said))


def lift(said: Numbers, came: Flags) -> float:
    """How many times as often it came in the tenth with the highest chances as in all."""
    best = np.argsort(-said, kind="stable")[: max(1, len(said) // TEN)]
    return float(came[best].mean() / came.mean()) if came.any() else 0.0


def gain(worse: Numbers, better: Numbers, person: Places) -> Range:
    """By how much the second losses are less than the first on the same cases, with an interval that counts each person once."""
    each = worse - better
    value = float(each.mean())
    _persons, places = np.unique(person, return_inverse=True)
    sums = np.bincount(places, weights=each - value)
    reach = NORMAL * float(np.sqrt((sums**2).sum())) / len(each)
    return Range(value, value - reach, value + reach)


def spread(values: NDArray[Any]) -> dict[str, Any]:
    """How a column is spread, to hold later ones against: shares by tenths of numbers (and unknown), or of the commonest words."""
    if values.dtype.kind == "f":
        known = values[~np.isnan(values)]
        cuts = np.unique(np.quantile(known, np.arange(1, TEN) / TEN)) if len(known) else np.array([])
        return {"cuts": cuts.tolist(), "shares": _shares(values, cuts).tolist()}
    words, number = np.unique(values, return_counts=True)
    common = np.argsort(-number, kind="stable")[:20]
    found = {str(words[place]): float(number[place] / len(values)) for place in common}
    return {"words": found, "rest": max(0.0, 1 - sum(found.values()))}


def drift(before: dict[str, Any], values: NDArray[Any]) -> float:
    """The population stability index of a column against how it was spread when learnt from: above 0.25 it is another population."""
    if "cuts" in before:
        return _stability(np.array(before["shares"]), _shares(values, np.array(before["cuts"])))
    words = list(before["words"])
    now = np.array([float((values == word).mean()) for word in words])
    was = np.array([*before["words"].values(), before["rest"]])
    return _stability(was, np.append(now, max(0.0, 1 - now.sum())))


def _shares(values: Numbers, cuts: Numbers) -> Numbers:
    places = np.where(np.isnan(values), len(cuts) + 1, np.searchsorted(cuts, values, side="left"))
    return np.bincount(places, minlength=len(cuts) + 2) / max(1, len(values))


def _stability(was: Numbers, now: Numbers) -> float:
    one, two = np.maximum(was, 1e-4), np.maximum(now, 1e-4)
    return float(((two - one) * np.log(two / one)).sum())
