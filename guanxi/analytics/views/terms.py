"""Customers under contract: how long they stay, how likely they renew, what their renewals are expected to bring."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guanxi.analytics.models import Rule
from guanxi.analytics.queries.profile import latest_survey
from guanxi.analytics.queries.terms import worth_most
from guanxi.analytics.terms import GRACE

WIDE, HIGH, YEAR = 420, 200, 12


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What was learnt from all contracts, and the customers of the reader whose renewals bring most."""
    actor = request.actor
    if not (actor.may("see", "fact") and actor.may("see", "contract")):
        raise Http404
    survey = latest_survey()
    learnt = survey.terms if survey else {}
    curve = drawn(learnt["curve"]) if learnt.get("curve") else None
    fitted = learnt.get("sbg")
    context = {
        "title": _("Customers under contract"),
        "survey": survey,
        "learnt": learnt,
        "curve": curve,
        "year": after(learnt["curve"], YEAR) if curve else None,
        "renewing": [(place, round(100 * one)) for place, one in enumerate(fitted["renewing"], 1)] if fitted else [],
        "parameters": [f"{sign} {value:,.4g} ± {error:,.2g}" for sign, value, error in zip("αβ", fitted["parameters"], fitted["errors"], strict=True)] if fitted else [],
        "most": worth_most() if fitted else [],
        "years": Rule.objects.get(pk=1).years,
        "grace": GRACE,
        "soon_url": f"{reverse('contract_list')}?f=ends_on:next:90;status:any:active",
        "all_url": f"{reverse('customer_list')}?sort=-contract_worth&f=contract_worth:not_empty&cols=name,contract_worth,life,owner",
    }  # fmt: skip
    return render(request, "analytics/terms.html", context)


def after(curve: dict[str, Any], months: float) -> dict[str, int] | None:
    """Percent still there after so many months, with bounds; None before the first ending and where nobody was watched so long."""
    known = [place for place, one in enumerate(curve["times"]) if one <= months]
    if not known or curve["times"][-1] < months:
        return None
    return {name: round(100 * curve[name][known[-1]]) for name in ("share", "low", "high")}


def drawn(curve: dict[str, Any]) -> dict[str, Any]:
    """The steps of the curve and its bounds in the units of the picture, and the years under it."""
    longest = max(curve["times"][-1], 1.0)

    def steps(name: str) -> list[tuple[float, float]]:
        points, height = [(0.0, 0.0)], 0.0
        for at, share in zip(curve["times"], curve[name], strict=True):
            x, y = round(at / longest * WIDE, 1), round(HIGH * (1 - share), 1)
            points += [(x, height), (x, y)]
            height = y
        return [*points, (float(WIDE), height)]

    def path(points: list[tuple[float, float]]) -> str:
        return " ".join(f"{x},{y}" for x, y in points)

    every = YEAR * max(1, round(longest / YEAR / 6))
    ticks = [{"x": round(month / longest * WIDE, 1), "month": month} for month in range(0, int(longest) + 1, every)]
    band = path(steps("high") + steps("low")[::-1])
    return {"line": path(steps("share")), "band": band, "ticks": ticks, "width": WIDE, "height": HIGH}
