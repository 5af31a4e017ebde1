"""What `worth.learn` wrote, as pages read it: without the numerical libraries, which only the worker needs to hold."""

from typing import Any

# the parameters of each model, in their order
PARAMETERS = {
    "bgnbd": ("r", "alpha", "a", "b"),
    "nbd": ("r", "alpha"),
    "paretonbd": ("r", "alpha", "s", "beta"),
    "gammagamma": ("p", "q", "gamma"),
}


def refused(learnt: dict[str, Any]) -> str:
    """Why nothing is foreseen from this; "" where something is."""
    return str((not learnt["pace"] and learnt["nbd"]["refused"]) or learnt["gammagamma"].get("refused") or "")


def horizon(learnt: dict[str, Any], years: int) -> int:
    """Over how many years is added up: where nobody is seen to leave, no further ahead than was looked back."""
    return min(years, int(learnt["seen"])) if learnt["pace"] == "nbd" else years
