"""The page of a customer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from guanxi.core import slots
from guanxi.core.kinds import kind
from guanxi.customers import rules
from guanxi.customers.models import Customer
from guanxi.customers.queries.page import people_of
from guanxi.customers.views.answers import customer_or_404
from guanxi.ui.records.facts import facts

HEAD = ("stage", "owner", "tags")
FACTS = (
    "type", "industry", "size", "revenue", "currency", "founded", "source", "city", "country", "website", "parent",
    "reference", "note", "last_contact_at", "created_at", "created_by",
)  # fmt: skip


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts on the left (empty ones folded), the timeline in the middle, panels on the right; `?print` is for paper."""
    actor = request.actor
    customer = _customer(request, pk)
    binned = customer.deleted_at is not None
    shown = facts(kind("customer"), customer, actor, (*HEAD, *FACTS), may_edit=rules.may_edit(customer, actor))
    panels = [] if binned else slots.panels_of("customer", actor)
    context = {
        "customer": customer,
        "title": customer.name,
        "binned": binned,
        "head": shown[: len(HEAD)],
        "facts": [one for one in shown[len(HEAD) :] if one.html],
        "unfilled": [one for one in shown[len(HEAD) :] if not one.html and one.edit_url],
        "people": people_of(customer, actor),
        "middle": [{"title": one.title, "url": one.url(pk)} for one in panels if one.where == "middle"],
        "panels": [{"title": one.title, "url": one.url(pk)} for one in panels if one.where == "right"],
        "history_url": reverse("record_history", args=["customer", pk]),
        "printing": "print" in request.GET,
        **_may(customer, request),
    }
    return render(request, "customers/record.html", context)


def next_step(request: HttpRequest, pk: int) -> HttpResponse:
    """The next step alone, after it was planned."""
    customer = customer_or_404(request, pk)
    return render(request, "customers/parts/next.html", {"customer": customer, **_may(customer, request)})


def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Identities, contacts, places and collaborators alone, after one of them changed."""
    customer = customer_or_404(request, pk)
    return render(
        request, "customers/parts/around.html", {"customer": customer, "people": people_of(customer, request.actor)}
    )


def _customer(request: HttpRequest, pk: int) -> Customer:
    """The customer; one in the bin only for those who may take it out."""
    found = Customer.objects.visible_to(request.actor).select_related("owner").filter(pk=pk).first()
    if found is None or (found.deleted_at is not None and not rules.may_delete(found, request.actor)):
        raise Http404
    return found


def _may(customer: Customer, request: HttpRequest) -> dict[str, bool]:
    actor = request.actor
    return {
        "may_edit": rules.may_edit(customer, actor),
        "may_share": rules.may_share(customer, actor),
        "may_assign": rules.may_assign(customer, actor),
        "may_delete": rules.may_delete(customer, actor),
    }
