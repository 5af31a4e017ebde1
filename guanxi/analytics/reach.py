"""Influence: how many customers stand behind one, counted along what he brought, whom he supplies and his group. No I/O.

Katz's status (L. Katz, A new status index derived from sociometric analysis, Psychometrika 18 (1953), 39–43), with weighted
steps and cut off after `STEPS`: who is k steps away counts with the product of the weights on the way times `FADING` to the
power of k − 1, summed over all ways. The cut makes it finite on circles too; `reach` = W 1 + f W² 1 + f² W³ 1 + …
"""

from collections.abc import Sequence
from typing import Any

FADING = 0.5
STEPS = 5
Edge = tuple[int, int, float]  # who leads, whom, and how much the step counts


def reach_of(edges: Sequence[Edge]) -> dict[int, float]:
    """The reach of everybody who leads to somebody, by id."""
    import numpy as np
    from scipy import sparse

    if not edges:
        return {}
    ids, places = np.unique(np.array([edge[:2] for edge in edges], dtype=np.int64), return_inverse=True)
    ends = places.reshape(-1, 2)
    weights = np.array([edge[2] for edge in edges], dtype=np.float64)
    steps: Any = sparse.csr_array((weights, (ends[:, 0], ends[:, 1])), shape=(len(ids), len(ids)))
    found = steps @ np.ones(len(ids))
    for _step in range(STEPS - 1):
        found = steps @ (1 + FADING * found)
    return {int(pk): float(value) for pk, value in zip(ids, found, strict=True) if value > 0}


def score(reach: float) -> int:
    """From 0 to 100: one customer behind him is 50, three are 75, nine are 90."""
    return round(100 * (1 - 1 / (1 + reach)))
