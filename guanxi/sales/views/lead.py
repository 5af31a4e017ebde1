"""The page of a lead, its form, the panel on the customer's page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.core import clock, slots
from guanxi.core.kinds import kind
from guanxi.core.refused import Refused
from guanxi.customers.queries.customer import customers
from guanxi.sales.actions.lead import create_lead, delete_leads, find_or_make
from guanxi.sales.lead_forms import LeadForm
from guanxi.sales.leading import say
from guanxi.sales.models import Lead
from guanxi.sales.models.lead import LIVE, State
from guanxi.sales.queries import lead as queries
from guanxi.sales.rules import may_change_lead, may_claim
from guanxi.ui.records.facts import facts
from guanxi.ui.trying import refuse

FACTS = (
    "name", "source", "campaign", "product_line", "note", "contact", "received_at", "due_at", "responded_at", "next_step", "reference",
)  # fmt: skip
TIMES = {"received_at", "due_at", "responded_at"}
TO_FORM = {"name": "who_name", "phone": "who_phone", "mail": "who_mail"}


def lead_or_404(request: HttpRequest, pk: int, *, change: bool = False) -> Lead:
    """The lead, if the member sees it (and may change it)."""
    rows = queries.leads(request.actor).select_related("contact", "owner", "opportunity", "created_by")
    found: Lead | None = rows.filter(pk=pk).first()
    if found is None or not request.actor.may("see", "lead"):
        raise Http404
    if change and not may_change_lead(found, request.actor):
        raise Http404
    return found


@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts on the left, what to do and the customer's timeline in the middle, why it came here on the right."""
    actor = request.actor
    lead = lead_or_404(request, pk)
    change = may_change_lead(lead, actor)
    rest = facts(kind("lead"), lead, actor, FACTS, may_edit=change)
    customer = queries.customer_of(lead)
    seen = customer is not None and customer.deleted_at is None
    panels = slots.panels_of("customer", actor) if seen else []
    kept = [lead.assigned["rule"]] if "rule" in lead.assigned else []
    context = {
        "lead": lead,
        "title": lead.name,
        "seen": seen,
        "customer": customer,
        "who": queries.who([pk]).get(pk),
        "owner": facts(kind("lead"), lead, actor, ("owner",), may_edit=change)[0],
        "facts": [one for one in rest if one.html],
        "unfilled": [one for one in rest if not one.html and one.edit_url and one.name not in TIMES],
        "why": say(lead.assigned, queries.names_in(kept)),
        "panels": [{"title": one.title, "url": one.url(pk)} for one in slots.panels_of("lead", actor)],
        "middle": [{"url": one.url(lead.customer_id)} for one in panels if one.where == "middle"],
        "live": lead.state in LIVE,
        "disqualified": lead.state == State.DISQUALIFIED,
        "may_claim": may_claim(lead, actor),
        "may_convert": change and seen and lead.state in LIVE and actor.may("create", "opportunity"),
        "may_edit": change,
        "may_delete": change and may_change_lead(lead, actor, "delete"),
    }
    return render(request, "sales/lead.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new lead; `?customer=` says of whom. Whom it went to is said afterwards."""
    actor = request.actor
    if not actor.may("create", "lead"):
        raise PermissionDenied
    given = request.GET.get("customer", "")
    found = customers(actor).filter(pk=given).first() if given.isdecimal() and len(given) < 19 else None
    form = LeadForm(request.POST or None, actor=actor, initial={"customer": found.pk if found else None})
    if request.method == "POST" and form.is_valid():
        try:
            made = _create(request, form)
        except Refused as refusal:
            if refusal.field in TO_FORM and refusal.field not in form.cleaned_data:
                refusal.field = TO_FORM[refusal.field]
            refuse(form, refusal)
        else:
            return _said(request, made)
    context = {"form": form, "title": _("New lead"), "chosen": found is not None}
    return render(request, "sales/lead_form.html", context, status=422 if form.errors else 200)


def _create(request: HttpRequest, form: LeadForm) -> Lead:
    actor, at = request.actor, clock.now()
    customer_id, made = form.cleaned_data["customer"], False
    if customer_id is None:
        somebody = form.somebody()
        if form.cleaned_data.get("source"):
            somebody["source"] = form.cleaned_data["source"]
        customer, made = find_or_make(somebody, actor=actor, at=at)
        customer_id = customer.pk
    return create_lead({**form.lead(), "customer": customer_id}, actor=actor, at=at, made=made)


def _said(request: HttpRequest, made: Lead) -> HttpResponse:
    """To the page of the lead where the member still sees it, else to the list; with whose it is now."""
    words: dict[str, Any] = {"name": made.name, "owner": made.owner}
    if made.owner_id is None:
        messages.success(request, _("“%(name)s” is in the pool.") % words)
    elif made.owner_id == request.actor.member_id:
        messages.success(request, _("“%(name)s” is yours.") % words)
    else:
        messages.success(request, _("“%(name)s” went to %(owner)s.") % words)
    seen = queries.leads(request.actor).filter(pk=made.pk).exists()
    return redirect("lead_record", made.pk) if seen else redirect("lead_list")


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into the bin."""
    lead = lead_or_404(request, pk, change=True)
    if not may_change_lead(lead, request.actor, "delete"):
        raise Http404
    delete_leads([pk], actor=request.actor, at=clock.now())
    messages.success(request, _("“%(name)s” is in the recycle bin.") % {"name": lead.name})
    return redirect("lead_list")


@require_GET
def panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """A customer's leads, as far as the member sees them."""
    actor = request.actor
    if not actor.may("see", "lead") or not customers(actor).filter(pk=customer_id).exists():
        raise Http404
    context = {
        "leads": queries.leads_of(customer_id, actor),
        "customer_id": customer_id,
        "may_create": actor.may("create", "lead"),
    }
    return render(request, "sales/lead_panel.html", context)
