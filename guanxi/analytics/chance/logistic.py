"""Logistic regression: words as switches, numbers as restricted cubic splines, held back by a ridge. No I/O.

A reason is exact: what a fact adds to the log-odds is its coefficients times how far it lies from the mean case.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from guanxi.analytics.chance import newton
from guanxi.analytics.chance.table import Cases, Numbers, Table

FEWEST = 20  # cases of a word that make it one of its own
KNOTS = (0.05, 0.275, 0.5, 0.725, 0.95)  # Harrell's places for five
RIDGE = 1.0
Plain = dict[str, Any]


def fit(cases: Cases) -> Plain:
    """Learn from cases that hold both outcomes; the answer is plain JSON."""
    parts = {name: _learn(values) for name, values in cases.table.columns.items()}
    matrix = np.concatenate([_encoded(parts[name], values) for name, values in cases.table.columns.items()], axis=1)
    mean = matrix.mean(axis=0)
    scale = np.where((spread := matrix.std(axis=0)) > 1e-9, spread, 1.0)
    wide = np.column_stack([np.ones(len(matrix)), (matrix - mean) / scale])
    held = np.full(wide.shape[1], RIDGE)
    held[0] = 0.0
    found = newton.slopes(wide, cases.came, held)
    slopes = found[1:] / scale
    first = 0
    for part in parts.values():
        number = _width(part)
        part["slopes"], part["mean"] = slopes[first : first + number].tolist(), mean[first : first + number].tolist()
        first += number
    return {"base": float(found[0]), "names": list(parts), "parts": parts}


def odds(model: Plain, table: Table) -> Numbers:
    """The log-odds of each case."""
    return np.asarray(model["base"] + contributions(model, table).sum(axis=1))


def contributions(model: Plain, table: Table) -> Numbers:
    """What each column adds to the log-odds of the mean case: a row per case, a column per name of the model, in its order."""
    found = [
        (_encoded(part, table.columns[name]) - np.array(part["mean"])) @ np.array(part["slopes"])
        for name, part in ((name, model["parts"][name]) for name in model["names"])
    ]
    return np.stack(found, axis=1)


def _learn(values: NDArray[Any]) -> Plain:
    """How a column is turned into numbers."""
    if values.dtype.kind != "f":
        words, number = np.unique(values, return_counts=True)
        return {"words": [str(word) for word, count in zip(words, number, strict=True) if count >= FEWEST]}
    known = values[~np.isnan(values)]
    knots = np.unique(np.quantile(known, KNOTS)) if len(known) else np.array([])
    return {"fill": float(np.mean(known)) if len(known) else 0.0, "knots": knots.tolist() if len(knots) > 2 else []}


def _width(part: Plain) -> int:
    return len(part["words"]) if "words" in part else 2 + max(0, len(part["knots"]) - 2)


def _encoded(part: Plain, values: NDArray[Any]) -> Numbers:
    if "words" in part:
        return np.asarray(values[:, None] == np.array(part["words"], dtype=str)[None, :], dtype=np.float64)
    unknown = np.isnan(values)
    known = np.where(unknown, part["fill"], values)
    return np.column_stack([known, unknown.astype(np.float64), *_spline(known, part["knots"])])


def _spline(values: Numbers, knots: list[float]) -> list[Numbers]:
    """Harrell's restricted cubic spline: straight before the first knot and after the last."""
    if len(knots) < 3:
        return []
    last, before = knots[-1], knots[-2]
    size = (last - knots[0]) ** 2

    def bent(knot: float) -> Numbers:
        return np.asarray(np.maximum(values - knot, 0.0) ** 3)

    return [
        (
            bent(knot)
            - bent(before) * (last - knot) / (last - before)
            + bent(last) * (before - knot) / (last - before)
        ) / size
        for knot in knots[:-2]
    ]  # fmt: skip
