"""The forecast of a quarter, with a way to the records behind every figure, how it did in months of the past, and the same as CSV."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from guanxi.core import clock
from guanxi.sales.queries import outlook
from guanxi.sales.queries.target import end_of, quarter_of
from guanxi.sales.rules import COMMITTED_FROM
from guanxi.sales.views.asking import either, listed, names_of, owned, owners_of
from guanxi.sales.views.target import quarter_from, written
from guanxi.staff.models import Department, Member
from guanxi.ui.lists.inputs import ReferenceField
from guanxi.ui.records.sheets import BOM, csv_lines

SHOWN = 100
BY = (("owner", gettext_lazy("Owners")), ("department", gettext_lazy("Departments")))
NOBODY = {"owner": gettext_lazy("Nobody"), "department": gettext_lazy("No department")}


class ForecastForm(forms.Form):
    """Whose forecast, and by what; the quarter stands in the tabs."""

    quarter = forms.CharField(required=False, widget=forms.HiddenInput, max_length=7)
    by = forms.ChoiceField(label=gettext_lazy("Compare"), choices=BY, required=False)
    department = forms.ModelChoiceField(
        Department.objects.all(),
        label=gettext_lazy("Department, with those below"),
        required=False,
        empty_label=gettext_lazy("All"),
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["owner"] = ReferenceField("member", label=gettext_lazy("Owner"), required=False)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page; what it is about stands in the address."""
    form, quarter, by = _asked(request)
    context: dict[str, Any] = {
        "title": _("Forecast"),
        "form": form,
        "quarter": written(quarter),
        "before": written(quarter_of(date.fromordinal(quarter.toordinal() - 1))),
        "after": written(date.fromordinal(end_of(quarter).toordinal() + 1)),
        "masked": request.actor.masks("opportunity", "amount"),
        "rest_of_query": _rest(request),
    }
    if not context["masked"]:
        context |= _figures(request, form, quarter, by)
    return render(request, "sales/forecast.html", context, status=422 if form.errors else 200)


@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The table as CSV."""
    form, quarter, by = _asked(request)
    actor = request.actor
    if not actor.may("export", "opportunity") or actor.masks("opportunity", "amount") or form.errors:
        raise Http404
    found = outlook.forecast(quarter, owners_of(form.cleaned_data), actor, _grouping(by))
    names = names_of(by, [one.key for one in found.lines])[0]
    head = [_("Name"), _("Currency"), pgettext("opportunity", "Won"), pgettext("forecast", "Commit"), pgettext("forecast", "Best case"),
            _("Low end"), _("From history"), _("High end"), _("Against a week ago")]  # fmt: skip
    rows = [[str(names.get(one.key) or NOBODY[by]), *_cells(one)] for one in found.lines]
    rows += [[_("All together"), *_cells(one)] for one in found.whole]
    answer = HttpResponse(BOM + csv_lines([head, *rows]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="forecast-{written(quarter)}.csv"'
    return answer


def _asked(request: HttpRequest) -> tuple[ForecastForm, date, str]:
    """The form, the quarter and what is compared. 404 for who sees no opportunities."""
    if not request.actor.may("see", "opportunity"):
        raise Http404
    today = timezone.localtime(clock.now()).date()
    quarter = quarter_from(request.GET.get("quarter", "")) or quarter_of(today)
    form = ForecastForm({**request.GET.dict(), "quarter": written(quarter)})
    form.is_valid()
    return form, quarter, form.cleaned_data.get("by") or "owner"


def _rest(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("quarter", None)
    return kept.urlencode()


def _grouping(by: str) -> Any:
    if by == "owner":
        return lambda owner: owner
    homes = dict(Member.objects.values_list("pk", "department_id"))
    return homes.get


def _figures(request: HttpRequest, form: ForecastForm, quarter: date, by: str) -> dict[str, Any]:
    actor, owners = request.actor, owners_of(form.cleaned_data)
    found = outlook.forecast(quarter, owners, actor, _grouping(by))
    past, some = outlook.gone(owners, actor)
    sure = outlook.sure_stages()
    names = names_of(by, [one.key for one in found.lines])[0]
    inside = _inside(by)
    scope = owned(owners) if owners is not None else None
    rows = [
        {
            "it": one,
            "name": names.get(one.key) or NOBODY[by],
            **_whole_money(one),
            **_urls(one, inside(one.key), quarter, sure),
        }
        for one in found.lines[:SHOWN]
    ]
    whole = [
        {"it": one, "name": _("All together"), **_whole_money(one), **_urls(one, scope, quarter, sure)}
        for one in found.whole
    ]
    tried = [one for one in past if one.checked]
    return {
        "forecast": found,
        "whole": whole,
        "parts": [{"rows": rows}, {"rows": whole, "last": True}],
        "rest": max(0, len(found.lines) - SHOWN),
        "by_words": dict(BY)[by],
        "charts": [_chart(one, number) for number, one in enumerate(whole, 1)],
        "past": [
            {
                "it": one,
                "url": "" if some else _won_url(one, scope),
                **{at: round(getattr(one.said, at)) for at in ("low", "middle", "high")},
            }
            for one in past
        ],
        "past_chart": _past_chart(past, scope, linked=not some),
        "some": some,
        "tried": tried,
        "held": sum(one.held for one in tried),
        "sure": COMMITTED_FROM,
        "undated_url": listed("state:any:open", "expected_on:empty"),
        "late_url": listed("state:any:open", f"expected_on:before:{quarter}"),
        "may_export": actor.may("export", "opportunity"),
        "query": request.GET.urlencode(),
    }


def _inside(by: str) -> Any:
    """The condition for whose a row is."""
    if by == "owner":
        return lambda key: owned(frozenset([key or 0]))
    members: dict[int | None, set[int]] = {}
    for pk, home in Member.objects.values_list("pk", "department_id"):
        members.setdefault(home, set()).add(pk)
    return lambda key: owned(frozenset(members.get(key, set()))) if key is not None else ""


def _urls(one: outlook.Line, whose: str | None, quarter: date, sure: list[str]) -> dict[str, str]:
    """The addresses behind the figures of a row; "" where a list cannot be asked for them."""
    end = end_of(quarter)
    of = [f"currency:is:{one.currency}", *([] if whose is None else [whose])]
    due = ("state:any:open", f"expected_on:between:{quarter},{end}")
    won = ("state:any:won", f"closed_on:between:{quarter},{end}")
    commit = [
        (*due, "category:any:commit"),
        (*due, "category:empty", f"probability:least:{COMMITTED_FROM}"),
        *([(*due, "category:empty", "probability:empty", f"stage:any:{','.join(sure)}")] if sure else []),
    ]
    best = [(*due, "category:any:commit,best"), (*due, "category:empty")]
    return {
        "won_url": listed(*of, *won),
        "commit_url": listed(*of, either(won, *commit)),
        "best_url": listed(*of, either(won, *best)),
    }


def _whole_money(one: outlook.Line) -> dict[str, int | None]:
    """What is foreseen has no cents."""
    said = one.learnt
    return {
        "low": round(said.low) if said else None,
        "middle": round(said.middle) if said else None,
        "high": round(said.high) if said else None,
        "moved": None if one.moved is None else round(one.moved),
    }


def _won_url(one: outlook.Gone, whose: str | None) -> str:
    end = date.fromordinal(date(one.month.year + one.month.month // 12, one.month.month % 12 + 1, 1).toordinal() - 1)
    of = [f"currency:is:{one.currency}", *([] if whose is None else [whose])]
    return listed(*of, "state:any:won", f"closed_on:between:{one.month},{end}")


def _chart(row: dict[str, Any], number: int) -> dict[str, Any]:
    """Won, commit, best case, and the range of history with its middle."""
    one = row["it"]
    labels = [pgettext("opportunity", "Won"), pgettext("forecast", "Commit"), pgettext("forecast", "Best case")]
    values: list[float | None] = [float(one.won), float(one.commit), float(one.best)]
    bars = {"name": labels[2], "tone": "chart-1", "values": values, "urls": [row["won_url"], row["commit_url"], row["best_url"]], "notes": [_short(value) for value in values]}  # fmt: skip
    series: list[dict[str, Any]] = [bars]
    if one.learnt:
        labels.append(_("From history"))
        values.append(None)
        nothing = [None] * 3
        series.append({"name": labels[3], "tone": "chart-3", "values": [*nothing, one.learnt.high], "from": [*nothing, one.learnt.low], "notes": ["", "", "", f"{_short(one.learnt.low)} – {_short(one.learnt.high)}"]})  # fmt: skip
        series.append({"name": labels[3], "tone": "ink", "values": [*nothing, one.learnt.middle], "points": True})
    return {
        "id": f"chart-{number}",
        "currency": one.currency,
        "data": {"labels": labels, "series": series, "compact": True},
    }


def _past_chart(past: list[outlook.Gone], scope: str | None, *, linked: bool) -> dict[str, Any] | None:
    codes = {one.currency for one in past}
    if len(codes) != 1:
        return None  # several currencies have no common axis; the table has them all
    return {
        "labels": [f"{one.month:%Y-%m}" for one in past],
        "compact": True,
        "series": [
            {"name": _("80 % range"), "tone": "chart-3", "values": [one.said.high for one in past], "from": [one.said.low for one in past]},
            {"name": pgettext("opportunity", "Won"), "tone": "ink", "points": True, "values": [float(one.won) for one in past], "urls": [_won_url(one, scope) if linked else "" for one in past]},
        ],
    }  # fmt: skip


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _cells(one: outlook.Line) -> list[Any]:
    learnt = (
        [round(value) for value in (one.learnt.low, one.learnt.middle, one.learnt.high)] if one.learnt else [None] * 3
    )
    money: list[Decimal] = [one.won, one.commit, one.best]
    return [one.currency, *money, *learnt, None if one.moved is None else round(one.moved)]
