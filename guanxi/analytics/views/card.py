"""The card of the models of one currency: what they were fitted on, their parameters, how far they agree."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.analytics.learnt import PARAMETERS, refused
from guanxi.analytics.purchases.thin import why

MOST_AGAIN = 7  # the last class of `heldout`, which holds more too
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
        "held": held(learnt.get("held_out")),
        "not_held": why(learnt["held_out"]["refused"]) if "refused" in learnt.get("held_out", {}) else "",
    }


WIDE, HIGH = 320, 180  # of the picture of the hold-out, in the units of its viewBox


def held(tried: dict[str, Any] | None) -> dict[str, Any] | None:
    """What was told of a time that was held out, beside what came: a sentence's figures, a picture's points, a table's rows."""
    if not tried or "classes" not in tried:
        return None
    rows, number = tried["classes"], len(tried["classes"])
    top = max(max(one["high"], one["told"]) for one in rows) or 1.0

    def point(place: int, value: float) -> tuple[float, float]:
        return round((place + 0.5) * WIDE / number, 1), round(HIGH * (1 - value / top), 1)

    points = []
    for place, one in enumerate(rows):
        x, came = point(place, one["came"])
        points.append(
            one
            | {
                "x": x,
                "y": came,
                "top": point(place, one["high"])[1],
                "foot": point(place, one["low"])[1],
                "name": _class(one["again"]),
                "customers": round(one["customers"]),
            }
        )
    line = " ".join("{},{}".format(*point(place, one["told"])) for place, one in enumerate(rows))
    off = 100 * (tried["told"] / tried["came"] - 1) if tried["came"] else None
    return {
        "points": points, "line": line, "width": WIDE, "height": HIGH, "cut": date.fromisoformat(tried["cut"]), "days": tried["days"],
        "model": tried["model"], "customers": round(tried["customers"]), "told": round(tried["told"]), "came": round(tried["came"]),
        "more": off is not None and off >= 0, "off": None if off is None else abs(round(off)), "every": tried["every"],
    }  # fmt: skip


def _class(again: int) -> str:
    return f"{again}+" if again == MOST_AGAIN else str(again)


def _model(key: str, fitted: dict[str, Any], name: str, words: Any) -> dict[str, Any]:
    figures = zip(PARAMETERS[key], fitted["parameters"], fitted["errors"], strict=True)
    return {
        "name": name,
        "words": words,
        "parameters": [f"{SIGNS.get(one, one)} {value:,.4g} ± {error:,.2g}" for one, value, error in figures],
        "log_likelihood": None if fitted["log_likelihood"] is None else round(fitted["log_likelihood"], 1),
    }
