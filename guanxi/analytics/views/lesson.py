"""The card of a model: what it was learnt from, how good it is, for whom, and whether it still fits."""

from typing import Any

from guanxi.analytics.models import Lesson, Question
from guanxi.analytics.wording import FAMILIES, MEANINGS, TITLES, WHY, label

SIZE = 200  # of the picture of calibration, in its own units
MOST = 10  # facts that are named
DRIFTED = 0.25
OFF = 0.1  # a calibration error on later cases that is told apart


def shown(question: str, used: Lesson | None, latest: Lesson | None) -> dict[str, Any]:
    """What the page shows of one question."""
    found: dict[str, Any] = {
        "title": TITLES[question],
        "meaning": MEANINGS[question],
        "is_lead": question == Question.LEAD,
        "used": used,
        "latest": latest,
        "why": WHY.get(latest.refused, "") if latest and latest.refused else "",
        "leak": label(latest.card["column"]) if latest and latest.refused == "leak" else "",
    }
    if used is None:
        return found
    card = used.card
    return found | {
        "card": card,
        "families": [_family(name, card["families"][name], card) for name in FAMILIES],
        "baseline": card["baseline"],
        "later": card.get("later"),
        "off": round(100 * card["later"]["error"]) if card.get("later") and card["later"]["error"] > OFF else None,
        "share": round(100 * card["share"], 1),
        "bins": [_percent(one) for one in card["bins"]],
        "error": card["families"][card["chosen"]]["error"],
        "points": [_point(one) for one in card["bins"]],
        "groups": [_percent(one) for one in card["groups"]],
        "group": label(card["group"]),
        "facts": _facts(used),
        "drifted": [label(name) for name, one in used.drift.items() if one > DRIFTED],
        "duel": latest.duel if latest else None,
        "challenged": bool(latest and latest.pk != used.pk and not latest.refused),
    }


def _family(name: str, figures: dict[str, Any], card: dict[str, Any]) -> dict[str, Any]:
    value, low, high = figures["auc"]
    return figures | {"name": FAMILIES[name], "auc": value, "low": low, "high": high, "kept": name == card["chosen"]}


def _percent(one: dict[str, Any]) -> dict[str, Any]:
    return one | {"told": f"{100 * one['said']:.1f}", "true": f"{100 * one['came']:.1f}"}


def _point(one: dict[str, Any]) -> dict[str, Any]:
    """Where a bin lies in the picture: to the right what was said, upwards what came."""
    return {"x": round(SIZE * one["said"], 1), "y": round(SIZE * (1 - one["came"]), 1)}


def _facts(used: Lesson) -> list[dict[str, Any]]:
    order = sorted(used.card["weights"].items(), key=lambda one: -one[1])[:MOST]
    return [
        {"label": label(name), "weight": weight, "drift": used.drift.get(name)} for name, weight in order if weight > 0
    ]
