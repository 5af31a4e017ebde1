"""Places of a customer."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.core import clock
from guanxi.customers import rules
from guanxi.customers.actions.address import PARTS, add_address, edit_address, remove_address
from guanxi.customers.forms import AddressForm
from guanxi.customers.models import Address
from guanxi.customers.views.answers import customer_or_404, dialog_about_people, told


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one."""
    customer = customer_or_404(request, pk, may=rules.may_edit)
    use = "other" if customer.addresses.alive().exists() else "main"
    form = AddressForm(request.POST or None, initial={"use": use, "country": customer.country})
    add = partial(add_address, customer, actor=request.actor, at=clock.now())
    return dialog_about_people(request, form, add, done=_("Added."), title=_("New address"), submit=_("Add"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one."""
    address = _address(request, pk)
    form = AddressForm(request.POST or None, initial={name: getattr(address, name) for name in ("use", *PARTS)})
    change = partial(edit_address, address, actor=request.actor, at=clock.now())
    context = {"title": _("Change address"), "submit": _("Save"), "remove_url": reverse("address_remove", args=[pk])}
    return dialog_about_people(request, form, change, done=_("Saved."), **context)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the bin."""
    remove_address(_address(request, pk), actor=request.actor, at=clock.now())
    return told(HttpResponse(), _("Removed."), closeDialog=True, people=True)


def _address(request: HttpRequest, pk: int) -> Address:
    found = get_object_or_404(Address.objects.alive().select_related("customer"), pk=pk)
    if not rules.may_edit(found.customer, request.actor):
        raise Http404
    return found
