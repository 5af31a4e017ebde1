"""The full forms of a customer: new, and as it stands."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.customers import rules
from guanxi.customers.actions.customer import create_customer, edit_customer
from guanxi.customers.forms import CustomerForm
from guanxi.customers.models import Customer
from guanxi.customers.queries.identity import own_main
from guanxi.customers.views.answers import customer_or_404, refuse, settled


def new(request: HttpRequest) -> HttpResponse:
    """Quick to fill: name, phone, mail; the rest under a fold. `?name=` comes from the search that found nobody."""
    actor = request.actor
    if not actor.may("create", "customer"):
        raise PermissionDenied
    initial = {"type": "company", "stage": "lead", "owner": actor.member_id, "name": request.GET.get("name", "")[:200]}
    form = CustomerForm(request.POST or None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_customer(form.values(), actor=actor, at=clock.now())
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("“%(name)s” was created.") % {"name": made.name})
            seen = rules.within_scope(made.owner_id, actor)
            return redirect("customer_record", made.pk) if seen else redirect("customer_list")
    return _page(request, form, None)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Every field at once."""
    customer = customer_or_404(request, pk, may=rules.may_edit)
    names = list(CustomerForm(actor=request.actor, customer=customer).fields)
    known: dict[str, Any] = own_main(customer) | {"parent": customer.parent_id}
    initial = {name: known[name] if name in known else getattr(customer, name) for name in names}
    form = CustomerForm(request.POST or None, actor=request.actor, customer=customer, initial=initial)
    if request.method == "POST" and form.is_valid():
        changes = {name: value for name, value in form.values().items() if name in form.changed_data}
        try:
            edit_customer(customer, changes, actor=request.actor, at=clock.now())
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("“%(name)s” was saved.") % {"name": customer.name})
            return redirect("customer_record", pk)
    return _page(request, form, customer)


def _refuse(form: CustomerForm, refusal: Refused) -> None:
    """A refusal of the first contact or the address stands at the input of that part."""
    of_contact = refusal.field not in form.fields or _is_contacts(form, refusal)
    for inside, name in ((of_contact, f"contact_{refusal.field}"), (True, f"address_{refusal.field}")):
        if inside and name in form.fields:
            refusal.field = name
            break
    refuse(form, refusal)


def _is_contacts(form: CustomerForm, refusal: Refused) -> bool:
    return not form.cleaned_data.get(refusal.field) and bool(form.cleaned_data.get(f"contact_{refusal.field}"))


def _page(request: HttpRequest, form: CustomerForm, customer: Customer | None) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "customer": customer,
        "title": _("Edit %(name)s") % {"name": customer.name} if customer else _("New customer"),
        "draft": f"customer:{customer.pk}" if customer else "customer:new",
    }
    return render(request, "customers/form.html", context, status=settled(form))
