"""The explorer: figures of the warehouse by what one likes, as table, chart and file, each with its definition and its records."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from guanxi.analytics import spelled
from guanxi.analytics.exploring import Asking, Group, asked_by, chart, table, title_of
from guanxi.analytics.metrics.dimensions import BY_NAME, FACTS
from guanxi.analytics.metrics.measures import UNITS
from guanxi.analytics.queries.explorer import answers
from guanxi.analytics.queries.warehouse import is_behind, latest_fill
from guanxi.core import clock, slots
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.ui.records.sheets import BOM, csv_lines, workbook

SHOWN = 200  # groups; the file has all
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _asked(request: HttpRequest) -> Asking:
    """What is asked; 404 for who sees no figures."""
    if not request.actor.may("see", "fact"):
        raise Http404
    return asked_by(request.GET, request.actor)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The question in a form, its answer below, and what the member pinned."""
    found = _asked(request)
    context: dict[str, Any] = {
        "title": _("Explorer"),
        "form": found.form,
        "run": latest_fill(),
        "behind": is_behind(),
        "query": found.query,
    }
    context["keepers"] = [(one.title, one.url(0)) for one in slots.panels_of("explorer", request.actor)]
    status = 422 if found.form.errors else 200
    if found.asked is not None:
        try:
            context |= _answered(found, request.actor)
        except Refused as refusal:
            context["refused"] = force_str(refusal.sentence)
            status = 422
    return render(request, "analytics/explorer.html", context, status=status)


def _answered(found: Asking, actor: Actor) -> dict[str, Any]:
    asked = found.asked
    told = answers(asked, actor) if asked else None
    if asked is None or told is None:
        return {}
    groups, whole = table(asked, told)
    return {
        "asked": asked,
        "heads": [BY_NAME[one].label for one in asked.by],
        "groups": groups[:SHOWN],
        "rest": max(0, len(groups) - SHOWN),
        "whole": whole,
        "totals": list(zip(asked.measures, whole.cells, strict=True)),
        "narrowed": found.params.get("only", []),
        "chart": chart(asked, groups),
        "units": [(one, UNITS[one.unit]) for one in asked.measures],
        "chips": _chips(found),
        "heading": title_of(asked),
        "may_export": _may_export(found, actor),
    }


def _chips(found: Asking) -> list[tuple[str, str, str]]:
    """What it is narrowed to: dimension, value, and the address without it."""
    chips = []
    for name, values in found.asked.only.items() if found.asked else ():
        names = spelled.names_of(name, set(values))
        for one in values:
            left = [each for each in found.params["only"] if each != f"{name}:{'' if one is None else one}"]
            without = Asking(found.form, found.asked, found.params | {"only": left})
            chips.append((str(BY_NAME[name].label), names.get(one) or spelled.none_of(name), without.query))
    return chips


def _may_export(found: Asking, actor: Actor) -> bool:
    return found.asked is not None and all(actor.may("export", FACTS[one.fact].needs) for one in found.asked.measures)


@require_GET
def as_file(request: HttpRequest, sheet: str) -> HttpResponse:
    """The whole table as CSV or XLSX: a column per measure, for money one per currency."""
    found = _asked(request)
    if sheet not in TYPES or found.asked is None or not _may_export(found, request.actor):
        raise Http404
    try:
        told = answers(found.asked, request.actor)
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
        return redirect(f"{reverse('explorer')}?{found.query}")
    if told is None:
        raise Http404
    rows = _sheet(found, *table(found.asked, told))
    answer = HttpResponse(
        BOM + csv_lines(rows) if sheet == "csv" else workbook(rows, pgettext("file", "Figures")),
        content_type=TYPES[sheet],
    )
    answer["Content-Disposition"] = f'attachment; filename="figures-{clock.now():%Y-%m-%d}.{sheet}"'
    return answer


def _sheet(found: Asking, groups: list[Group], whole: Group) -> list[list[Any]]:
    asked = found.asked
    if asked is None:
        return []
    columns = [
        (place, currency) for place, cell in enumerate(whole.cells) for currency in (sorted(cell.amounts) or [""])
    ]
    named = [f"{asked.measures[place].label} {currency}".strip() for place, currency in columns]
    head = [*(str(BY_NAME[one].label) for one in asked.by), *named]
    lines = [
        [
            *(words for words, _only in group.names),
            *(group.cells[place].amounts.get(currency) for place, currency in columns),
        ]
        for group in groups
    ]
    if not asked.by:
        lines = [[whole.cells[place].amounts.get(currency) for place, currency in columns]]
    return [head, *lines]
