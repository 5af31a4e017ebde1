"""The page of a quote, its form, the panels on the pages of customer and opportunity."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.approvals.queries.approval import standing
from guanxi.commerce.queries.pricebook import own_currency, rate_between
from guanxi.commerce.rules.arithmetic import exchanged
from guanxi.core import clock, slots
from guanxi.core.kinds import kind
from guanxi.customers.queries.customer import customers
from guanxi.sales.actions.quote import VALID_DAYS, create_quote, delete_quotes, edit_quote
from guanxi.sales.approving import facts_of
from guanxi.sales.links import link_of
from guanxi.sales.models import Quote
from guanxi.sales.queries.opportunity import opportunities
from guanxi.sales.queries.quote import Guided, copies_of, guided, likely_prices, quotes, quotes_of, whole_of
from guanxi.sales.quote_forms import QuoteForm
from guanxi.sales.rules import is_hidden, may_change_quote
from guanxi.staff.queries.company import today_of
from guanxi.ui.records.facts import facts
from guanxi.ui.trying import tried

FACTS = ("customer", "contact", "opportunity", "valid_until", "book", "owner", "sent_at", "answered_at")
LINKED = ("customer", "contact", "opportunity", "owner", "book")


def quote_or_404(request: HttpRequest, pk: int, *, change: bool = False) -> Quote:
    """The quote, if the member sees it (and may change it)."""
    found: Quote | None = quotes(request.actor).select_related(*LINKED).filter(pk=pk).first()
    if found is None or not request.actor.may("see", "quote"):
        raise Http404
    if change and not may_change_quote(found, request.actor):
        raise Http404
    return found


@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Its facts, its lines with what helps to price them, what was sent, and what else the customer bought."""
    actor, quote = request.actor, quote_or_404(request, pk)
    today = today_of(clock.now())
    change = may_change_quote(quote, actor)
    lines = guided(quote, actor, today)
    rate = None if quote.currency == own_currency() else rate_between(quote.currency, own_currency(), today)
    copies = copies_of(quote)
    context = {
        "quote": quote,
        "title": quote.number,
        "state": kind("quote").field("state"),
        "facts": facts(kind("quote"), quote, actor, FACTS, only_filled=True),
        "hidden": is_hidden(quote),
        "lines": lines,
        "see_floor": actor.may("see", "floor"),
        "own": own_currency(),
        "own_total": None if rate is None else exchanged(quote.total, rate, own_currency()),
        "copies": copies,
        "whole": whole_of([one.line for one in lines]),
        "link": request.build_absolute_uri(link_of(copies[0])) if copies and quote.status != "draft" else "",
        "beside": _beside(quote, request),
        "may_edit": change,
        "may_delete": may_change_quote(quote, actor, "delete") and change,
        **(_approval(quote, lines) if quote.status == Quote.Status.DRAFT and change else {}),
    }
    return render(request, "sales/quote.html", context)


def _approval(quote: Quote, lines: list[Guided]) -> dict[str, Any]:
    """Whether a draft needs approval and why, and what became of the latest request, if it is of what stands there now."""
    if not lines:
        return {}
    return standing(facts_of(quote, lines, today_of(clock.now())))


def _beside(quote: Quote, request: HttpRequest) -> list[dict[str, Any]]:
    """Panels of an accepted quote, and those of the customer's page, where he is seen: what he bought, what was promised and so on."""
    customer = quote.customer
    if customer is None or customer.deleted_at is not None:
        return []
    panels = slots.panels_of("customer", request.actor)
    shown = [one for one in panels if one.where == "right" and one.needs != "quote.see"]
    mine = slots.panels_of("quote", request.actor) if quote.status == Quote.Status.ACCEPTED else []
    return [
        *({"title": one.title, "url": one.url(quote.pk)} for one in mine),
        *({"title": one.title, "url": one.url(customer.pk)} for one in shown),
    ]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new quote; `?customer=` or `?opportunity=` says for whom."""
    actor = request.actor
    if not actor.may("create", "quote"):
        raise PermissionDenied
    today = today_of(clock.now())
    form = QuoteForm(request.POST or None, actor=actor, today=today, initial=_initial(request))

    def go() -> Quote:
        values = {name: value for name, value in form.values().items() if value not in (None, "")}
        return create_quote(values, actor=actor, at=clock.now())

    if made := tried(request, form, go):
        messages.success(request, _("The quote %(number)s was made.") % {"number": made.number})
        return redirect("quote_record", made.pk) if may_change_quote(made, actor) else redirect("quote_list")
    return _page(request, form, None)


def _initial(request: HttpRequest) -> dict[str, Any]:
    actor, today, currency = request.actor, today_of(clock.now()), ""
    initial: dict[str, Any] = {
        "owner": actor.member_id,
        "valid_until": today + timedelta(days=VALID_DAYS),
    }
    for name, rows in (("opportunity", opportunities(actor)), ("customer", customers(actor))):
        given = request.GET.get(name, "")
        found = rows.filter(pk=given).first() if given.isdecimal() and len(given) < 19 else None
        if found is not None and actor.may("see", name):
            initial[name] = found.pk
            if name == "opportunity":
                initial |= {"customer": found.customer_id, "contact": found.contact_id, "subject": found.name}
                currency = found.currency
            elif "opportunity" not in initial:
                currency = found.currency
    customer_id = initial.get("customer")
    return initial | likely_prices(customer_id, currency, actor, today) if customer_id else initial


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything but its lines, while it is a draft."""
    quote = quote_or_404(request, pk, change=True)
    if quote.status != Quote.Status.DRAFT:
        return redirect("quote_record", pk)
    today = today_of(clock.now())
    names = QuoteForm(actor=request.actor, today=today, quote=quote).fields
    links = {"customer", "contact", "opportunity", "book"}
    initial = {name: getattr(quote, f"{name}_id" if name in links else name) for name in names}
    form = QuoteForm(request.POST or None, actor=request.actor, today=today, quote=quote, initial=initial)

    def go() -> Quote:
        changes = {name: value for name, value in form.values().items() if name in form.changed_data}
        return edit_quote(quote, changes, actor=request.actor, at=clock.now())

    if tried(request, form, go):
        messages.success(request, _("“%(name)s” was saved.") % {"name": quote.number})
        return redirect("quote_record", pk)
    return _page(request, form, quote)


def _page(request: HttpRequest, form: QuoteForm, quote: Quote | None) -> HttpResponse:
    context = {
        "form": form,
        "quote": quote,
        "title": _("Edit %(name)s") % {"name": quote.number} if quote else _("New quote"),
        "draft": f"quote:{quote.pk}" if quote else "quote:new",
    }
    return render(request, "sales/quote_form.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into the bin."""
    quote = quote_or_404(request, pk, change=True)
    if not may_change_quote(quote, request.actor, "delete"):
        raise Http404
    delete_quotes([pk], actor=request.actor, at=clock.now())
    messages.success(request, _("“%(name)s” is in the recycle bin.") % {"name": quote.number})
    return redirect("quote_list")


@require_GET
def panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """A customer's quotes, as far as the member sees them."""
    actor = request.actor
    if not actor.may("see", "quote") or not customers(actor).filter(pk=customer_id).exists():
        raise Http404
    return _panel(request, quotes_of(actor, customer_id=customer_id), "customer", customer_id)


@require_GET
def opportunity_panel(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """The quotes for an opportunity."""
    actor = request.actor
    if not actor.may("see", "quote") or not actor.may("see", "opportunity"):
        raise Http404
    if not opportunities(actor).filter(pk=opportunity_id).exists():
        raise Http404
    return _panel(request, quotes_of(actor, opportunity_id=opportunity_id), "opportunity", opportunity_id)


def _panel(request: HttpRequest, found: list[Quote], of: str, pk: int) -> HttpResponse:
    context = {"quotes": found, "of": of, "of_id": pk, "may_create": request.actor.may("create", "quote")}
    return render(request, "sales/quote_panel.html", context | {"state": kind("quote").field("state")})
