"""Taking a customer along, and leaving it behind."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.customers.models import Customer
from guanxi.customers.queries.customer import customers
from guanxi.pocket.actions.taking import leave, take
from guanxi.pocket.queries.pocket import is_taken
from guanxi.staff.queries.company import company_customs


def _customer(request: HttpRequest, customer_id: int) -> Customer:
    found = customers(request.actor).filter(pk=customer_id).first()
    if found is None:
        raise Http404
    return found


def _panel(request: HttpRequest, customer: Customer) -> HttpResponse:
    context: dict[str, Any] = {
        "customer": customer,
        "is_taken": is_taken(customer, request.actor),
        "hours": company_customs().pocket_hours,
    }
    return render(request, "pocket/parts/panel.html", context)


@require_GET
def panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """On the customer's page: whether it goes along."""
    return _panel(request, _customer(request, customer_id))


@require_POST
def taking(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Take it along, or (`leave`) leave it behind."""
    customer = _customer(request, customer_id)
    change = leave if "leave" in request.POST else take
    change(customer, actor=request.actor, at=clock.now())
    answer = _panel(request, customer) if request.headers.get("HX-Request") else redirect("pocket")
    answer["HX-Trigger"] = "pocket"
    return answer
