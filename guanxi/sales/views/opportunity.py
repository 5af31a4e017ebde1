"""The page of an opportunity, its form, the panel on the customer's page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock, slots
from guanxi.core.actor import Actor
from guanxi.core.kinds import kind
from guanxi.customers.queries.customer import customers
from guanxi.sales.actions.opportunity import create_opportunity, delete_opportunities, edit_opportunity
from guanxi.sales.forms import OpportunityForm
from guanxi.sales.models import Opportunity
from guanxi.sales.queries.chance import chance_of
from guanxi.sales.queries.lead import lead_behind
from guanxi.sales.queries.man import known_of
from guanxi.sales.queries.opportunity import lines_of, log_of, prospects, sum_of
from guanxi.sales.queries.pipeline import stages
from guanxi.sales.queries.share import shares_of
from guanxi.sales.rules import is_hidden, may_change
from guanxi.sales.views.answers import opportunity_or_404
from guanxi.sales.views.shown import bar_of, chance_shown, log_shown
from guanxi.ui.records.facts import facts
from guanxi.ui.trying import changed, filled, tried

HEAD = ("customer", "owner")
FACTS = (
    "contact", "amount", "currency", "expected_on", "probability", "category", "next_step", "next_at", "source", "reference",
    "opened_on", "closed_on", "loss_by", "loss_note", "created_at",
)  # fmt: skip
CLOSED_ONLY = {"closed_on", "loss_by", "loss_note"}


@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts on the left, the stages and the customer's timeline in the middle, products and the stage log on the right."""
    actor = request.actor
    opportunity = opportunity_or_404(request, pk)
    change = may_change(opportunity, actor)
    shown = facts(kind("opportunity"), opportunity, actor, (*HEAD, *FACTS), may_edit=change)
    known, lines = stages(), lines_of(opportunity)
    rest = [one for one in shown[len(HEAD) :] if one.html or one.name not in CLOSED_ONLY]
    now = clock.now()
    chance = chance_of(opportunity, known[opportunity.stage], lines, actor, timezone.localtime(now).date())
    context = {
        **chance_shown(chance, opportunity, known, lines),
        "masked_probability": actor.masks("opportunity", "probability"),
        "opportunity": opportunity,
        "title": opportunity.name,
        "head": shown[1 if is_hidden(opportunity) else 0 : len(HEAD)],
        "hidden": is_hidden(opportunity),
        "facts": [one for one in rest if one.html],
        "unfilled": [one for one in rest if not one.html and one.edit_url],
        "bar": bar_of(opportunity, known, bool(lines), now),
        "man": known_of(opportunity, actor),
        "log": log_shown(log_of(opportunity), known),
        "lines": lines,
        "shares": shares_of(opportunity),
        "lines_sum": sum_of(lines),
        "middle": _timeline(opportunity, actor),
        "panels": [{"title": one.title, "url": one.url(pk)} for one in slots.panels_of("opportunity", actor)],
        "see_people": opportunity.customer_id is not None
        and not is_hidden(opportunity)
        and actor.may("see", "contact"),
        "see_quotes": actor.may("see", "quote"),
        "lead": lead_behind(pk, actor),
        "may_edit": change,
        "may_assign": change and may_change(opportunity, actor, "assign"),
        "may_delete": may_change(opportunity, actor, "delete"),
    }
    return render(request, "sales/record.html", context)


def _timeline(opportunity: Opportunity, actor: Actor) -> list[dict[str, str]]:
    """What fills the middle of the customer's page, where he is seen and not in the bin."""
    customer = opportunity.customer
    if customer is None or customer.deleted_at is not None:
        return []
    panels = slots.panels_of("customer", actor)
    return [{"url": one.url(customer.pk)} for one in panels if one.where == "middle"]


def new(request: HttpRequest) -> HttpResponse:
    """A new opportunity; `?customer=` says of whom."""
    actor = request.actor
    if not actor.may("create", "opportunity"):
        raise PermissionDenied
    given = request.GET.get("customer", "")
    found = customers(actor).filter(pk=given).first() if given.isdecimal() and len(given) < 19 else None
    first = next((one.key for one in stages().values() if one.kind == "open"), "")
    initial = {"customer": found.pk if found else None, "owner": actor.member_id, "stage": first}
    form = OpportunityForm(request.POST or None, actor=actor, initial=initial)
    if made := tried(request, form, lambda: create_opportunity(filled(form), actor=actor, at=clock.now())):
        messages.success(request, _("“%(name)s” was created.") % {"name": made.name})
        return redirect("opportunity_record", made.pk) if may_change(made, actor) else redirect("opportunity_list")
    return _page(request, form, None)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Every field at once."""
    opportunity = opportunity_or_404(request, pk, change=True)
    names = list(OpportunityForm(actor=request.actor, opportunity=opportunity).fields)
    initial: dict[str, Any] = {name: getattr(opportunity, name) for name in names}
    initial |= {"customer": opportunity.customer_id, "contact": opportunity.contact_id}
    form = OpportunityForm(request.POST or None, actor=request.actor, opportunity=opportunity, initial=initial)
    if tried(request, form, lambda: edit_opportunity(opportunity, changed(form), actor=request.actor, at=clock.now())):
        messages.success(request, _("“%(name)s” was saved.") % {"name": form.cleaned_data["name"]})
        return redirect("opportunity_record", pk)
    return _page(request, form, opportunity)


def _page(request: HttpRequest, form: OpportunityForm, opportunity: Opportunity | None) -> HttpResponse:
    context = {
        "form": form,
        "opportunity": opportunity,
        "title": _("Edit %(name)s") % {"name": opportunity.name} if opportunity else _("New opportunity"),
        "draft": f"opportunity:{opportunity.pk}" if opportunity else "opportunity:new",
    }
    return render(request, "sales/form.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into the bin."""
    opportunity = opportunity_or_404(request, pk)
    if not may_change(opportunity, request.actor, "delete") or not may_change(opportunity, request.actor):
        raise Http404
    delete_opportunities([pk], actor=request.actor, at=clock.now())
    messages.success(request, _("“%(name)s” is in the recycle bin.") % {"name": opportunity.name})
    return redirect("opportunity_list")


@require_GET
def panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """A customer's opportunities, as far as the member sees them."""
    actor = request.actor
    if not actor.may("see", "opportunity") or not customers(actor).filter(pk=customer_id).exists():
        raise Http404
    context = {
        "prospects": prospects(customer_id, actor),
        "stages": stages(),
        "customer_id": customer_id,
        "may_create": actor.may("create", "opportunity"),
    }
    return render(request, "sales/panel.html", context)
