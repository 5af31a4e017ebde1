"""Frequent pairs and rules of Online Retail beside mlxtend, and whether what is foretold comes true, beside best-sellers.

`mlxtend` is no dependency of anything here: put it into an environment of its own (`uv pip install mlxtend scipy`) and run
`python -m bench.baskets` there with the repository on the path.
"""

import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from guanxi.analytics.baskets.bought import bought, days
from guanxi.analytics.baskets.pairs import Rules, rules
from guanxi.analytics.baskets.similar import nearness
from guanxi.analytics.baskets.trying import Tried, leave_last_out
from guanxi.analytics.tests.shelves import numbered, online_retail

SUPPORT = 0.005  # of the baskets
CONFIDENCE = 0.2
TIMES = 5  # the fastest of so many
Found = dict[tuple[int, int], tuple[float, float, float]]


def ours(baskets: Any, least: int) -> Rules:
    """Rules with at least this confidence."""
    every = rules(baskets, least)
    return every.only(every.confidence >= CONFIDENCE)


def theirs(baskets: Any, least: int) -> Any:
    """The same by mlxtend: FP-growth, the faster of its two; making its frame is not counted."""
    import pandas as pd
    from mlxtend.frequent_patterns import association_rules, fpgrowth

    frame = pd.DataFrame(baskets.toarray().astype(bool))
    start = time.perf_counter()
    frequent = fpgrowth(frame, min_support=least / baskets.shape[0], max_len=2)
    found = association_rules(frequent, num_itemsets=len(frame), metric="confidence", min_threshold=CONFIDENCE)
    return found, time.perf_counter() - start


def table(codes: int | None = None) -> str:
    """Markdown; `codes`: only the first so many products, for a trial."""
    who, when, what = (np.asarray(one) for one in _rows())
    if codes is not None:
        who, when, what = who[what < codes], when[what < codes], what[what < codes]
    given = bought(who, when, what)
    baskets = days(given)
    least = int(np.ceil(SUPPORT * baskets.shape[0]))
    mine, seconds = _fastest(lambda: ours(baskets, least))
    lines = [
        f"Online Retail: {baskets.shape[0]:,} baskets (what a customer bought on a day), {baskets.shape[1]:,} products; pairs in at least {least}"
        f" baskets, confidence at least {CONFIDENCE}.", "",
        "| frequent pairs and rules | s | rules |", "|---|---|---|", f"| ours | {seconds:.3f} | {len(mine.first):,} |",
    ]  # fmt: skip
    if find_spec("mlxtend") is None:
        lines += ["", "mlxtend is not installed here."]
    else:
        other, slower = theirs(baskets, least)
        lines += [f"| mlxtend, FP-growth | {slower:.3f} | {len(other):,} |", ""]
        apart = difference(mine, other)
        lines += [f"{slower / seconds:.0f} times as fast (asked: 20); support, confidence and lift at most {apart:.1e} apart."]  # fmt: skip
    tried, spent = _timed(lambda: leave_last_out(given))
    near, more = _timed(lambda: nearness(given))
    lines += [
        "",
        *_told(tried),
        "",
        f"Learnt in {more:.1f} s ({near.near.nnz:,} pairs of products), tried in {spent:.1f} s.",
    ]
    return "\n".join(lines)


def difference(mine: Rules, other: Any) -> float:
    """The most by which a figure of a rule is apart; raises ValueError where one has a rule that the other has not."""
    one, two = _of_ours(mine), _of_theirs(other)
    if one.keys() != two.keys():
        raise ValueError(f"{len(one.keys() ^ two.keys())} rules differ")
    return max((abs(a - b) for key in one for a, b in zip(one[key], two[key], strict=True)), default=0.0)


def _of_ours(mine: Rules) -> Found:
    figures = zip(mine.support, mine.confidence, mine.lift, strict=True)
    return dict(zip(zip(mine.first.tolist(), mine.second.tolist(), strict=True), figures, strict=True))


def _of_theirs(other: Any) -> Found:
    return {
        (next(iter(row.antecedents)), next(iter(row.consequents))): (row.support, row.confidence, row.lift)
        for row in other.itertuples()
    }


def _told(tried: Tried) -> list[str]:
    lines = [
        f"Last day of {tried.asked:,} customers left out: who bought one of the first k foretold, new to him (95 % interval):",
        "",
    ]
    lines += ["| k | foretold | best-sellers | gain |", "|---|---|---|---|"]
    for k, row in tried.at.items():
        cells = [f"{100 * value:.1f} % ({100 * low:.1f}–{100 * high:.1f})" for value, low, high in row.values()]
        lines.append(f"| {k} | {' | '.join(cells)} |")
    if tried.repeats:
        value, low, high = (100 * one for one in tried.repeats)
        lines += ["", f"Of {tried.repeaters:,} with products bought on several days, {value:.1f} % ({low:.1f}–{high:.1f}) bought one of their first five again."]  # fmt: skip
    return lines


def _rows() -> tuple[list[int], list[int], list[int]]:
    who, when, what = online_retail()
    return who, when, numbered(what)


def _fastest(work: Callable[[], Any]) -> tuple[Any, float]:
    found = [_timed(work) for _ in range(TIMES)]
    return found[-1][0], min(seconds for _made, seconds in found)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    made = work()
    return made, time.perf_counter() - start


if __name__ == "__main__":
    print(table())
