"""A dashboard as a PDF: its cards in their order, charts drawn as lines and bars, in the language that is active."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from guanxi.core.refused import Refused
from guanxi.dashboards.answering import Figures
from guanxi.dashboards.models import Dashboard, Tile
from guanxi.dashboards.offered import BY_KEY
from guanxi.dashboards.showing import all_shown
from guanxi.staff.queries.company import company

LAYOUT = Path(__file__).resolve().parent / "typst" / "dashboard.typ"
FONTS = Path(settings.FONTS)
COLUMNS = 4
SPANS = {Tile.Width.QUARTER: 1, Tile.Width.HALF: 2, Tile.Width.WHOLE: 4}


def dashboard_pdf(dashboard: Dashboard, figures: Figures, period: str) -> bytes:
    """The PDF, about half a second; `period` in words. Raises `Refused` where there are no figures yet."""
    import typst  # 80 MB of it: only where a PDF is made

    if figures.as_of is None:
        raise Refused(_("The warehouse was not filled yet, so there are no figures."))
    words = json.dumps(_words(dashboard, figures, period), ensure_ascii=False)
    made: bytes = typst.compile(
        str(LAYOUT), font_paths=[str(FONTS)], ignore_system_fonts=True, sys_inputs={"board": words}
    )
    return made


def _words(dashboard: Dashboard, figures: Figures, period: str) -> dict[str, Any]:
    language = get_language() or "en"
    offered = BY_KEY.get(dashboard.template)
    at = localtime(figures.as_of)
    return {
        "language": {"zh-hans": ["zh", "cn"]}.get(language, [language, ""]),
        "company": company().name,
        "title": str(dashboard.label),
        "period": period,
        "note": _("As of %(at)s, of the records that you may see.") % {"at": f"{at:%Y-%m-%d %H:%M}"},
        "lacks": str(offered.lacks) if offered else "",
        "cards": _laid([_card(one) for one in all_shown(figures.cards) if one["state"] != "hidden"]),
    }


def _laid(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each card's column and row: one that has no room beside the one before begins the next row."""
    column = row = 0
    for one in cards:
        if column + one["span"] > COLUMNS:
            column, row = 0, row + 1
        one["at"] = [column, row]
        column += one["span"]
    return cards


def _card(card: dict[str, Any]) -> dict[str, Any]:
    nothing = card.get("nothing", True)
    groups = card.get("groups", [])
    drawn = card.get("chart") if not nothing else None
    rest = card.get("rest", 0) if not nothing else 0
    return {
        "title": str(card["title"]),
        "period": card["period"],
        "span": SPANS[card["tile"].width],
        "says": _("Nothing in this period that you may see.") if nothing else "",
        "chart": _drawn(drawn) if drawn else None,
        "small": bool(drawn or groups),
        "heads": [*map(str, card.get("heads", [])), *(str(one.label) for one in card["measures"])],
        "names": len(card.get("heads", [])),
        "rows": []
        if nothing
        else [[*(words for words, _only in one.names), *(cell.words for cell in one.cells)] for one in groups],
        "figures": [] if nothing else [[str(one.label), cell.words] for one, cell in card["totals"]],
        "rest": ngettext("%(number)s more", "%(number)s more", rest) % {"number": rest} if rest else "",
    }


def _drawn(chart: dict[str, Any]) -> dict[str, Any]:
    """One series as plain numbers; the highest one's words stand above a line."""
    series = chart["series"][0]
    known = [(value, note) for value, note in zip(series["values"], series["notes"], strict=True) if value is not None]
    return {
        "along": chart["along"],
        "labels": chart["labels"],
        "values": series["values"],
        "notes": series["notes"],
        "top": max(known)[1],
    }


def period_words(key: str) -> str:
    """The words of a dashboard's period; none where each card has its own."""
    from guanxi.analytics.periods import PERIODS

    return "" if key == "own" else str(dict(PERIODS)["" if key == "all" else key])


def file_name(dashboard: Dashboard, figures: Figures) -> str:
    """How the file is called."""
    return f"{' '.join(str(dashboard.label).split())} {localtime(figures.as_of):%Y-%m-%d}.pdf"
