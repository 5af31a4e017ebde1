"""The funnel of a pipeline: chart, tables with a way to the records behind every figure, and the same as CSV."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from guanxi.core import clock, slots
from guanxi.core.actor import Actor
from guanxi.sales.models import Stage
from guanxi.sales.queries import funnel as funnels
from guanxi.sales.queries.opportunity import opportunities
from guanxi.sales.queries.pipeline import pipelines
from guanxi.sales.views import asking
from guanxi.sales.views.asking import Question
from guanxi.staff.models import Member
from guanxi.ui.records.sheets import BOM, csv_lines

SHOWN = 50  # of what is compared; the file has all
CHARTED = 12
EMPTY_WORDS = {
    "owner": gettext_lazy("Nobody"),
    "department": gettext_lazy("No department"),
    "source": gettext_lazy("No source"),
    "product": gettext_lazy("No product"),
}


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page; its conditions stand in the address."""
    asked = _question(request)
    context: dict[str, Any] = {"title": _("Funnel")}
    if asked is None:
        return render(request, "sales/funnel.html", context)
    whole = funnels.funnel(asked.asked, request.actor)
    groups = _groups(request, asked) if asked.asked.by else []
    context |= {
        "form": asked.form,
        "asked": asked.asked,
        "in_part": asked.asked.owners is not None or not request.actor.sees_all("opportunity"),
        "by_words": dict(asking.BY)[asked.asked.by],
        "whole": whole,
        "steps": [_step(asked, whole, place) for place in range(len(whole.steps))],
        "groups": groups[:SHOWN],
        "rest": max(0, len(groups) - SHOWN),
        "heads": [one.stage for one in whole.steps],
        "chart": _compared_chart(groups) if groups else _chart(asked, whole),
        "behind": funnels.behind_since(),
        "undated": asking.undated(request.actor),
        "query": request.GET.urlencode(),
        "may_export": request.actor.may("export", "opportunity"),
        **({} if whole.begun else _nothing(request.actor)),
    }
    return render(request, "sales/funnel.html", context, status=422 if asked.form.errors else 200)


def _nothing(actor: Actor) -> dict[str, Any]:
    """What an empty page says: that the conditions leave nothing, or where the first opportunity comes from."""
    source = slots.source_of("opportunity", actor)
    return {
        "any_at_all": opportunities(actor).exists(),
        "may_create": actor.may("create", "opportunity"),
        "import_url": reverse(source) if source else "",
    }


@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The table as CSV: of the stages, or, where something is compared, of that."""
    if not request.actor.may("export", "opportunity"):
        raise Http404
    asked = _question(request)
    if asked is None or asked.form.errors:
        raise Http404
    rows = _group_rows(request, asked) if asked.asked.by else _stage_rows(request, asked)
    answer = HttpResponse(BOM + csv_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = (
        f'attachment; filename="funnel-{asked.asked.first:%Y-%m}-{asked.asked.last:%Y-%m}.csv"'
    )
    return answer


def _question(request: HttpRequest) -> Question | None:
    """What is asked; None where the company has no pipeline. 404 for who sees no opportunities."""
    if not request.actor.may("see", "opportunity"):
        raise Http404
    found = pipelines(active=False)
    return asking.question(request, found, timezone.localtime(clock.now()).date()) if found else None


def _step(asked: Question, course: funnels.Course, place: int) -> dict[str, Any]:
    """A row of the first table, with the addresses behind its figures."""
    one = course.steps[place]
    of = asked.conditions
    return {
        "it": one,
        "won": one.stage.kind == Stage.Kind.WON,
        "reached_url": asking.listed(*of, asking.came_to(course, place)),
        "open_url": asking.listed(*of, asking.ended_here(one.stage, "open")),
        "lost_url": asking.listed(*of, asking.ended_here(one.stage, "lost")),
        "change": None if one.on is None or one.before is None else one.on - one.before,
    }


def _groups(request: HttpRequest, asked: Question) -> list[dict[str, Any]]:
    """What is compared, each with its words and the addresses behind its figures."""
    by = asked.asked.by
    departments: dict[int, int | None] = {}
    if by == "department":
        departments = dict(Member.objects.values_list("pk", "department_id"))
    courses = funnels.compared(asked.asked, request.actor, departments)
    names, codes = asking.names_of(by, [one.key for one in courses])
    return [
        {
            "name": names.get(one.key) or EMPTY_WORDS[by],
            "course": one,
            "cells": [(step, asking.listed(*of, asking.came_to(one, place))) for place, step in enumerate(one.steps)],
            "lost_url": asking.listed(*of, "state:any:lost"),
        }
        for one in courses
        for of in [_conditions_of(asked, one.key, departments, codes)]
    ]


def _conditions_of(
    asked: Question, key: Any, departments: dict[int, int | None], codes: dict[str, str]
) -> tuple[str, ...]:
    """The conditions of the page and the one of this row."""
    by = asked.asked.by
    if by == "owner":
        own = asking.owned(frozenset([key or 0]))
    elif by == "department":
        inside = frozenset(pk for pk, home in departments.items() if home == key)
        own = asking.owned(inside) if key is not None else ""
    else:
        own = asking.valued(by, codes.get(key, "") if by == "product" else key)
    return (*asked.conditions, own)


def _chart(asked: Question, course: funnels.Course) -> dict[str, Any]:
    notes = [f"{one.reached:,}" + (f" · {one.on:.0f} %" if one.on is not None else "") for one in course.steps]
    urls = [asking.listed(*asked.conditions, asking.came_to(course, place)) for place in range(len(course.steps))]
    values = [one.reached for one in course.steps]
    series = {"name": pgettext("funnel", "Reached"), "tone": "chart-1", "values": values, "notes": notes, "urls": urls}
    return {"labels": [str(one.stage.label) for one in course.steps], "series": [series]}


def _compared_chart(groups: list[dict[str, Any]]) -> dict[str, Any]:
    shown = groups[:CHARTED]
    won = [one["cells"][-1][1] for one in shown]
    lost = [one["lost_url"] for one in shown]
    courses = [one["course"] for one in shown]
    return {
        "labels": [str(one["name"]) for one in shown],
        "series": [
            {"name": str(Stage.Kind.WON.label), "tone": "chart-3", "values": [one.won for one in courses], "urls": won},
            {
                "name": str(Stage.Kind.OPEN.label),
                "tone": "chart-1",
                "values": [funnels.plain(round(one.begun - one.won - one.lost, 2)) for one in courses],
            },
            {
                "name": str(Stage.Kind.LOST.label),
                "tone": "chart-2",
                "values": [one.lost for one in courses],
                "urls": lost,
            },
        ],
    }


def _stage_rows(request: HttpRequest, asked: Question) -> list[list[Any]]:
    head = [
        _("Stage"), pgettext("funnel", "Reached"), _("Of all, %"), _("Of the stage before, %"), _("A year before, %"), _("Open here"), _("Lost here"),
        _("Days here on average"),
    ]  # fmt: skip
    steps = funnels.funnel(asked.asked, request.actor).steps
    return [head] + [
        [
            str(one.stage.label),
            one.reached,
            _tenth(one.share),
            _tenth(one.on),
            _tenth(one.before),
            one.open,
            one.lost,
            _tenth(one.days),
        ]
        for one in steps
    ]


def _group_rows(request: HttpRequest, asked: Question) -> list[list[Any]]:
    groups = _groups(request, asked)
    if not groups:
        return [[_("Name")]]
    head = [
        _("Name"),
        *(str(one.stage.label) for one in groups[0]["course"].steps),
        str(Stage.Kind.LOST.label),
        _("Won of those that ended, %"),
    ]
    return [head] + [
        [str(one["name"]), *(step.reached for step in course.steps), course.lost, _tenth(course.rate)]
        for one in groups
        for course in [one["course"]]
    ]


def _tenth(number: float | None) -> float | None:
    return None if number is None else round(number, 1)
