"""Contacts of a customer, made and changed in dialogs on its page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.core import clock
from guanxi.core.kinds import kind
from guanxi.core.refused import Refused
from guanxi.customers import rules
from guanxi.customers.actions.contact import create_contact, delete_contacts, edit_contact, restore_contacts
from guanxi.customers.forms import ContactForm
from guanxi.customers.models import Contact
from guanxi.customers.queries.customer import contacts
from guanxi.customers.queries.identity import fill_contacts
from guanxi.customers.views.answers import customer_or_404, dialog, refuse, told


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one to the customer."""
    customer = customer_or_404(request, pk)
    if not rules.may_write_to(customer, request.actor, "contact", "create"):
        raise Http404
    form = ContactForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_contact({**form.cleaned_data, "customer": pk}, actor=request.actor, at=clock.now())
            return told(HttpResponse(), _("“%(name)s” was added.") % {"name": made.name}, closeDialog=True, people=True)
        except Refused as refusal:
            refuse(form, refusal)
    return dialog(request, form, title=_("New contact"), submit=_("Add"), draft=f"contact:new:{pk}")


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one. Called as a page it leads to the customer, where contacts are shown."""
    contact = contacts(request.actor).select_related("customer").filter(pk=pk).first()
    if contact is None:
        raise Http404
    if not request.headers.get("HX-Request"):
        return redirect(kind("contact").url(contact))
    if not rules.may_write_to(contact.customer, request.actor, "contact", "edit"):
        raise Http404
    fill_contacts([contact])
    names = ContactForm(actor=request.actor, contact=contact).fields
    known = {name: getattr(contact, name) for name in names}
    form = ContactForm(request.POST or None, actor=request.actor, contact=contact, initial=known)
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            edit_contact(contact, changes, actor=request.actor, at=clock.now())
            return told(HttpResponse(), _("Saved."), closeDialog=True, people=True)
        except Refused as refusal:
            refuse(form, refusal)
    may_delete = rules.may_write_to(contact.customer, request.actor, "contact", "delete")
    remove_url = reverse("contact_delete", args=[pk]) if may_delete else ""
    more_url = f"{reverse('identity_new', args=[contact.customer_id])}?contact={pk}"
    return dialog(request, form, title=contact.name, submit=_("Save"), remove_url=remove_url, more_url=more_url)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the bin, with a way back."""
    contact: Contact | None = contacts(request.actor).filter(pk=pk).first()
    if contact is None or not delete_contacts([pk], actor=request.actor, at=clock.now()):
        raise Http404
    text = _("“%(name)s” is in the recycle bin.") % {"name": contact.name}
    return told(HttpResponse(), text, undo=reverse("contact_restore", args=[pk]), closeDialog=True, people=True)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the bin."""
    if not restore_contacts([pk], actor=request.actor, at=clock.now()):
        raise Http404
    return told(HttpResponse(), _("Restored."), people=True)
