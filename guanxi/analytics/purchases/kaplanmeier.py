"""Kaplan and Meier (1958): the share still there after each time, of customers who were watched for different times. It supposes nothing."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import ArrayLike
from scipy.stats import norm

from guanxi.analytics.purchases.histories import Numbers
from guanxi.analytics.purchases.thin import TooThin

FEWEST = 5


@dataclass(frozen=True)
class Staying:
    """At each time at which somebody left: the share still there, its bounds, how many were watched until then and how many left."""

    times: Numbers
    share: Numbers
    low: Numbers
    high: Numbers
    watched: Numbers
    left: Numbers

    @property
    def median(self) -> float | None:
        """The time by which half had left; None where more than half are still there at the end."""
        below = np.flatnonzero(self.share <= 0.5 + 1e-12)
        return float(self.times[below[0]]) if len(below) else None


def staying(times: ArrayLike, left: ArrayLike, level: float = 0.95) -> Staying:
    """Of customers watched for `times`, who `left` at the end of theirs or were still there.

    Bounds by Greenwood's formula on log(-log share), which keeps them between 0 and 1. Raises `TooThin` below 5 who left.
    """
    watched_for, gone = np.asarray(times, dtype=np.float64), np.asarray(left, dtype=bool)
    if int(gone.sum()) < FEWEST:
        raise TooThin(_("Too few endings to learn from: it takes {number}.").format(number=FEWEST))
    at = np.unique(watched_for[gone])
    ordered = np.sort(watched_for)
    watched = (len(ordered) - np.searchsorted(ordered, at)).astype(float)
    leaving = np.sort(watched_for[gone])
    number = (np.searchsorted(leaving, at, side="right") - np.searchsorted(leaving, at)).astype(float)
    share = np.cumprod(1 - number / watched)
    low, high = _bounds(share, number, watched, level)
    return Staying(at, share, low, high, watched, number)


def _bounds(share: Numbers, left: Numbers, watched: Numbers, level: float) -> tuple[Numbers, Numbers]:
    low, high = np.zeros_like(share), np.zeros_like(share)
    some = share > 0  # where nobody is left, nothing can be said
    spread = np.cumsum(left[some] / (watched[some] * (watched[some] - left[some])))
    logs = np.log(share[some])
    half = float(norm.ppf((1 + level) / 2)) * np.sqrt(spread) / logs
    low[some] = np.exp(logs * np.exp(-half))
    high[some] = np.exp(logs * np.exp(half))
    return low, high
