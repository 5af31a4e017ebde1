"""Chances: the card of each model, open leads by what they are expected to bring, panels on a lead, a customer and my day."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.analytics.actions.foresee import foresee
from guanxi.analytics.models import Chance, Question
from guanxi.analytics.queries import chance as queries
from guanxi.analytics.queries import shelf
from guanxi.analytics.queries.nextstep import measured
from guanxi.analytics.views.lesson import shown
from guanxi.analytics.views.shelf import WHY as TOO_FEW
from guanxi.analytics.views.shelf import tried
from guanxi.analytics.wording import STEPS, WHY, said
from guanxi.core import clock
from guanxi.customers.queries.customer import customers
from guanxi.sales.models.lead import State
from guanxi.sales.queries.lead import leads as visible_leads
from guanxi.ui.work.beginning import begun

ON_MY_DAY = 5


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What chances are told by, with everything that says how good they are."""
    _require(request)
    cards = [shown(question, used, latest) for question, (used, latest) in queries.lessons().items()]
    latest = shelf.latest()
    context = {
        "title": _("Chances"),
        "cards": cards,
        "may_reckon": request.actor.may("administer", "fact"),
        "latest_shelf": latest,
        "shelf": tried(latest),
        "steps": [one | {"label": STEPS[one["kind"]]} for one in measured(clock.now())],
        "shelf_why": TOO_FEW if latest and latest.refused else "",
    }
    return render(request, "analytics/chances.html", context)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Have them learnt and told anew."""
    _require(request)
    return begun(request, foresee, otherwise="chances")


@require_GET
def leads(request: HttpRequest) -> HttpResponse:
    """Open leads, those that are expected to bring most first."""
    _require(request, "lead")
    mine = request.GET.get("whose") == "mine"
    after = request.GET.get("after", "")
    found = queries.by_value(
        request.actor, mine=mine, after=int(after) if after.isdigit() and len(after) < 19 else None
    )
    used, latest = queries.lessons()[Question.LEAD]
    context = {
        "title": _("Leads by what they are expected to bring"),
        "rows": [_row(one) for one in found.rows],
        "valued": any(one.expected is not None for one in found.rows),
        "following": found.following,
        "mine": mine,
        "why": WHY.get(latest.refused, "") if latest and not used else "",
        "learnt": used,
    }
    return render(request, "analytics/leads.html", context)


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """One's own open leads that are expected to bring most."""
    _require(request, "lead")
    found = queries.by_value(request.actor, mine=True, most=ON_MY_DAY)
    return render(request, "analytics/leads_day.html", {"rows": [_row(one) for one in found.rows]})


@require_GET
def lead_panel(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The chance of a lead with its reasons."""
    _require(request, "lead")
    lead = visible_leads(request.actor).filter(pk=lead_id).first()
    if lead is None:
        raise Http404
    told = queries.of_lead(lead_id) if lead.state in queries.OPEN else None
    used, latest = queries.lessons()[Question.LEAD] if told is None else (None, None)
    over = lead.state in (State.CONVERTED, State.DISQUALIFIED)
    context = {
        "row": _row(told) if told else None,
        "over": over,
        "why": WHY.get(latest.refused, "") if latest and not used else "",
        "none": latest is None,
        "raises": _("Speaks for it"),
        "lowers": _("Speaks against it"),
    }
    return render(request, "analytics/chance_panel.html", context)


@require_GET
def leaving_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """How likely it is that a customer does not buy again in his own time, with reasons."""
    _require(request)
    if not customers(request.actor).filter(pk=customer_id).exists():
        raise Http404
    told = queries.of_customer(customer_id, Question.LEAVING)
    used, latest = queries.lessons()[Question.LEAVING] if told is None else (None, None)
    context = {
        "row": _row(told) if told else None,
        "leaving": True,
        "why": WHY.get(latest.refused, "") if latest and not used else "",
        "none": latest is None,
        "raises": _("Raises the risk"),
        "lowers": _("Lowers the risk"),
    }
    return render(request, "analytics/chance_panel.html", context)


def _row(one: Chance) -> dict[str, Any]:
    return {"it": one, "percent": round(100 * one.chance), "above": said(one.above), "below": said(one.below)}


def _require(request: HttpRequest, kind: str = "") -> None:
    if not request.actor.may("see", "fact") or (kind and not request.actor.may("see", kind)):
        raise Http404
