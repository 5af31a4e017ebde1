"""What one customer is worth: the panel on his page, and the page that explains it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from guanxi.analytics.actions.counter import suppose
from guanxi.analytics.forms import CounterForm
from guanxi.analytics.queries.profile import profile_of
from guanxi.analytics.queries.value import FEWEST_DAYS, Worth, worth_of
from guanxi.analytics.rules import may_suppose
from guanxi.analytics.segments import BY_KEY
from guanxi.analytics.stages import BY_KEY as STAGE
from guanxi.analytics.views.card import card
from guanxi.analytics.views.dimensions import shown
from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.customers.models import Customer, Fact
from guanxi.customers.queries.customer import customers
from guanxi.customers.rules import may_edit
from guanxi.staff.queries.company import company_customs
from guanxi.ui.trying import refuse


def _found(request: HttpRequest, customer_id: int) -> tuple[Customer, Worth]:
    customer = customers(request.actor).filter(pk=customer_id).first()
    if customer is None or not request.actor.may("see", "fact"):
        raise Http404
    return customer, worth_of(customer_id, company_customs().currency)


@require_GET
def panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """In short, for the customer's page."""
    customer, worth = _found(request, customer_id)
    seen = profile_of(customer_id)
    stage = STAGE[seen.profile.stage] if seen else None
    context = {"customer": customer, "worth": worth, "seen": seen, "stage": stage, **_figures(worth)}
    return render(request, "analytics/panel.html", context)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Every figure with what it was made from; POST keeps what the member supposes."""
    customer, worth = _found(request, customer_id)
    simple = worth.simple
    kept = simple.counter
    initial = {"amount": kept.amount, "per_year": kept.per_year, "years": kept.years} if kept else {}
    may_change = may_suppose(customer, request.actor)
    form = CounterForm(request.POST or None, initial=initial | {"currency": simple.currency})
    if request.method == "POST":
        if not may_change:
            raise Http404
        if form.is_valid() and _kept(form, customer, simple.currency, request):
            return redirect("customer_value", customer_id)
    context = {
        "title": _("What %(name)s is worth") % {"name": customer.name},
        "customer": customer,
        "worth": worth,
        "simple": simple,
        "form": form if may_change else None,
        "fewest_days": FEWEST_DAYS,
        "card": card(worth.learnt),
        **_renewals(customer_id, request),
        "may_mend": may_edit(customer, request.actor),
        **shown(profile_of(customer_id), worth, customer),
        **_figures(worth),
    }
    return render(request, "analytics/customer.html", context, status=422 if form.errors else 200)


def _renewals(customer_id: int, request: HttpRequest) -> dict[str, Any]:
    """What his running contracts are expected to bring beyond their ends, for whoever may see contracts."""
    if not request.actor.may("see", "contract"):
        return {}
    found = {one.name: one for one in Fact.objects.filter(customer_id=customer_id, source="terms")}
    return {"renewals": found.get("renewals"), "renewed": found.get("contract")}


def _kept(form: CounterForm, customer: Customer, currency: str, request: HttpRequest) -> bool:
    values = form.cleaned_data | {"currency": form.cleaned_data["currency"] or currency}
    try:
        made = suppose(customer, values, actor=request.actor, at=clock.now())
    except Refused as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, _("Kept as your assumption.") if made else _("The assumption was taken away."))
    return True


def _figures(worth: Worth) -> dict[str, Any]:
    """Facts as the templates take them."""
    facts, main, run = worth.facts, worth.main, worth.run
    alive, segment = facts.get("alive"), facts.get("segment")
    points = f"{segment.value:.0f}" if segment and segment.value else ""
    found: dict[str, Any] = {
        "alive": None if alive is None or alive.value is None else round(100 * alive.value),
        "purchases": facts.get("purchases"),
        "lifetime": facts.get("lifetime"),
        "points": points,
        "was": BY_KEY.get(segment.was)
        if segment and run and segment.as_of >= run.at and segment.was != segment.word
        else None,
        "changed": max((one.as_of for one in facts.values()), default=None),
    }
    if main is not None and run is not None:
        silent = (run.day - main.last_on).days
        found |= {"silent": silent, "mean": main.spent / main.days, "scores": _scores(points, worth, silent)}
    return found


def _scores(points: str, worth: Worth, silent: int) -> list[dict[str, Any]]:
    """How each score came about; [] where the customer has none yet."""
    main, cuts = worth.main, worth.learnt.get("cuts")
    if main is None or not points or not cuts:
        return []
    return [
        {"name": _("Recency"), "says": "days", "value": silent, "score": points[0], "bounds": cuts["days"]},
        {
            "name": _("Frequency"),
            "says": "purchases",
            "value": main.days,
            "score": points[1],
            "bounds": cuts["purchases"],
        },
        {
            "name": pgettext("rfm", "Money"),
            "says": "money",
            "value": main.spent,
            "score": points[2],
            "bounds": cuts["money"],
        },
    ]
