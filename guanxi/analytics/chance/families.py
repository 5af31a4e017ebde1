"""The families of models that are compared, the simplest first. No I/O."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from guanxi.analytics.chance import boosting, logistic
from guanxi.analytics.chance.table import Cases, Numbers, Table


@dataclass(frozen=True)
class Family:
    """How one kind of model is fitted, what it says (log-odds) and what each column adds to that."""

    fit: Callable[[Cases], dict[str, Any]]
    odds: Callable[[dict[str, Any], Table], Numbers]
    contributions: Callable[[dict[str, Any], Table], Numbers]


FAMILIES = {
    "logistic": Family(logistic.fit, logistic.odds, logistic.contributions),
    "boosting": Family(boosting.fit, boosting.odds, boosting.contributions),
}
