"""Futures as customers may have them, drawn alike for everybody: the same chances turned into each customer's own figures.

Whatever a customer has in common with another is drawn in common, so that a future changes with the history and the parameters
alone, not with who is drawn beside him or on which day. Chances are spread evenly: one in each of as many parts as there are draws.
"""

from dataclasses import dataclass

import numpy as np

from guanxi.analytics.purchases.histories import Numbers

SPARE = 64  # arrivals drawn beyond what is likely


@dataclass(frozen=True)
class Futures:
    """Drawn futures, a row per history and a column per draw: purchases in the first span, and in both."""

    soon: Numbers
    all: Numbers


def chances(number: int, columns: int, dice: np.random.Generator) -> Numbers:
    """Chances between 0 and 1, a row for each of what is drawn: evenly spread, in an order that knows nothing of the others."""
    places = dice.permuted(np.tile(np.arange(number), (columns, 1)), axis=1)
    return np.asarray((places + dice.random((columns, number))) / number)


def arrived(means: tuple[Numbers, ...], coming: np.ndarray, dice: np.random.Generator) -> list[Numbers]:
    """How many of a Poisson process's arrivals (a column each) have come by the time of these means, where somebody is `coming`.

    The arrivals of a column are the same for all rows: a longer time holds those of a shorter one.
    """
    longest = max(float(one.max(initial=0.0)) for one in means)
    number = int(longest + 10 * np.sqrt(longest)) + SPARE
    own = np.random.default_rng(
        dice.integers(2**62)
    )  # so many as are needed: what is drawn next is the same whatever that is
    arrivals = np.cumsum(own.standard_exponential((number, coming.shape[1])), axis=0)
    found = [np.zeros(coming.shape) for _one in means]
    for column in range(coming.shape[1]):
        rows = np.flatnonzero(coming[:, column])
        times = np.ascontiguousarray(arrivals[:, column])
        for one, mean in zip(found, means, strict=True):
            one[rows, column] = np.searchsorted(times, mean[rows, column], side="right")
    return found
