"""Cohorts as a heat table, with the records behind every figure, and as CSV."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from guanxi.core import clock
from guanxi.sales.months import next_month
from guanxi.sales.queries import funnel as funnels
from guanxi.sales.queries.cohorts import AFTER, Born, cohorts
from guanxi.sales.queries.pipeline import pipelines
from guanxi.sales.views import asking
from guanxi.sales.views.asking import FunnelForm, Question, listed
from guanxi.ui.records.sheets import BOM, csv_lines

HEATS = 6  # steps of colour


class CohortForm(FunnelForm):
    """Which months, whose, and what the cells say."""

    show = forms.CharField(label=gettext_lazy("Show in the cells"), required=False, max_length=3)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        for name in ("by", "product", "source"):
            self.fields.pop(name, None)

    def offer(self, codes: list[str]) -> None:
        """The won share, and the won amounts of these currencies."""
        choices = [
            ("", _("Won share")),
            *((code, _("Won amount in %(currency)s") % {"currency": code}) for code in codes),
        ]
        self.fields["show"].widget = forms.Select(choices=choices)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page; its conditions stand in the address."""
    asked = _question(request)
    context: dict[str, Any] = {"title": _("Cohorts")}
    if asked is None:
        return render(request, "sales/cohorts.html", context)
    found = cohorts(asked.asked, request.actor, _today())
    codes = (
        [] if request.actor.masks("opportunity", "amount") else sorted({code for one in found for code in one.money})
    )
    show = asked.form.cleaned_data.get("show") or ""
    show = show if show in codes else ""
    if isinstance(asked.form, CohortForm):
        asked.form.offer(codes)
    context |= {
        "form": asked.form,
        "asked": asked.asked,
        "in_part": asked.asked.owners is not None or not request.actor.sees_all("opportunity"),
        "show": show,
        "after": range(AFTER + 1),
        "rows": [_row(asked, one, show, _largest(found, show)) for one in found],
        "behind": funnels.behind_since(),
        "undated": asking.undated(request.actor),
        "may_export": request.actor.may("export", "opportunity"),
        "query": request.GET.urlencode(),
    }
    return render(request, "sales/cohorts.html", context, status=422 if asked.form.errors else 200)


@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The table as CSV, shares and amounts below each other."""
    asked = _question(request)
    if asked is None or asked.form.errors or not request.actor.may("export", "opportunity"):
        raise Http404
    found = cohorts(asked.asked, request.actor, _today())
    codes = (
        [] if request.actor.masks("opportunity", "amount") else sorted({code for one in found for code in one.money})
    )
    rows: list[list[Any]] = [[_("Began in"), _("Opportunities begun"), _("In the cells"), *range(AFTER + 1)]]
    for one in found:
        shares = [None if share is None else round(share, 1) for share in one.shares]
        rows.append([f"{one.month:%Y-%m}", one.begun, _("Won share, %"), *shares])
        rows += [[f"{one.month:%Y-%m}", one.begun, code, *one.money[code]] for code in codes if code in one.money]
    answer = HttpResponse(BOM + csv_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = (
        f'attachment; filename="cohorts-{asked.asked.first:%Y-%m}-{asked.asked.last:%Y-%m}.csv"'
    )
    return answer


def _question(request: HttpRequest) -> Question | None:
    """What is asked; None where the company has no pipeline. 404 for who sees no opportunities."""
    if not request.actor.may("see", "opportunity"):
        raise Http404
    found = pipelines(active=False)
    return asking.question(request, found, _today(), CohortForm) if found else None


def _today() -> date:
    return timezone.localtime(clock.now()).date()


def _values(one: Born, show: str) -> list[Any]:
    return list(one.money.get(show, [0] * len(one.won))) if show else list(one.shares)


def _largest(found: list[Born], show: str) -> float:
    return max((float(value or 0) for one in found for value in _values(one, show)), default=0.0)


def _row(asked: Question, one: Born, show: str, largest: float) -> dict[str, Any]:
    """A cohort with its cells, each coloured by its part of the largest and led to its records."""
    of = [condition for condition in asked.conditions if not condition.startswith("opened_on:")]
    began = f"opened_on:between:{one.month},{date.fromordinal(next_month(one.month).toordinal() - 1)}"
    cells, end = [], one.month
    for value in _values(one, show):
        end = next_month(end)
        heat = round(float(value or 0) / largest * HEATS) if largest else 0
        url = listed(*of, began, "state:any:won", f"closed_on:before:{end}", *([f"currency:is:{show}"] if show else []))
        cells.append({"value": value, "heat": heat, "url": url})
    return {"it": one, "url": listed(*of, began), "cells": cells, "rest": range(AFTER + 1 - len(cells))}
