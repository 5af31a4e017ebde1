"""Figures of the warehouse: the measures with their definitions, and what they come to by dimensions, within what the key's member sees."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from guanxi.analytics.metrics.dimensions import FACTS
from guanxi.analytics.metrics.measures import UNITS, Measure
from guanxi.analytics.models import Fill
from guanxi.analytics.queries.explorer import Asked, answers, dimensions_for, measures_for
from guanxi.analytics.queries.warehouse import is_behind, latest_fill
from guanxi.analytics.values import SPANS, names_of, none_of, read_rows, value_of
from guanxi.analytics.warehouse.ask import MOST_ROWS
from guanxi.api import problems
from guanxi.api.routers import allowed, answered
from guanxi.api.schemas import words
from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.staff.queries.company import today_of

router = Router(tags=["Figures"])
WHAT = "figure"
MOST_MEASURES, MOST_DIMENSIONS, MOST_CONDITIONS = 3, 2, 6
WAIT = "60"  # seconds after which it is worth to ask again


class ShownMeasure(Schema):
    """A measure: what it counts, in what, and by what it can be split and narrowed. `period`: whether days matter to it."""

    name: str
    label: str
    definition: str
    unit: str
    unit_label: str
    grain: str = Field(description="whose rows are added up: orders, lines of orders, opportunities")
    period: bool
    dimensions: list[str]


class ShownMeasures(Schema):
    """Those that the member's roles show, and the dimensions in words."""

    items: list[ShownMeasure]
    dimensions: dict[str, str]


class AskedFigures(Schema):
    """A question, as the explorer asks it."""

    measure: list[words(40)] = Field(min_length=1, max_length=MOST_MEASURES)  # type: ignore[valid-type]
    by: list[words(40)] = Field([], max_length=MOST_DIMENSIONS, description="dimensions to split by")  # type: ignore[valid-type]
    only: list[words(200)] = Field(  # type: ignore[valid-type]
        [], max_length=MOST_CONDITIONS, description='narrowed to, e.g. "currency:CNY"; "owner:" is nobody'
    )
    first: date | None = Field(None, description="the first day that counts")
    last: date | None = Field(None, description="the last day that counts")


class ShownFigure(Schema):
    """A figure as text, so that no digit is lost; a share of one half is 0.5. `currency` is "" for what is no money."""

    measure: str
    currency: str
    value: str


class ShownGroup(Schema):
    """What is told apart: a value per dimension, its words, and the figures of it; what has no figure is left out."""

    keys: list[Any]
    names: list[str]
    figures: list[ShownFigure]


class ShownFigures(Schema):
    """The answer. `as_of` is when the warehouse was filled, `behind` whether a file came in since; not `complete`: there are more groups."""

    as_of: datetime
    behind: bool
    complete: bool
    by: list[str]
    groups: list[ShownGroup]
    whole: list[ShownFigure]


@router.get("/measures", response={200: ShownMeasures}, operation_id="list_measure", summary="Measures and dimensions")
def measures(request: HttpRequest) -> HttpResponse:
    """Each is named and defined once, for pages, scorecards and programs."""
    actor = _actor(request)
    known = {one.name: str(one.label) for one in dimensions_for(actor)}
    items = [
        {
            "name": one.name,
            "label": str(one.label),
            "definition": str(one.words),
            "unit": one.unit,
            "unit_label": str(UNITS[one.unit]),
            "grain": one.fact,
            "period": bool(one.day),
            "dimensions": [name for name in FACTS[one.fact].dimensions if name in known],
        }
        for one in measures_for(actor)
    ]
    return answered({"items": items, "dimensions": known})


@router.get("/figures", response={200: ShownFigures}, operation_id="get_figures", summary="What measures come to")
def figures(request: HttpRequest, given: Query[AskedFigures]) -> HttpResponse:
    """Measures by dimensions, narrowed, between days; sums over what the member sees and nothing else. At most 45 seconds."""
    asked = _asked(given, _actor(request))
    try:
        told = answers(asked, request.actor)  # type: ignore[attr-defined]
    except Refused as refusal:
        if refusal.code != "busy":
            raise
        return _later(str(refusal), "busy")
    filled = latest_fill()
    if told is None or filled is None:
        if Fill.objects.filter(ended_at=None).exists():
            return _later(_("The first filling of the warehouse has begun and is not over."), "warehouse_filling")
        empty = _("The warehouse is empty. It is filled every hour, or from its page.")
        return problems.problem(409, empty, code="warehouse_empty")
    merged: dict[tuple[Any, ...], list[dict[str, str]]] = {}
    for measure, (rows, _all) in zip(asked.measures, told, strict=True):
        for key, currency, value in read_rows(measure, rows, asked.by):
            merged.setdefault(key, []).append(_figure(measure, currency, value))
    whole = [
        _figure(measure, currency, value)
        for measure, (_rows, rows) in zip(asked.measures, told, strict=True)
        for _key, currency, value in read_rows(measure, rows, ())
    ]
    return answered({
        "as_of": filled.at, "behind": is_behind(), "complete": all(len(rows) < MOST_ROWS for rows, _all in told),
        "by": asked.by, "groups": list(_groups(asked, merged)) if asked.by else [], "whole": whole,
    })  # fmt: skip


def _actor(request: HttpRequest) -> Actor:
    allowed(request, WHAT, "read")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require("see", "fact")
    return actor


def _asked(given: AskedFigures, actor: Actor) -> Asked:
    """The question, as far as the member may ask it. Raises `Refused`."""
    known = {one.name: one for one in measures_for(actor)}
    if not {*given.measure} <= {*known}:
        raise Refused(_("There is no such measure, or your roles do not show it."), field="measure")
    chosen = tuple(known[name] for name in dict.fromkeys(given.measure))
    shared = {one.name for one in dimensions_for(actor)}
    shared = shared.intersection(*(FACTS[one.fact].dimensions for one in chosen))
    if not {*given.by} <= shared:
        raise Refused(_("Not all of these measures can be split by this."), field="by")
    only: dict[str, list[Any]] = {}
    for one in given.only:
        name, sign, text = one.partition(":")
        try:
            value = value_of(name, text)
        except ValueError:
            sign = ""
        if not sign or name not in shared - SPANS:
            raise Refused(_("Not all of these measures can be narrowed to this."), field="only")
        only.setdefault(name, []).append(value)
    return Asked(chosen, tuple(dict.fromkeys(given.by)), today_of(clock.now()), given.first, given.last, only)


def _groups(asked: Asked, merged: dict[tuple[Any, ...], list[dict[str, str]]]) -> Iterable[dict[str, Any]]:
    names = [names_of(name, {key[place] for key in merged}) for place, name in enumerate(asked.by)]
    for key in sorted(merged, key=lambda key: [(one is not None, one) for one in key]):
        said = [known.get(one) or none_of(name) for name, known, one in zip(asked.by, names, key, strict=True)]
        yield {"keys": key, "names": said, "figures": merged[key]}


def _figure(measure: Measure, currency: str, value: Any) -> dict[str, str]:
    return {"measure": measure.name, "currency": currency, "value": f"{value:f}"}


def _later(sentence: str, code: str) -> HttpResponse:
    answer = problems.problem(503, sentence, code=code)
    answer["Retry-After"] = WAIT
    return answer
