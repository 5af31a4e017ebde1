"""Whether the model foresees what comes.

It is fitted on a first part of the time and held against the purchases of the rest, by how often somebody had bought again until
then. No I/O.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from guanxi.analytics.purchases import bgnbd, nbd
from guanxi.analytics.purchases.histories import Histories, Numbers, grouped
from guanxi.analytics.purchases.thin import TooThin

MOST = 7  # repeat purchases; more are one class
GAIN = 3.0  # as `worth.GAIN`: what leaving must explain more
SURE = 1.96  # standard errors beside what came: 95 of a hundred


@dataclass(frozen=True)
class Later:
    """Histories up to a day, and per row how many purchases each of these customers made after it."""

    then: Histories
    later: Numbers


def held_against(given: Later, ahead: float) -> dict[str, Any]:
    """Told and come by class, as JSON; or the code of why nothing could be fitted. `ahead` in the unit of the histories."""
    try:
        leaving, none = _fitted(bgnbd, given.then), nbd.fit(grouped(given.then))
    except TooThin as refusal:
        return {"refused": refusal.code}
    model: Any = bgnbd if leaving is not None and leaving.log_likelihood - none.log_likelihood > GAIN else nbd
    fit = leaving if model is bgnbd and leaving is not None else none
    told = model.expected(fit.parameters, given.then, ahead)
    return {"model": "BG/NBD" if model is bgnbd else "NBD", "ahead": ahead, **by_class(given, told)}


def _fitted(model: Any, then: Histories) -> Any:
    """The fit, or None where the data leave it open: then the simpler one speaks."""
    try:
        return model.fit(grouped(then))
    except TooThin:
        return None


def by_class(given: Later, told: Numbers) -> dict[str, Any]:
    """Means per customer of each class, those that came with their bounds; sums of all."""
    number, came = given.then.number, given.later
    places = np.minimum(given.then.x, MOST).astype(int)
    rows = []
    for place in range(MOST + 1):
        mine = places == place
        customers = float(number[mine].sum())
        if not customers:
            continue
        mean = float(number[mine] @ came[mine]) / customers
        spread = float(number[mine] @ (came[mine] - mean) ** 2) / max(customers - 1, 1)
        error = SURE * (spread / customers) ** 0.5
        said = float(number[mine] @ told[mine]) / customers
        rows.append({"again": place, "customers": customers, "told": said, "came": mean, "low": max(0.0, mean - error), "high": mean + error})  # fmt: skip
    return {
        "classes": rows,
        "customers": given.then.customers,
        "told": float(number @ told),
        "came": float(number @ came),
    }
