"""RFM: how lately, how often and how much a customer bought, as three scores from 1 to 5, and a segment with a name. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import ArrayLike, NDArray

from guanxi.core.kinds import Label

Scores = NDArray[np.int64]
FEWEST = 25  # customers: fewer do not fill five fifths, and the company's own cut points are taken
FIFTHS = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True, slots=True)
class Segment:
    """`recency` and `buying` are the scores that belong to it; `words` say who is in it and what to do."""

    key: str
    label: Label
    words: Label
    tone: str
    recency: tuple[int, ...]
    buying: tuple[int, ...]


# Every pair of scores has exactly one segment; a test counts them.
SEGMENTS = (
    Segment("champions", _("Champions"), _("Bought lately, often and for much: thank them, and ask whom they know."), "ok", (5,), (4, 5)),
    Segment("loyal", _("Loyal customers"), _("Buy steadily: keep what they rely on."), "ok", (3, 4), (4, 5)),
    Segment("promising", _("Becoming loyal"), _("Bought lately, and a fair amount: offer the next thing."), "info", (4, 5), (2, 3)),
    Segment("recent", _("Recent small buyers"), _("Bought lately, and little so far: see that all went well."), "info", (4, 5), (1,)),
    Segment("fading", _("Needs attention"), _("Bought middling much, and not lately: ask how it is going."), "warn", (3,), (2, 3)),
    Segment("sleepy", _("About to fall asleep"), _("Bought little, and not lately: remind them once."), "warn", (3,), (1,)),
    Segment("must_keep", _("Must not be lost"), _("Bought most of all, and have stopped: ring them, do not write."), "bad", (1, 2), (5,)),
    Segment("at_risk", _("At risk"), _("Bought often, and have stopped: find out why."), "bad", (1, 2), (3, 4)),
    Segment("asleep", _("Asleep"), _("Bought little, long ago: spend no time before the others."), "", (1, 2), (1, 2)),
)  # fmt: skip
BY_KEY = {one.key: one for one in SEGMENTS}
_GRID = {(r, b): one.key for one in SEGMENTS for r in one.recency for b in one.buying}


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


def segments(recency: Scores, frequency: Scores, money: Scores) -> list[str]:
    """The key of each customer's segment."""
    return [_GRID[pair] for pair in zip(recency.tolist(), buying(frequency, money).tolist(), strict=True)]


def named(text: str) -> str:
    """The key of the segment that a member calls so, by its key or its name in his language; "" for none."""
    wanted = text.strip().casefold()
    return next((one.key for one in SEGMENTS if wanted in (one.key, str(one.label).casefold())), "")
