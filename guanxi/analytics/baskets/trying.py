"""Whether what is foretold comes true: every customer's last day is left out, foretold from all that was bought before, and looked up.

A hit is a customer who bought one of the first k that were foretold and that he had not bought before. Only what is new to him
counts: who bought something new on that day is asked. The same is done with best-sellers (bought by most customers, what he has left
out); the gain is the paired difference (Agresti 2013, 11.1).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from guanxi.analytics.baskets.bought import Bought, last_days, people
from guanxi.analytics.baskets.foretold import CHUNK, again, best, scores
from guanxi.analytics.baskets.pairs import Z, wilson
from guanxi.analytics.baskets.similar import nearness

AT, FIRST = (1, 5, 10), 5  # k, and the one that decides
ASKED = 20_000  # customers at most
FEWEST = 100  # who must be asked, or nothing is said


@dataclass(frozen=True)
class Tried:
    """Of `asked` customers: per k hits of what is foretold and of best-sellers with bounds, and the gain with bounds; of `repeaters` those of repeats."""

    asked: int
    at: dict[str, dict[str, tuple[float, float, float]]]
    repeaters: int
    repeats: tuple[float, float, float] | None

    @property
    def wins(self) -> bool:
        """Whether it is surely better than best-sellers at k = 5."""
        return self.asked >= FEWEST and self.at[str(FIRST)]["gain"][1] > 0

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {"asked": self.asked, "at": self.at, "repeaters": self.repeaters, "repeats": self.repeats}


def leave_last_out(given: Bought) -> Tried:
    """Try it on the customers who bought on more than one day."""
    held = last_days(given)
    before, after = given.only(~held), given.only(held)
    known, came = people(before), people(after)
    near = nearness(before)
    new = came - came.multiply(known)
    new.eliminate_zeros()
    asked = np.flatnonzero(np.diff(new.tocsr().indptr) > 0)
    if len(asked) > ASKED:
        asked = np.sort(np.random.default_rng(1).permutation(asked)[:ASKED])
    hits = {name: {k: np.zeros(len(asked), dtype=bool) for k in AT} for name in ("foretold", "bestsellers")}
    for start in range(0, len(asked), CHUNK):
        these = asked[start : start + CHUNK]
        wanted = new[these].toarray() > 0
        for name, into in hits.items():
            top = best(scores(known[these], near, bestsellers=name == "bestsellers"), max(AT))
            came_true = np.take_along_axis(wanted, top, axis=1)
            for k in AT:
                into[k][start : start + CHUNK] = came_true[:, :k].any(axis=1)
    at = {str(k): _row(hits["foretold"][k], hits["bestsellers"][k]) for k in AT} if len(asked) else {}
    return Tried(len(asked), at, *_repeats(before, came))


def _row(mine: Any, other: Any) -> dict[str, tuple[float, float, float]]:
    difference = mine.astype(float) - other.astype(float)
    mean, wide = float(difference.mean()), Z * float(difference.std()) / np.sqrt(len(difference))
    gain = (mean, float(mean - wide), float(mean + wide))
    return {"foretold": _share(mine), "bestsellers": _share(other), "gain": gain}


def _share(hits: Any) -> tuple[float, float, float]:
    low, high = wilson(hits.sum(), len(hits))
    return float(hits.mean()), float(low), float(high)


def _repeats(before: Bought, came: Any) -> tuple[int, tuple[float, float, float] | None]:
    """Of customers with something that they bought twice and a last day: whether one of their first five was bought again then."""
    has_last = np.diff(came.tocsr().indptr) > 0
    told = again(before, FIRST)
    asked = [place for place, one in enumerate(told) if one and has_last[place]]
    if not asked:
        return 0, None
    rows = came.tocsr()
    bought = [set(rows.indices[rows.indptr[one] : rows.indptr[one + 1]].tolist()) for one in asked]
    hits = np.array([any(one.product in had for one in told[who]) for who, had in zip(asked, bought, strict=True)])
    return len(asked), _share(hits)
