"""The next step with a customer: the panel, and what is answered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.encoding import force_str
from django.views.decorators.http import require_GET, require_POST

from guanxi.analytics.actions.answer import UNDONE_WITHIN, accept, dismiss, undo
from guanxi.analytics.models import Answer
from guanxi.analytics.nextstep import Step
from guanxi.analytics.queries import nextstep as queries
from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.customers.models import Customer
from guanxi.customers.queries.customer import customers
from guanxi.customers.rules import may_edit

JUST_NOW = timedelta(minutes=5)


@require_GET
def panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What to do next, with money, chance and reasons."""
    return _panel(request, _customer(request, customer_id))


@require_POST
def take(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Make a task of it."""
    customer = _customer(request, customer_id)
    key = request.POST.get("key", "")
    return _tried(request, customer, lambda: accept(customer, key, actor=request.actor, at=clock.now()))


@require_POST
def put_aside(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Not this, and why."""
    customer = _customer(request, customer_id)
    key, reason = request.POST.get("key", ""), request.POST.get("reason", "")
    return _tried(request, customer, lambda: dismiss(customer, key, reason, actor=request.actor, at=clock.now()))


@require_POST
def take_back(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Undo the last answer."""
    customer = _customer(request, customer_id)
    last = queries.last_answer(customer.pk, request.actor.member_id, clock.now() - UNDONE_WITHIN)
    if last is None:
        raise Http404
    return _tried(request, customer, lambda: undo(last, actor=request.actor, at=clock.now()))


def _tried(request: HttpRequest, customer: Customer, go: Callable[[], Any]) -> HttpResponse:
    try:
        go()
    except Refused as refusal:
        return _panel(request, customer, refused=force_str(refusal.sentence))
    return _panel(request, customer)


def _panel(request: HttpRequest, customer: Customer, refused: str = "") -> HttpResponse:
    actor, now = request.actor, clock.now()
    found = [shown(one) for one in queries.next_steps(customer, actor, now)]
    context = {
        "customer": customer,
        "step": found[0] if found else None,
        "others": found[1:4],
        "refused": refused,
        "last": queries.last_answer(customer.pk, actor.member_id, now - JUST_NOW),
        "may_answer": may_edit(customer, actor) and actor.may("create", "task"),
        "reasons": Answer.Reason.choices,
        "in_list": request.POST.get("in_list") == "1",
    }
    return render(request, "analytics/nextstep_panel.html", context)


def shown(step: Step) -> dict[str, Any]:
    """A step with its chance in percent."""
    return {"it": step, "percent": None if step.chance is None else round(100 * step.chance)}


def _customer(request: HttpRequest, customer_id: int) -> Customer:
    if not request.actor.may("see", "fact"):
        raise Http404
    found: Customer = get_object_or_404(customers(request.actor), pk=customer_id)
    return found
