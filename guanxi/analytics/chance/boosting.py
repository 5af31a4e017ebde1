"""Gradient-boosted trees, grown by scikit-learn's histogram method and kept as plain numbers. No I/O.

Words stand as the share of cases that came among those with that word, drawn towards the mean where there are few. A reason is
exact in that it adds up: on its way through a tree a case changes the mean of those that stand under its node, and each change
belongs to the fact that was asked there (Saabas 2014; summed over many small trees).
"""

from typing import Any

import numpy as np

from guanxi.analytics.chance.table import Cases, Numbers, Table

DRAWN = 20.0  # as many mean cases stand beside those of a word
MANY = 20_000  # cases from which on trees may be larger
Plain = dict[str, Any]


def fit(cases: Cases) -> Plain:
    """Learn from cases that hold both outcomes; the answer is plain JSON."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    shares = _shares(cases)
    matrix = _encoded(shares, list(cases.table.columns), cases.table)
    fill = [_only(column) for column in matrix.T]
    matrix = _filled(matrix, fill)
    large = len(cases) >= MANY
    grower = HistGradientBoostingClassifier(
        learning_rate=0.08 if large else 0.05, max_iter=200 if large else 100, max_leaf_nodes=31 if large else 8,
        min_samples_leaf=max(5, min(40, len(cases) // 50)), l2_regularization=20.0 if large else 5.0, max_features=0.4, early_stopping=False, random_state=1,
    )  # fmt: skip
    with threadpool_limits(1):  # threads that wait for a busy machine cost more than they bring
        grower.fit(matrix, cases.came)
    return {
        "base": float(grower._baseline_prediction.ravel()[0]),  # noqa: SLF001 - kept as numbers: a test holds them against its own answer
        "names": list(cases.table.columns),
        "shares": shares,
        "fill": fill,
        "trees": [_tree(one[0].nodes) for one in grower._predictors],  # noqa: SLF001
    }


def odds(model: Plain, table: Table) -> Numbers:
    """The log-odds of each case."""
    return np.asarray(model["base"] + _mean(model) + contributions(model, table).sum(axis=1))


def contributions(model: Plain, table: Table) -> Numbers:
    """What each column adds to the log-odds of the mean case: a row per case, a column per name of the model, in its order."""
    matrix = _filled(_encoded(model["shares"], model["names"], table), model["fill"])
    unknown, rows = np.isnan(matrix), np.arange(len(matrix))
    found = np.zeros_like(matrix)
    for tree in model["trees"]:
        fact, left, right, missing, value = (
            np.array(tree[name]) for name in ("fact", "left", "right", "unknown", "value")
        )
        cut = np.array(tree["cut"], dtype=np.float64)
        at = np.zeros(len(matrix), dtype=np.int64)
        for _level in range(tree["depth"]):
            column = fact[at]
            goes = np.where(unknown[rows, column], missing[at], matrix[rows, column] <= cut[at])
            following = np.where(goes, left[at], right[at])
            found[rows, column] += value[following] - value[at]
            at = following
    return found


def _mean(model: Plain) -> float:
    """What all trees say of the mean case."""
    return float(sum(tree["value"][0] for tree in model["trees"]))


def _shares(cases: Cases) -> dict[str, dict[str, Any]]:
    """Per column of words: what each word stands for, and what one that was never seen does."""
    base = float(cases.came.mean())
    found: dict[str, dict[str, Any]] = {}
    for name, values in cases.table.columns.items():
        if cases.table.is_number(name):
            continue
        words, places, number = np.unique(values, return_inverse=True, return_counts=True)
        share = (np.bincount(places, weights=cases.came) + DRAWN * base) / (number + DRAWN)
        of = {str(word): float(one) for word, one in zip(words, share, strict=True)}
        found[name] = {"mean": base, "of": of}
    return found


def _encoded(shares: dict[str, dict[str, Any]], names: list[str], table: Table) -> Numbers:
    columns = []
    for name in names:
        values = table.columns[name]
        if name in shares:
            of, mean = shares[name]["of"], shares[name]["mean"]
            words, places = np.unique(values, return_inverse=True)
            values = np.array([of.get(str(word), mean) for word in words], dtype=np.float64)[places]
        columns.append(values)
    return np.column_stack(columns).astype(np.float64)


def _only(column: Numbers) -> float | None:
    """What stands for "not known" in a column of less than two known values, which cannot be cut; None where it stands for itself."""
    known = np.unique(column[~np.isnan(column)])
    return None if len(known) > 1 else float(known[0]) - 1 if len(known) else 0.0


def _filled(matrix: Numbers, fill: list[float | None]) -> Numbers:
    for place, one in enumerate(fill):
        if one is not None:
            matrix[np.isnan(matrix[:, place]), place] = one
    return matrix


def _tree(nodes: Any) -> dict[str, Any]:
    """A tree as lists, an entry per node; a leaf leads to itself, a node above says the mean of the leaves under it."""
    leaf = nodes["is_leaf"].astype(bool)
    itself = np.arange(len(nodes))
    value, number = nodes["value"].astype(np.float64), nodes["count"].astype(np.float64)
    for node in itself[::-1]:  # those below have higher numbers
        if not leaf[node]:
            under = [nodes["left"][node], nodes["right"][node]]
            value[node] = float(value[under] @ number[under] / number[under].sum())
    return {
        "fact": np.where(leaf, 0, nodes["feature_idx"]).tolist(),
        "cut": np.where(leaf, 0.0, nodes["num_threshold"]).tolist(),
        "left": np.where(leaf, itself, nodes["left"]).tolist(),
        "right": np.where(leaf, itself, nodes["right"]).tolist(),
        "unknown": nodes["missing_go_to_left"].astype(bool).tolist(),
        "value": value.tolist(),
        "depth": int(nodes["depth"].max()),
    }
