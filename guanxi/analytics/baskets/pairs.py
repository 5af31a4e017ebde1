"""What is bought together: frequent pairs, and rules "who buys this also buys that" with bounds.

Support, confidence and lift as in Agrawal, Imieliński and Swami (1993) and Brin et al. (1997). Bounds hold 95 %: confidence by
Wilson (1927); lift on the log scale by the delta method for shares of one multinomial (Agresti 2013, 16.1):
n var(log lift) = 1/p_ab - 1/p_a - 1/p_b + 2 lift - 1. Both suppose that baskets have nothing to do with each other; those of one
customer do, so that bounds are rather narrow than wide.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Z = 1.959963984540054
BLOCK = 512  # products
Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Rules:
    """Who buys `first` also buys `second`: both ways of every pair. Counts are baskets, of `baskets` in all."""

    first: Places
    second: Places
    together: Places
    of_first: Places
    of_second: Places
    baskets: int

    @property
    def support(self) -> Numbers:
        """The share of baskets with both."""
        return self.together / self.baskets

    @property
    def confidence(self) -> Numbers:
        """Of the baskets with the first, the share with the second as well."""
        return self.together / self.of_first

    @property
    def lift(self) -> Numbers:
        """How many times as often as if the two had nothing to do with each other."""
        return self.confidence * self.baskets / self.of_second

    def confidence_bounds(self) -> tuple[Numbers, Numbers]:
        """Wilson's."""
        return wilson(self.together, self.of_first)

    def lift_bounds(self) -> tuple[Numbers, Numbers]:
        """By the delta method on the log scale."""
        n, lift = self.baskets, self.lift
        spread = 1 / self.together - 1 / self.of_first - 1 / self.of_second + (2 * lift - 1) / n
        wide = np.exp(Z * np.sqrt(np.maximum(spread, 0)))
        return lift / wide, lift * wide

    def only(self, kept: NDArray[Any]) -> "Rules":
        """Those at these places."""
        return Rules(
            self.first[kept], self.second[kept], self.together[kept], self.of_first[kept], self.of_second[kept],
            self.baskets,
        )  # fmt: skip


def rules(baskets: Any, least: int) -> Rules:
    """Rules of all pairs that stand in at least so many baskets (baskets × products, 1 where it is in it)."""
    number = np.asarray(baskets.sum(axis=0)).ravel().astype(np.int64)
    frequent = np.flatnonzero(number >= max(least, 1))  # no pair is more frequent than either of it
    kept = sparse.csr_array(baskets)[:, frequent]
    turned, columns = kept.T.tocsr(), kept.tocsc()
    rows, others, numbers = [], [], []
    for start in range(0, len(frequent), BLOCK):  # so that memory does not grow with the square of the products
        # 32-bit floats count exactly to 16,777,216
        both = (turned @ columns[:, start : start + BLOCK]).tocoo()
        wanted = (both.row != both.col + start) & (both.data >= max(least, 1))
        rows.append(frequent[both.row[wanted]])
        others.append(frequent[both.col[wanted] + start])
        numbers.append(both.data[wanted].astype(np.int64))
    first, second, together = (np.concatenate([np.zeros(0, np.int64), *one]) for one in (rows, others, numbers))
    return Rules(first, second, together, number[first], number[second], baskets.shape[0])


def wilson(hits: Any, of: Any) -> tuple[Numbers, Numbers]:
    """The 95 % interval of a share by Wilson (1927)."""
    hits, of = np.asarray(hits, dtype=np.float64), np.asarray(of, dtype=np.float64)
    share = hits / of
    middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z * np.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of)) / (1 + Z * Z / of)
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)
