"""Turning log-odds that rank well into chances that come true as often as they say. No I/O.

Three ways are tried on folds that each was not made from: as they are, Platt's two numbers, isotonic steps (joined by lines). A way is
kept where it takes at least `WORTH` off the log loss of those that are plainer.
"""

from typing import Any

import numpy as np

from guanxi.analytics.chance import newton
from guanxi.analytics.chance.measures import losses
from guanxi.analytics.chance.table import Flags, Numbers, Places

WORTH = 0.0005
FEWEST = 1000  # cases below which steps follow chance
HELD = np.array([1.0, 10.0])
EDGE = 0.001  # steps say nothing nearer to certainty
Plain = dict[str, Any]


def squash(odds: Numbers) -> Numbers:
    """Log-odds as chances."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))


def ways(number: int) -> tuple[str, ...]:
    """The ways that are tried with so many cases."""
    return ("plain", "platt", "isotonic") if number >= FEWEST else ("plain", "platt")


def fit(way: str, odds: Numbers, came: Flags) -> Plain:
    """One way, from the log-odds of cases that these were not learnt from."""
    if way == "plain":
        return {"way": way}
    if way == "platt":
        return {"way": way, "numbers": _platt(odds, came)}
    from scipy.optimize import isotonic_regression

    different, places, number = np.unique(odds, return_inverse=True, return_counts=True)
    share = np.bincount(places, weights=came) / number
    steps = np.clip(isotonic_regression(share, weights=number).x, EDGE, 1 - EDGE)
    edges = np.append(True, np.diff(steps) > 0) | np.append(np.diff(steps) > 0, True)
    return {"way": way, "odds": different[edges].tolist(), "chances": steps[edges].tolist()}


def chances(plain: Plain, odds: Numbers) -> Numbers:
    """The chance of each."""
    if plain["way"] == "isotonic":
        return np.interp(odds, plain["odds"], plain["chances"])
    start, slope = plain.get("numbers", (0.0, 1.0))
    return squash(start + slope * odds)


def crossed(odds: Numbers, came: Flags, fold: Places) -> tuple[str, Numbers]:
    """The best way, and each case's chance by it as made from the other folds."""
    tried = {}
    for way in ways(len(odds)):
        said = np.zeros(len(odds))
        for one in np.unique(fold):
            rest = fold != one
            said[~rest] = chances(fit(way, odds[rest], came[rest]), odds[~rest])
        tried[way] = said
    best = "plain"
    for way, said in tried.items():
        if float((losses(tried[best], came) - losses(said, came)).mean()) > WORTH:
            best = way
    return best, tried[best]


def _platt(odds: Numbers, came: Flags) -> tuple[float, float]:
    """Intercept and slope, drawn a little towards (0, 1); never falling."""
    added, more = newton.slopes(np.column_stack([np.ones(len(odds)), odds]), came, HELD, offset=odds).tolist()
    share = float(np.clip(came.mean(), EDGE, 1 - EDGE))
    return (added, 1 + more) if more > -1 else (float(np.log(share / (1 - share))), 0.0)
