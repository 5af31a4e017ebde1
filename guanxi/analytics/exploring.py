"""From the address to a question, and from answers to a table and a chart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from guanxi.analytics import spelled
from guanxi.analytics.forms import ExploreForm
from guanxi.analytics.metrics.dimensions import BY_NAME as DIMENSION
from guanxi.analytics.metrics.dimensions import FACTS, TIME, Dimension
from guanxi.analytics.metrics.measures import BY_NAME, Measure
from guanxi.analytics.periods import days_of_period
from guanxi.analytics.queries.explorer import Asked, Rows, dimensions_for, measures_for
from guanxi.analytics.values import read_rows
from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.staff.queries.company import today_of
from guanxi.ui.words import money_text

NARROWED = 6  # conditions
TONES = ("chart-1", "chart-2", "chart-3")
CHARTED, ALONG = 24, 120  # bars; points of a line
FARTHEST = 4000  # days, weeks … from the first figure to the last that are looked through
Key = tuple[Any, ...]
Named = Callable[[str, set[Any]], dict[Any, str]]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question of the page: its form, what is asked, and the parameters that say so."""

    form: ExploreForm
    asked: Asked | None
    params: dict[str, Any]

    @property
    def query(self) -> str:
        """Its address."""
        return urlencode(self.params, doseq=True)


@dataclass(slots=True)
class Cell:
    """A figure of a group: its words, the amounts in it by currency ("" for what is no money), and the records behind."""

    words: str = "–"
    amounts: dict[str, Decimal] = field(default_factory=dict)
    url: str = ""


@dataclass(slots=True)
class Group:
    """A row of the table: the words of its values, how to narrow to them, and a cell per measure."""

    names: list[tuple[str, str]]
    cells: list[Cell]
    key: Key = ()


def asked_by(given: QueryDict, actor: Actor) -> Asking:
    """What an address asks, as far as the member may."""
    measures, dimensions = measures_for(actor), dimensions_for(actor)
    data = given.copy()
    if "m" not in data and measures:
        data["m"] = measures[0].name
    form = ExploreForm(data, measures=measures, dimensions=dimensions)
    if not form.is_valid() or not form.cleaned_data.get("m"):
        return Asking(form, None, {})
    told = form.cleaned_data
    names = dict.fromkeys(told[one] for one in ("m", "m2", "m3") if told.get(one))
    chosen = tuple(BY_NAME[one] for one in names)
    by = tuple(dict.fromkeys(told[one] for one in ("by", "by2") if told.get(one)))
    only = _only(given.getlist("only"), chosen, dimensions)
    today = today_of(clock.now())
    first, last = _days(told, today)
    asked = Asked(chosen, by, today, first, last, only)
    params: dict[str, Any] = {name: told[name] for name in ("m", "m2", "m3", "by", "by2") if told.get(name)}
    own_days = {name: told[name].isoformat() for name in ("first", "last") if told.get(name)}
    params |= own_days or ({"period": told["period"]} if told.get("period") else {})
    if only:
        params["only"] = [f"{name}:{'' if one is None else one}" for name, values in only.items() for one in values]
    return Asking(form, asked, params)


def parameters(kept: Mapping[str, Any]) -> QueryDict:
    """Parameters that were kept, as an address has them."""
    found = QueryDict(mutable=True)
    for name, value in kept.items():
        found.setlist(name, value if isinstance(value, list) else [value])
    return found


def _only(given: list[str], measures: tuple[Measure, ...], dimensions: list[Dimension]) -> dict[str, list[Any]]:
    """The conditions that all measures know; others are left out."""
    known = {one.name for one in dimensions} - spelled.SPANS
    found: dict[str, list[Any]] = {}
    for one in given[:NARROWED]:
        name, sign, text = one.partition(":")
        if not sign or name not in known or any(name not in FACTS[each.fact].dimensions for each in measures):
            continue
        try:
            value = spelled.value_of(name, text)
        except ValueError:
            continue
        found.setdefault(name, []).append(value)
    return found


def _days(told: dict[str, Any], today: date) -> tuple[date | None, date | None]:
    """Days that were given count before a period that was chosen."""
    if told.get("first") or told.get("last"):
        return told.get("first"), told.get("last")
    return days_of_period(told.get("period") or "", today)


def title_of(asked: Asked) -> str:
    """What is asked, in words."""
    figures = ", ".join(str(one.label) for one in asked.measures)
    split = " × ".join(str(DIMENSION[one].label) for one in asked.by)
    return f"{figures} · {split}" if split else figures


def table(
    asked: Asked, found: list[tuple[Rows, Rows]], *, named: Named = spelled.names_of, most: int | None = None
) -> tuple[list[Group], Group]:
    """A row per group, and the one of all together.

    `named(dimension, values)` gives words. With `most` only so many have words: the last along time, else the first.
    """
    merged: dict[Key, list[Cell]] = {}
    for place, (measure, (rows, _whole)) in enumerate(zip(asked.measures, found, strict=True)):
        for key, currency, value in read_rows(measure, rows, asked.by):
            cells = merged.setdefault(key, [Cell() for _ in asked.measures])
            cells[place].amounts[currency] = value
    ordered = sorted(merged.items(), key=lambda one: _rank(asked, *one))
    along = bool(asked.by) and asked.by[0] in spelled.SPANS
    worded = dict(ordered if most is None else ordered[-most:] if along else ordered[:most])
    names = [named(name, {key[place] for key in worded}) for place, name in enumerate(asked.by)]
    groups = [_group(asked, key, cells, names) if key in worded else Group([], cells, key) for key, cells in ordered]
    whole = Group([], [Cell() for _ in asked.measures])
    for cell, measure, (_rows, rows) in zip(whole.cells, asked.measures, found, strict=True):
        cell.amounts = {currency: value for _key, currency, value in read_rows(measure, rows, ())}
        _spell(cell, measure, asked, {})
    return groups, whole


def _rank(asked: Asked, key: Key, cells: list[Cell]) -> tuple[Any, ...]:
    """Times in their order; else the greatest first."""
    times = tuple(str(one) for one, name in zip(key, asked.by, strict=True) if name in TIME)
    greatest = next((max(cell.amounts.values()) for cell in cells if cell.amounts), Decimal(0))
    return (times, -greatest, str(key))


def _group(asked: Asked, key: Key, cells: list[Cell], names: list[dict[Any, str]]) -> Group:
    values = {name: [one] for name, one in zip(asked.by, key, strict=True)}
    for measure, cell in zip(asked.measures, cells, strict=True):
        _spell(cell, measure, asked, values)
    words = []
    for name, known, one in zip(asked.by, names, key, strict=True):
        said = known.get(one) or spelled.none_of(name)
        words.append((said, "" if name in spelled.SPANS else f"{name}:{'' if one is None else one}"))
    return Group(words, cells, key)


def _spell(cell: Cell, measure: Measure, asked: Asked, values: dict[str, list[Any]]) -> None:
    if not cell.amounts:
        return
    cell.words = " · ".join(spell(measure, value, currency) for currency, value in sorted(cell.amounts.items()))
    cell.url = spelled.behind(measure, asked.first, asked.last, asked.only | values)


def spell(measure: Measure, value: Decimal, currency: str) -> str:
    """A figure in words."""
    if measure.unit == "money":
        return money_text(value, currency or "CNY")
    if measure.unit == "share":
        return f"{100 * value:.1f} %"
    return f"{value:,.1f}" if measure.unit == "days" or value % 1 else f"{value:,.0f}"


def chart(asked: Asked, groups: list[Group]) -> dict[str, Any]:
    """The first measure in the currency that most groups have: a line along time, else bars; {} where there is nothing to compare."""
    along = len(asked.by) == 1 and asked.by[0] in spelled.SPANS
    shown = [one for one in groups if one.cells[0].amounts and (not along or one.key[0])]
    shown = shown[-ALONG:] if along else shown[:CHARTED]
    if len(shown) < 2:
        return {}
    every = [currency for one in shown for currency in one.cells[0].amounts]
    currency = max(sorted(set(every)), key=every.count)
    shown = [one for one in shown if currency in one.cells[0].amounts]
    if along:
        shown = _without_gaps(asked.by[0], shown)[-ALONG:]
    factor = 100 if asked.measures[0].unit == "share" else 1
    values = [one.cells[0].amounts.get(currency) for one in shown]
    series = {
        "name": str(asked.measures[0].label), "tone": TONES[0], "values": [None if value is None else float(factor * value) for value in values],
        "notes": ["" if value is None else spell(asked.measures[0], value, currency) for value in values], "urls": [one.cells[0].url for one in shown],
    }  # fmt: skip
    labels = [" · ".join(words for words, _only in one.names) for one in shown]
    return {
        "labels": labels,
        "series": [series],
        "compact": True,
        "along": along,
        "currency": currency if asked.measures[0].unit == "money" else "",
    }


def _without_gaps(name: str, groups: list[Group]) -> list[Group]:
    """One group after the other in time; where there is no figure an empty one, at which the line breaks."""
    known = {str(one.key[0])[:10]: one for one in groups}
    found: list[Group] = []
    key = min(known)
    while key <= max(known) and len(found) < FARTHEST:
        words = spelled.names_of(name, {key})[key]
        found.append(known.get(key) or Group([(words, "")], [Cell()], (key,)))
        key = (spelled.days_of(name, key)[1] + timedelta(days=1)).isoformat()
    return found
