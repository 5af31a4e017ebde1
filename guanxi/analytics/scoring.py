"""RFM: how lately, how often and how much a customer bought, as three scores from 1 to 5 that name his segment. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guanxi.analytics.segments import SEGMENTS

Scores = NDArray[np.int64]
FEWEST = 25  # customers: fewer do not fill five fifths, and the company's own cut points are taken
FIFTHS = (0.2, 0.4, 0.6, 0.8)
_PLACES = np.zeros((6, 6), dtype=np.int64)  # by recency and buying
for _place, _one in enumerate(SEGMENTS):
    _PLACES[np.ix_(_one.recency, _one.buying)] = _place


@dataclass(frozen=True, slots=True)
class Cuts:
    """Four rising bounds for each score: days since the last purchase, purchases, and what they brought.

    At most the first bound of days is score 5; above the last bound of purchases or money is score 5.
    """

    days: tuple[float, ...]
    purchases: tuple[float, ...]
    money: tuple[float, ...]
    quantile: bool = False

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "days": list(self.days),
            "purchases": list(self.purchases),
            "money": list(self.money),
            "quantile": self.quantile,
        }


def read(plain: dict[str, Any]) -> Cuts:
    """What `Cuts.plain` wrote."""
    return Cuts(tuple(plain["days"]), tuple(plain["purchases"]), tuple(plain["money"]), plain["quantile"])


def quantile_cuts(days: ArrayLike, purchases: ArrayLike, money: ArrayLike, number: ArrayLike | None = None) -> Cuts:
    """Bounds that part these customers into fifths, as far as equal ones allow: equal customers have equal scores."""
    weights = None if number is None else np.asarray(number, dtype=np.float64)
    bounds = [tuple(_fifths(np.asarray(one, dtype=np.float64), weights)) for one in (days, purchases, money)]
    return Cuts(bounds[0], bounds[1], bounds[2], quantile=True)


def _fifths(values: NDArray[np.float64], weights: NDArray[np.float64] | None) -> list[float]:
    order = np.argsort(values, kind="stable")
    below = np.cumsum(np.ones(len(values)) if weights is None else weights[order])
    places = np.searchsorted(below, np.asarray(FIFTHS) * below[-1] - 1e-9)
    return [float(one) for one in values[order][places]]


def scores(cuts: Cuts, days: ArrayLike, purchases: ArrayLike, money: ArrayLike) -> tuple[Scores, Scores, Scores]:
    """Recency, frequency and money from 1 (worst) to 5 of each customer."""
    return 5 - _passed(cuts.days, days), 1 + _passed(cuts.purchases, purchases), 1 + _passed(cuts.money, money)


def _passed(bounds: Sequence[float], values: ArrayLike) -> Scores:
    """How many of the bounds lie below each value."""
    return np.searchsorted(np.asarray(bounds), np.asarray(values, dtype=np.float64), side="left").astype(np.int64)


def buying(frequency: Scores, money: Scores) -> Scores:
    """How much of a buyer he is: the mean of frequency and money, half a point rounded up."""
    return (frequency + money + 1) // 2


def places(recency: Scores, frequency: Scores, money: Scores) -> Scores:
    """The place of each customer's segment among `SEGMENTS`."""
    return np.asarray(_PLACES[recency, buying(frequency, money)])
