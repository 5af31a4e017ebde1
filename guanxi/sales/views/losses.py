"""Why opportunities were lost: by month and by what is compared, with the records behind every figure, and as CSV."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from guanxi.core import clock
from guanxi.sales.models import Opportunity
from guanxi.sales.months import DAY, months_before, next_month
from guanxi.sales.queries import losses
from guanxi.sales.queries.losses import REASONS, Asked, Row
from guanxi.sales.views.asking import FunnelForm, listed, names_of, owned, owners_of, valued
from guanxi.sales.views.funnel import CHARTED, EMPTY_WORDS, SHOWN
from guanxi.staff.models import Member
from guanxi.staff.queries.company import company_customs
from guanxi.ui.records.sheets import BOM, csv_lines

WORDS = {**dict(Opportunity.Lost.choices), "": pgettext_lazy("loss reason", "Not said")}
TONES = {"customer": "chart-1", "us": "chart-2", "third": "chart-3", "": "ink-2"}


class LossForm(FunnelForm):
    """The conditions above the page; what is left empty does not narrow."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, pipelines=[], **options)
        del self.fields["pipeline"]
        self.fields["first"].label = gettext_lazy("Lost from")
        self.fields["last"].label = gettext_lazy("Lost until")

    def clean(self) -> dict[str, Any]:
        """A month after its end is a slip; sources and products go together here."""
        given = forms.Form.clean(self) or {}
        if given.get("first") and given.get("last") and given["first"] > given["last"]:
            self.add_error("last", _("This month lies before the first one."))
        return given


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page; its conditions stand in the address."""
    actor = request.actor
    form, asked, conditions = _question(request)
    context: dict[str, Any] = {
        "title": _("Losses"),
        "form": form,
        "asked": asked,
        "hidden": actor.masks("opportunity", "loss_by"),
    }
    if not context["hidden"]:
        departments = _departments(asked)
        found = losses.losses(asked, actor, departments)
        names, codes = names_of(asked.by, [one.key for one in found.groups])
        groups = [
            _row(
                one,
                names.get(one.key) or EMPTY_WORDS[asked.by],
                (*conditions, _whose(asked, one.key, departments, codes)),
            )
            for one in found.groups[:SHOWN]
        ]
        months = [_row(one, f"{one.key:%Y-%m}", (*conditions[1:], _between(one.key, one.key))) for one in found.months]
        context |= {
            "by_words": dict(form.fields["by"].choices).get(asked.by, ""),
            "whole": _row(found.whole, _("All together"), conditions),
            "groups": groups,
            "rest": max(0, len(found.groups) - SHOWN),
            "months": months,
            "heads": [WORDS[one] for one in REASONS],
            "legend": [(WORDS[one], TONES[one]) for one in REASONS],
            "chart": _chart(groups[:CHARTED] if groups else months),
            "money": not actor.masks("opportunity", "amount"),
            "currency": company_customs().currency,
            "may_export": actor.may("export", "opportunity"),
            "query": request.GET.urlencode(),
        }  # fmt: skip
    return render(request, "sales/losses.html", context, status=422 if form.errors else 200)


@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The figures as CSV: a line per month, or per what is compared, and reason."""
    actor = request.actor
    form, asked, _conditions = _question(request)
    if not actor.may("export", "opportunity") or actor.masks("opportunity", "loss_by") or form.errors:
        raise Http404
    found = losses.losses(asked, actor, _departments(asked))
    names, _codes = names_of(asked.by, [one.key for one in found.groups])
    money = not actor.masks("opportunity", "amount")
    head = [_("Name") if asked.by else _("Month"), _("Loss reason"), pgettext("opportunity", "Lost")]
    head += (
        [_("Amount in %(currency)s") % {"currency": company_customs().currency}, _("Not converted")] if money else []
    )
    rows = []
    for one in found.groups if asked.by else found.months:
        name = str(names.get(one.key) or EMPTY_WORDS[asked.by]) if asked.by else f"{one.key:%Y-%m}"
        for reason, cell in one.reasons.items():
            foreign = ", ".join(f"{amount:.2f} {code}" for code, amount in sorted(cell.foreign.items()))
            rows.append([name, str(WORDS[reason]), cell.number, *([round(cell.money, 2), foreign] if money else [])])
    answer = HttpResponse(BOM + csv_lines([head, *rows]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="losses-{asked.first:%Y-%m}-{asked.last:%Y-%m}.csv"'
    return answer


def _question(request: HttpRequest) -> tuple[LossForm, Asked, tuple[str, ...]]:
    """The form, what is asked, and the conditions under which a list shows the same; the first is the period."""
    actor = request.actor
    if not actor.may("see", "opportunity"):
        raise Http404
    form = LossForm(request.GET or {"by": ""}, masked=actor.masks("opportunity", "source"))
    form.is_valid()
    given = form.cleaned_data
    latest = losses.latest_loss(actor) or timezone.localtime(clock.now()).date()
    last = given.get("last") or latest.replace(day=1)
    first = given.get("first") or months_before(last, 11)
    form.fill_months(min(first, last), max(first, last))
    source, product = given.get("source") or None, given.get("product")
    asked = Asked(
        min(first, last), max(first, last), given.get("by", ""), owners_of(given), source, str(product) if product else None
    )  # fmt: skip
    found = [_between(asked.first, asked.last)]
    if asked.owners is not None:
        found.append(owned(asked.owners))
    if source:
        found.append(valued("source", source))
    if asked.product:
        found.append(valued("product", names_of("product", [asked.product])[1].get(asked.product, "")))
    return form, asked, tuple(found)


def _departments(asked: Asked) -> dict[int, int | None]:
    return dict(Member.objects.values_list("pk", "department_id")) if asked.by == "department" else {}


def _between(first: date, last: date) -> str:
    return f"closed_on:between:{first},{next_month(last) - DAY}"


def _whose(asked: Asked, key: Any, departments: dict[int, int | None], codes: dict[str, str]) -> str:
    if asked.by == "owner":
        return owned(frozenset([key or 0]))
    if asked.by == "department":
        return owned(frozenset(pk for pk, home in departments.items() if home == key)) if key is not None else ""
    return valued(asked.by, codes.get(key, "") if asked.by == "product" else key or "")


def _row(one: Row, name: Any, conditions: tuple[str, ...]) -> dict[str, Any]:
    """A row with the addresses behind its figures."""
    lost, shares = (*conditions, "state:any:lost"), one.shares
    cells = [
        {"reason": reason, "it": cell, "share": shares[reason], "url": listed(*lost, _reason(reason))}
        for reason, cell in one.reasons.items()
    ]
    return {"it": one, "name": name, "cells": cells, "whole": one.whole, "url": listed(*lost)}


def _reason(reason: str) -> str:
    return f"loss_by:any:{reason}" if reason else "loss_by:empty"


def _chart(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "labels": [str(one["name"]) for one in rows],
        "series": [
            {
                "name": str(WORDS[reason]),
                "tone": TONES[reason],
                "values": [one["cells"][place]["it"].number for one in rows],
                "urls": [one["cells"][place]["url"] for one in rows],
            }
            for place, reason in enumerate(REASONS)
        ],
    }
