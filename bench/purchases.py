"""Purchase models on the CDNOW sample, drawn up to a million customers: fitted and foretold, beside `lifetimes` where it is installed.

`lifetimes` is no dependency of anything here: put it into an environment of its own (`uv pip install lifetimes`) and run
`python -m bench.purchases` there with the repository on the path.
"""

import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from guanxi.analytics.learnt import PARAMETERS
from guanxi.analytics.purchases import bgnbd, gammagamma
from guanxi.analytics.purchases.histories import different, histories
from guanxi.analytics.tests.cdnow import summary

CUSTOMERS = 1_000_000
AHEAD = 52.0
Parts = dict[str, float]


def drawn(number: int) -> np.ndarray:
    """Rows of the sample, drawn with replacement; one column per customer."""
    rows = summary()
    return rows[:, np.random.default_rng(1).integers(0, rows.shape[1], number)]


def apart(rows: np.ndarray) -> np.ndarray:
    """The same customers at moments instead of in whole days: hardly two of those who came back have the same history."""
    x, t_x, age, spent = rows
    dice = np.random.default_rng(3)
    moved = np.where(x > 0, t_x * (1 + dice.random(len(x)) / 100), 0)
    return np.stack([x, moved, age * 1.02 + dice.random(len(x)) / 10, spent])


def ours(rows: np.ndarray) -> tuple[Parts, float]:
    """Seconds of each part, and the log-likelihood per customer. Counting equal histories together counts as fitting."""
    x, t_x, age, spent = rows
    seconds: Parts = {}

    def fit() -> tuple[Any, Any, Any]:
        some, places = different(x, t_x, age)
        known = histories(some[0], some[1], some[2], np.bincount(places))
        return known, places, bgnbd.fit(known)

    known, places, fitted = _timed(seconds, "BG/NBD fitted", fit)

    def foretell() -> np.ndarray:
        said = np.stack([bgnbd.expected(fitted.parameters, known, AHEAD), bgnbd.alive(fitted.parameters, known)])
        return said[:, places]

    _timed(seconds, "purchases and P(alive) foretold", foretell)
    money = _timed(seconds, "Gamma-Gamma fitted", lambda: gammagamma.fit(gammagamma.spending(x, spent)))
    _timed(seconds, "spending foretold", lambda: gammagamma.expected(money.parameters, x, spent))
    return seconds, fitted.log_likelihood / len(x)


def theirs(rows: np.ndarray) -> tuple[Parts, float]:
    """The same by `lifetimes`, which has no grouping of its own."""
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    x, t_x, age, spent = rows
    seconds: Parts = {}
    pace: Any = _timed(seconds, "BG/NBD fitted", lambda: BetaGeoFitter().fit(x, t_x, age))
    _timed(
        seconds, "purchases and P(alive) foretold",
        lambda: (pace.conditional_expected_number_of_purchases_up_to_time(AHEAD, x, t_x, age), pace.conditional_probability_alive(x, t_x, age)),
    )  # fmt: skip
    again = (x > 0) & (spent > 0)
    money: Any = _timed(seconds, "Gamma-Gamma fitted", lambda: GammaGammaFitter().fit(x[again], spent[again]))
    _timed(seconds, "spending foretold", lambda: money.conditional_expected_average_profit(x, spent))
    parameters = np.array([pace.params_[name] for name in PARAMETERS["bgnbd"]])
    return seconds, bgnbd.likelihood(parameters, histories(x, t_x, age))[0] / len(x)


def table(number: int = CUSTOMERS) -> str:
    """Markdown: seconds of each part, ours and, where it is installed, theirs; of equal histories, and of different ones."""
    rows = drawn(number)
    told = [f"CDNOW drawn up to {number:,} customers", "The same, every customer with a history of his own"]
    return "\n\n".join(_compared(title, one) for title, one in zip(told, (rows, apart(rows)), strict=True))


def _compared(title: str, rows: np.ndarray) -> str:
    floor: Parts = {}
    parameters = np.array([0.243, 4.414, 0.793, 2.426])
    _timed(floor, "floor", lambda: bgnbd.likelihood(parameters, histories(*rows[:3])))
    mine, likelihood = ours(rows)
    lines = [f"{title} (their likelihood once, row by row: {floor['floor']:.2f} s):", ""]
    if find_spec("lifetimes") is None:
        lines += ["| part | s | of that |", "|---|---|---|"]
        lines += [f"| {name} | {one:.2f} | {one / floor['floor']:.1f}× |" for name, one in _with_sum(mine).items()]
        lines += ["", f"Log-likelihood per customer {likelihood:.8f}. `lifetimes` is not installed here."]
        return "\n".join(lines)
    other, others = theirs(rows)
    lines += ["| part | s | lifetimes s | faster |", "|---|---|---|---|"]
    both = zip(_with_sum(mine).items(), _with_sum(other).values(), strict=True)
    lines += [f"| {name} | {one:.2f} | {two:.2f} | {two / one:.0f}× |" for (name, one), two in both]
    lines += [
        "",
        f"Log-likelihood per customer {likelihood:.8f}, lifetimes {others:.8f}: {abs(others / likelihood - 1):.1e} apart.",
    ]
    return "\n".join(lines)


def _with_sum(parts: Parts) -> Parts:
    return {**parts, "all together": sum(parts.values())}


def _timed(into: Parts, name: str, work: Callable[[], Any]) -> Any:
    start = time.perf_counter()
    answer = work()
    into[name] = time.perf_counter() - start
    return answer


if __name__ == "__main__":
    print(table())
