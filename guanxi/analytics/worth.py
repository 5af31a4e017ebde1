"""What customers are worth: the models fitted on all of them, and what they say of each. Time is in days. No I/O."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from guanxi.analytics.learnt import horizon
from guanxi.analytics.purchases import bgnbd, gammagamma, nbd, paretonbd
from guanxi.analytics.purchases.fitting import Fit, read
from guanxi.analytics.purchases.histories import Histories, Numbers, different, drawn, histories
from guanxi.analytics.purchases.thin import TooThin

YEAR = 365.25
STEPS = 4  # parts of a year after which what is foreseen is discounted
DRAWS, SEED = 200, 20_260
BETWEEN = (0.05, 0.95)
DIGITS = 2  # of amounts, whose bounds lie much wider apart
SECOND = 20_000  # customers are enough for a second opinion, which costs thirty times the first
GAIN = 3.0  # log-likelihood by which leaving must explain more than none (5 % of a χ² with two parameters)


@dataclass(frozen=True)
class Bought:
    """Customers, one per row: repeat purchases, days from the first to the last, days since the first, mean of a repeat purchase (0: none)."""

    x: Numbers
    t_x: Numbers
    age: Numbers
    mean: Numbers


@dataclass(frozen=True)
class Terms:
    """How a lifetime is added up: over how many years, and what a year takes off (0.1 for ten percent)."""

    years: int
    discount: float


@dataclass(frozen=True)
class Foreseen:
    """Per customer: chance to be still there (None where nobody is seen to leave), purchases in the next year and lifetime value, both with bounds."""

    alive: Numbers | None
    year: Numbers
    year_low: Numbers
    year_high: Numbers
    value: Numbers
    low: Numbers
    high: Numbers


def learn(given: Histories, spent: gammagamma.Spending) -> dict[str, Any]:
    """What can be fitted, as JSON: each model, or the code of why not.

    `pace` names the model that is used: BG/NBD where leaving explains the purchases better than none, else NBD. Pareto/NBD
    is the second opinion on the first, from at most `SECOND` customers. `seen` is for how many whole years customers were watched, at least one.
    """
    found: dict[str, Any] = {"customers": given.customers, "returned": given.returned}
    some = drawn(given, SECOND)
    known: dict[str, Callable[[], Fit]] = {
        "bgnbd": lambda: bgnbd.fit(given),
        "nbd": lambda: nbd.fit(given),
        "paretonbd": lambda: paretonbd.fit(some),
        "gammagamma": lambda: gammagamma.fit(spent),
    }
    for name, fit in known.items():
        try:
            found[name] = fit().plain()
        except TooThin as refusal:
            found[name] = {"refused": refusal.code}
    found["gammagamma"]["correlation"] = spent.correlation
    found["pace"] = _pace(found)
    found["seen"] = max(1, int(float(given.age.max()) / YEAR)) if len(given.age) else 1
    found["next_year"] = {
        name: _all_together(model, found[name], rows) * given.customers / max(rows.customers, 1)
        for name, model, rows in (("bgnbd", bgnbd, given), ("nbd", nbd, given), ("paretonbd", paretonbd, some))
        if "parameters" in found[name]
    }
    if some is not given:
        found["paretonbd"]["log_likelihood"] = None  # of others than the first's: nothing to compare
    return found


def _all_together(model: Any, fitted: dict[str, Any], rows: Histories) -> float:
    """Purchases of all of these within a year."""
    return float(rows.number @ model.expected(np.array(fitted["parameters"]), rows, YEAR))


def _pace(found: dict[str, Any]) -> str:
    """The model of how often that is used; "" where none could be fitted."""
    leaving, none = found["bgnbd"].get("log_likelihood"), found["nbd"].get("log_likelihood")
    if none is None:
        return ""
    return "bgnbd" if leaving is not None and leaving - none > GAIN else "nbd"


def foresee(learnt: dict[str, Any], bought: Bought, terms: Terms) -> Foreseen:
    """What the fits say of these customers.

    Expected values are the models' own at the likeliest parameters. Bounds hold nine of ten such customers: drawn with the
    parameters' uncertainty, with the customer's own unknown pace, leaving and spending, and with chance;
    the same chances for everybody on every day, so that equal customers have equal bounds and nothing moves by luck.
    """
    dice = np.random.default_rng(SEED)
    model: Any = {"bgnbd": bgnbd, "nbd": nbd}[learnt["pace"]]
    pace, money = read(learnt[learnt["pace"]]), read(learnt["gammagamma"])
    years = horizon(learnt, terms.years)
    rows, places = different(bought.x, bought.t_x, bought.age)
    known = histories(*rows)
    total, discounted = _added_up(model, pace, known, Terms(years, terms.discount))
    future = model.futures(pace, known, (YEAR, YEAR * (years - 1)), DRAWS, dice)
    soon = _between(future.soon)
    share = (discounted / np.maximum(total, 1e-12))[:, None]
    per_purchase = gammagamma.expected(money.parameters, bought.x, bought.mean)
    spent = gammagamma.draws(money, bought.x, bought.mean, DRAWS, dice)
    spent *= (future.all * share)[places]
    low, high = _between(spent)
    alive = bgnbd.alive(pace.parameters, known)[places] if model is bgnbd else None
    year = model.expected(pace.parameters, known, YEAR)[places]
    return Foreseen(alive, year, soon[0][places], soon[1][places], discounted[places] * per_purchase, low, high)


def shown(found: Foreseen) -> Foreseen:
    """The same as people read it, and no finer: chances in percent, purchases to a tenth, bounds of them whole, money in two digits.

    So a figure that nobody would see change does not change.
    """
    alive = None if found.alive is None else np.round(found.alive, 2)
    bounds = (np.round(found.year_low), np.round(found.year_high))
    return Foreseen(
        alive, np.round(found.year, 1), *bounds, *(digits(one) for one in (found.value, found.low, found.high))
    )


def digits(amounts: Numbers, number: int = DIGITS) -> Numbers:
    """Amounts in so many digits: 12345 is 12000, and 0.012345 is 0.012."""
    with np.errstate(divide="ignore"):
        place = np.where(amounts > 0, number - 1 - np.floor(np.log10(amounts)), 0)
    above = 10.0 ** np.maximum(place, 0)
    below = 10.0 ** np.maximum(-place, 0)
    return np.asarray(np.round(amounts * above / below) * below / above)


def _between(drawn: Numbers) -> tuple[Numbers, Numbers]:
    """The bounds of nine tenths of each row's draws."""
    low, high = np.quantile(drawn, BETWEEN, axis=1)
    return low, high


def _added_up(model: Any, pace: Fit, known: Histories, terms: Terms) -> tuple[Numbers, Numbers]:
    """Expected purchases of all years, and the same with those of later quarters counting less."""
    ends = np.arange(1, terms.years * STEPS + 1) / STEPS
    until = np.stack([model.expected(pace.parameters, known, end * YEAR) for end in ends])
    each = np.diff(until, axis=0, prepend=0.0)
    middle = ends - 0.5 / STEPS
    return until[-1], (each / ((1 + terms.discount) ** middle)[:, None]).sum(axis=0)
