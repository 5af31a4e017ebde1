"""A card as it is shown: its words, figures with the records behind, a table, a chart."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from guanxi.analytics import spelled
from guanxi.analytics.exploring import ALONG, Named, chart, table, title_of
from guanxi.analytics.metrics.dimensions import BY_NAME
from guanxi.analytics.periods import PERIODS
from guanxi.analytics.values import SPANS
from guanxi.dashboards.answering import Answered
from guanxi.dashboards.models import Tile

ROWS = 8  # of a table, and bars of a chart; the explorer has all


def all_shown(cards: Sequence[Answered], refused: str = "", *, tables: bool = False) -> list[dict[str, Any]]:
    """What the templates of cards show; the words of owners, products and the like are asked for once for all of them."""
    values: dict[str, set[Any]] = {}
    for one in cards:
        for name, found in _values(one):
            values.setdefault(name, set()).update(found)
    known: dict[str, dict[Any, str]] = {}

    def named(name: str, wanted: set[Any]) -> dict[Any, str]:
        if name not in known:
            known[name] = spelled.names_of(name, values.get(name, wanted))
        return known[name]

    return [shown(one, refused, tables=tables, named=named) for one in cards]


def _values(one: Answered) -> Iterator[tuple[str, set[Any]]]:
    for place, name in enumerate(one.asked.by if one.asked else ()):
        yield name, {row[place] for rows, _whole in one.told or () for row in rows}


def shown(one: Answered, refused: str = "", *, tables: bool = False, named: Named = spelled.names_of) -> dict[str, Any]:
    """What the template of a card shows. `state`: hidden, missing, stale, fresh or refused; `tables` instead of charts."""
    found: dict[str, Any] = {"tile": one.tile, "query": one.asking.query, "pk": one.tile.pk, "refused": refused}
    asked = one.asked
    if asked is None:
        return found | {"state": "hidden"}
    found |= {"title": one.tile.name or title_of(asked), "measures": asked.measures, "period": period_words(one)}
    if one.told is None:
        return found | {"state": "refused" if refused else "missing"}
    groups, whole = table(asked, one.told, named=named, most=ALONG)
    found |= {
        "state": "fresh" if one.fresh else "stale",
        "as_of": one.as_of,
        "totals": list(zip(asked.measures, whole.cells, strict=True)),
        "nothing": not any(cell.amounts for cell in whole.cells),
        "wider": any(measure.day for measure in asked.measures) and (asked.first or asked.last) is not None,
    }
    if not asked.by or one.tile.form == Tile.Form.FIGURE:
        return found
    if not tables and one.tile.form == Tile.Form.CHART and (drawn := short(chart(asked, groups))):
        return found | {
            "chart": drawn,
            "chart_id": f"chart-{one.tile.pk}",
            "rest": max(0, len(groups) - ROWS) if not drawn["along"] else 0,
        }
    along = bool(groups) and asked.by[0] in SPANS
    listed = groups[-ROWS:] if along else groups[:ROWS]
    heads = [BY_NAME[name].label for name in asked.by]
    return found | {"heads": heads, "groups": listed, "rest": max(0, len(groups) - ROWS)}


def period_words(one: Answered) -> str:
    """The period that an answer covers."""
    asked, named = one.asked, one.asking.params.get("period", "")
    if asked and not any(measure.day for measure in asked.measures):
        return _("As it stands now")
    if asked and not named and (asked.first or asked.last):
        return " – ".join(str(day) for day in (asked.first, asked.last) if day)
    return str(dict(PERIODS)[named])


def short(drawn: dict[str, Any]) -> dict[str, Any]:
    """A chart with as many bars as a card has room for; a line keeps all its points."""
    if not drawn or drawn["along"]:
        return drawn
    series = [
        {name: value[:ROWS] if isinstance(value, list) else value for name, value in one.items()}
        for one in drawn["series"]
    ]
    return drawn | {"labels": drawn["labels"][:ROWS], "series": series}
