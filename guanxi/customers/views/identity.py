"""Ways to reach a customer."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.core import clock
from guanxi.customers import rules
from guanxi.customers.actions.identity import add_identity, change_identity, remove_identity
from guanxi.customers.forms import IdentityForm
from guanxi.customers.models import Identity
from guanxi.customers.views.answers import customer_or_404, dialog_about_people, told


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one; `?contact=` adds it to a contact."""
    customer = customer_or_404(request, pk)
    wanted = request.GET.get("contact", "")
    contact = get_object_or_404(customer.contacts.alive(), pk=wanted) if wanted.isdecimal() else None
    if not rules.may_write_reach(customer, contact.pk if contact else None, request.actor):
        raise Http404
    add = partial(add_identity, customer, contact=contact, field="value", actor=request.actor, at=clock.now())
    return dialog_about_people(
        request,
        IdentityForm(request.POST or None),
        lambda given: add(**given),
        done=_("Added."),
        title=_("Another way to reach %(name)s") % {"name": contact or customer},
        submit=_("Add"),
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one; what is masked for the member can't be changed by him."""
    identity = _identity(request, pk)
    known = {"channel": identity.channel, "value": identity.value, "label": identity.label}
    form = IdentityForm(request.POST or None, initial=known)
    change = partial(change_identity, identity, actor=request.actor, at=clock.now())
    context = {"title": _("Change"), "submit": _("Save"), "remove_url": reverse("identity_remove", args=[pk])}
    return dialog_about_people(request, form, lambda given: change(**given), done=_("Saved."), **context)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the bin; the value is free for others."""
    remove_identity(_identity(request, pk), actor=request.actor, at=clock.now())
    return told(HttpResponse(), _("Removed."), closeDialog=True, people=True)


def _identity(request: HttpRequest, pk: int) -> Identity:
    found = get_object_or_404(Identity.objects.alive().select_related("customer"), pk=pk)
    hidden = request.actor.masks("contact" if found.contact_id else "customer", found.channel)
    if hidden or not rules.may_write_reach(found.customer, found.contact_id, request.actor):
        raise Http404
    return found
