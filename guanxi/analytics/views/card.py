"""The card of the models of one currency: what they were fitted on, their parameters, how far they agree."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.analytics.learnt import PARAMETERS, refused
from guanxi.analytics.purchases.thin import why

TOGETHER = 0.3  # a correlation above this is said: the amount model supposes none
SIGNS = {"alpha": "α", "beta": "β", "gamma": "γ"}
MODELS = (
    ("bgnbd", "BG/NBD", _("How often")),
    ("nbd", "NBD", _("How often, if nobody left")),
    ("paretonbd", "Pareto/NBD", _("How often, second opinion")),
    ("gammagamma", "Gamma-Gamma", _("How much")),
)


def card(learnt: dict[str, Any]) -> dict[str, Any] | None:
    """What the page shows of it; None where nothing was learnt."""
    if not learnt:
        return None
    code = refused(learnt)
    sums = learnt["next_year"]
    correlation = learnt["gammagamma"].get("correlation")
    return {
        "customers": round(learnt["customers"]),
        "returned": round(learnt["returned"]),
        "why": why(code) if code else "",
        "models": [_model(key, learnt[key], *words) for key, *words in MODELS if "parameters" in learnt[key]],
        "pace": "NBD" if learnt["pace"] == "nbd" else "BG/NBD",
        "stay": learnt["pace"] == "nbd" and not code,
        "next_year": round(sums[learnt["pace"]]) if learnt["pace"] else None,
        "second": round(sums["paretonbd"]) if "paretonbd" in sums else None,
        "together": correlation is not None and abs(correlation) > TOGETHER,
        "correlation": correlation,
        "cuts": learnt["cuts"],
    }


def _model(key: str, fitted: dict[str, Any], name: str, words: Any) -> dict[str, Any]:
    figures = zip(PARAMETERS[key], fitted["parameters"], fitted["errors"], strict=True)
    return {
        "name": name,
        "words": words,
        "parameters": [f"{SIGNS.get(one, one)} {value:,.4g} ± {error:,.2g}" for one, value, error in figures],
        "log_likelihood": None if fitted["log_likelihood"] is None else round(fitted["log_likelihood"], 1),
    }
