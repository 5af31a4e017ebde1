"""The page of a contract, its form, the panels on the pages of customer and opportunity."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.approvals.queries.approval import standing
from guanxi.contracts.actions.contract import create_contract, delete_contracts, edit_contract
from guanxi.contracts.approving import facts_of
from guanxi.contracts.forms import ContractForm
from guanxi.contracts.models import Contract
from guanxi.contracts.queries import contract as queries
from guanxi.contracts.rules import CENT, is_hidden, may_book, may_change, overdue_of, state_of
from guanxi.contracts.views.answers import contract_or_404
from guanxi.core import clock, slots
from guanxi.core.actor import Actor
from guanxi.core.kinds import kind
from guanxi.core.refused import Refused
from guanxi.customers.queries.customer import customers
from guanxi.sales.models import Opportunity
from guanxi.sales.queries.quote import accepted_of, quotes
from guanxi.staff.queries.company import company_customs
from guanxi.ui.records.facts import facts
from guanxi.ui.trying import changed, filled, tried

FACTS = (
    "customer", "owner", "status", "signed_on", "starts_on", "ends_on", "warn_days", "number", "name", "amount", "currency",
    "opportunity", "quote", "terms", "note", "void_reason", "created_at",
)  # fmt: skip


@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts on the left, the money and the customer's timeline in the middle, payments and invoices on the right."""
    actor, contract = request.actor, contract_or_404(request, pk)
    change, today = may_change(contract, actor), timezone.localdate()
    plan = queries.plan_of(contract)
    shown = facts(kind("contract"), contract, actor, FACTS, may_edit=change and contract.status != "void")
    seen = [one for one in shown if not (one.name == "customer" and is_hidden(contract))]
    invoices = queries.invoices_of(contract, actor)
    context = {
        "contract": contract,
        "title": str(contract),
        "hidden": is_hidden(contract),
        "facts": [one for one in seen if one.html],
        "unfilled": [one for one in seen if not one.html and one.edit_url],
        "plan": [(one, state_of(one, contract, today)) for one in plan],
        "overdue": overdue_of(contract, plan, today),
        "payments": queries.payments_of(contract, actor),
        "invoices": invoices,
        "invoiced": queries.invoiced(contract) if invoices else None,
        "titles": queries.titles_of(contract.customer_id),
        "middle": _timeline(contract, actor),
        "may_edit": change,
        "may_delete": may_change(contract, actor, "delete") and not contract.received,
        "may": {
            f"{verb}_{name}": may_book(contract, actor, name, verb)
            for name in ("payment", "invoice")
            for verb in ("see", "create", "edit")
        },
        **(standing(facts_of(contract, plan, today)) if change and contract.status == "draft" else {}),
        "may_keep_titles": contract.customer is not None and actor.may("edit", "customer"),
    }
    return render(request, "contracts/record.html", context)


def _timeline(contract: Contract, actor: Actor) -> list[dict[str, str]]:
    """What fills the middle of the customer's page, where he is seen and not in the bin."""
    customer = contract.customer
    if customer is None or customer.deleted_at is not None:
        return []
    panels = slots.panels_of("customer", actor)
    return [{"url": one.url(customer.pk)} for one in panels if one.where == "middle"]


def new(request: HttpRequest) -> HttpResponse:
    """A new contract; `?customer=` or `?opportunity=` says what about."""
    actor = request.actor
    if not actor.may("create", "contract"):
        raise PermissionDenied
    form = ContractForm(request.POST or None, actor=actor, initial=_beginning(request))

    def go() -> Contract:
        values = filled(form) | {"warn_days": form.cleaned_data["warn_days"]}
        return create_contract(values, actor=actor, at=clock.now())

    if made := tried(request, form, go):
        messages.success(request, _("“%(name)s” was created.") % {"name": made})
        return redirect("contract_record", made.pk) if may_change(made, actor) else redirect("contract_list")
    return _page(request, form, None)


def _beginning(request: HttpRequest) -> dict[str, Any]:
    """What the form begins with: the actor's own, and what the opportunity says."""
    actor, given = request.actor, request.GET
    initial: dict[str, Any] = {"owner": actor.member_id, "warn_days": company_customs().warn_days}
    numbers = {name: _number(given, name) for name in ("customer", "opportunity")}
    deal = Opportunity.objects.alive().visible_to(actor).filter(pk=numbers.get("opportunity", 0)).first()
    if deal is not None and actor.may("see", "opportunity"):
        numbers["customer"] = deal.customer_id or 0
        said = {"opportunity": deal.pk, "name": deal.name, "amount": deal.amount, "currency": deal.currency}
        initial |= said
    offer = quotes(actor).filter(pk=_number(given, "quote"), status="accepted").first()
    if offer is None and deal is not None:
        offer = accepted_of(deal.pk, actor)  # what the customer said yes to
    if offer is not None and actor.may("see", "quote"):
        numbers["customer"] = offer.customer_id or 0
        initial |= {
            "quote": offer.pk,
            "name": offer.subject or initial.get("name", ""),
            "amount": offer.total.quantize(CENT),
        }
        initial |= {"currency": offer.currency, "terms": offer.terms, "opportunity": offer.opportunity_id}
    found = customers(actor).filter(pk=numbers.get("customer", 0)).first()
    return initial | ({"customer": found.pk} if found else {})


def _number(given: QueryDict, name: str) -> int:
    text = given.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Every field at once."""
    contract = contract_or_404(request, pk, change=True)
    names = list(ContractForm(actor=request.actor, contract=contract).fields)
    initial: dict[str, Any] = {name: getattr(contract, name) for name in names}
    initial |= {name: getattr(contract, f"{name}_id") for name in ("customer", "opportunity", "quote")}
    form = ContractForm(request.POST or None, actor=request.actor, contract=contract, initial=initial)
    if tried(request, form, lambda: edit_contract(contract, changed(form), actor=request.actor, at=clock.now())):
        messages.success(request, _("“%(name)s” was saved.") % {"name": form.cleaned_data["number"]})
        return redirect("contract_record", pk)
    return _page(request, form, contract)


def _page(request: HttpRequest, form: ContractForm, contract: Contract | None) -> HttpResponse:
    context = {
        "form": form,
        "contract": contract,
        "title": _("Edit %(name)s") % {"name": contract} if contract else _("New contract"),
        "draft": f"contract:{contract.pk}" if contract else "contract:new",
    }
    return render(request, "contracts/form.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into the bin."""
    contract = contract_or_404(request, pk, change=True)
    if not may_change(contract, request.actor, "delete"):
        raise Http404
    try:
        delete_contracts([pk], actor=request.actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("contract_record", pk)
    messages.success(request, _("“%(name)s” is in the recycle bin.") % {"name": contract})
    return redirect("contract_list")


@require_GET
def panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What a customer owes, as far as the member sees his contracts."""
    actor = request.actor
    if not actor.may("see", "contract") or not customers(actor).filter(pk=customer_id).exists():
        raise Http404
    context = {
        "owing": queries.owing(customer_id, actor, timezone.localdate()),
        "customer_id": customer_id,
        "may_create": actor.may("create", "contract"),
    }
    return render(request, "contracts/panel.html", context)


@require_GET
def quote_panel(request: HttpRequest, quote_id: int) -> HttpResponse:
    """What became of an accepted quote: its contracts, or one to be made."""
    actor = request.actor
    found = quotes(actor).filter(pk=quote_id, status="accepted").exists()
    if not found or not (actor.may("see", "quote") and actor.may("see", "contract")):
        raise Http404
    context = {
        "contracts": list(queries.contracts(actor).filter(quote_id=quote_id).order_by("-pk")[: queries.LATEST]),
        "quote_id": quote_id,
        "may_create": actor.may("create", "contract"),
    }
    return render(request, "contracts/quote_panel.html", context)


@require_GET
def opportunity_panel(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """The contracts that came of an opportunity, and the way to the next."""
    actor = request.actor
    deal = Opportunity.objects.alive().visible_to(actor).filter(pk=opportunity_id).first()
    if deal is None or not actor.may("see", "contract") or not actor.may("see", "opportunity"):
        raise Http404
    context = {
        "contracts": queries.contracts(actor).filter(opportunity=deal).order_by("-pk")[: queries.LATEST],
        "opportunity_id": deal.pk,
        "may_create": actor.may("create", "contract"),
        "masked": actor.masks("contract", "amount"),
    }
    return render(request, "contracts/opportunity_panel.html", context)


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """For my day: one's own contracts with an overdue instalment, and those that end soon."""
    actor = request.actor
    if not actor.may("see", "contract"):
        raise Http404
    today = timezone.localdate()
    context = {
        "overdue": queries.my_overdue(actor.member_id, today, 50),
        "ending": queries.my_endings(actor.member_id, today, 50),
        "today": today,
    }
    return render(request, "contracts/day.html", context)
