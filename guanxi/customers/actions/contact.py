"""Contacts: made, changed, binned, restored."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core import search
from guanxi.core.actor import Actor
from guanxi.core.names import sort_key
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers import fields, rules, searching
from guanxi.customers.actions.fitting import fit, number_of
from guanxi.customers.actions.identity import set_main, write_identity
from guanxi.customers.models import Channel, Contact, Customer, Identity
from guanxi.customers.queries.customer import customers

REACHES = (Channel.PHONE.value, Channel.MAIL.value)
SYSTEMS_OWN = ("created_at", "import_id")


def create_contact(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Contact:
    """Make a contact of `values` by field name, `customer` among them; raises `Refused` at the field."""
    customer = _customer(values.get("customer"), actor)
    _require(customer, actor, "create")
    made = write_contact(customer, values, at=at)
    searching.index_customers([customer.pk])
    return made


def edit_contact(contact: Contact, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> Contact:
    """Change fields of a contact (`phone` and `mail` mean the first of their channel); raises `Refused` at the field."""
    _require(contact.customer, actor, "edit")
    columns = _columns(changes)
    if columns.get("is_main"):
        _only_main(contact.customer_id, but=contact.pk)
    for name, value in columns.items():
        setattr(contact, name, value)
    if columns:
        contact.save(update_fields=list(columns))
    for channel in REACHES:
        if channel in changes:
            set_main(contact, channel, str(changes[channel] or ""), at=at)
    searching.index_customers([contact.customer_id])
    return contact


def delete_contacts(ids: Iterable[int], *, actor: Actor, at: datetime) -> int:
    """Put contacts into the bin with their identities; answers how many went."""
    _require_binning(actor)
    rows = Contact.objects.alive().filter(pk__in=list(ids)).select_related("customer")
    gone = [one.pk for one in rows if rules.may_write_to(one.customer, actor, "contact", "delete")]
    Identity.objects.alive().filter(contact__in=gone).update(deleted_at=at)
    count = Contact.objects.filter(pk__in=gone).update(deleted_at=at)
    search.remove("contact", gone)
    return count


def restore_contacts(ids: Iterable[int], *, actor: Actor, at: datetime) -> int:
    """Bring contacts back with the identities that went with them; answers how many. Contacts of a binned customer stay.

    Raises `Refused` when a phone or mail now belongs to somebody else.
    """
    _require_binning(actor)
    rows = Contact.objects.binned().filter(pk__in=list(ids)).select_related("customer")
    back = [one for one in rows if rules.may_write_to(one.customer, actor, "contact", "delete")]
    try:
        with transaction.atomic():
            for one in back:
                Identity.objects.filter(contact=one, deleted_at=one.deleted_at).update(deleted_at=None)
            Contact.objects.filter(pk__in=[one.pk for one in back]).update(deleted_at=None)
    except IntegrityError:
        raise Refused(_("A phone or mail of this contact was given away meanwhile."), code="held") from None
    searching.index_customers(sorted({one.customer_id for one in back}))
    return len(back)


def write_contact(customer: Customer, values: Mapping[str, Any], *, at: datetime) -> Contact:
    """Insert a contact without asking for powers or indexing: for actions that did."""
    columns = _columns({name: value for name, value in values.items() if name != "customer"})
    if not columns.get("name"):
        raise Refused(pgettext_lazy("person", "Please enter a name."), field="name", code="required")
    if columns.get("is_main"):
        _only_main(customer.pk, but=None)
    made = Contact.objects.create(customer=customer, created_at=at, **columns)
    for channel in REACHES:
        given = values.get(channel) or ()
        for value in [given] if isinstance(given, str) else given:
            if value.strip():
                write_identity(customer, channel, value, contact=made, field=channel, at=at)
    return made


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    columns = fit(fields.CONTACT, Contact, values)
    for name in SYSTEMS_OWN:
        columns.pop(name, None)
    if "name" in columns:
        columns["name_sort"] = sort_key(columns["name"])
    return columns


def _only_main(customer_id: int, *, but: int | None) -> None:
    Contact.objects.filter(customer=customer_id, is_main=True).exclude(pk=but or 0).update(is_main=False)


def _customer(given: Any, actor: Actor) -> Customer:
    try:
        found = customers(actor).filter(pk=number_of(given) or 0).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("There is no such customer."), field="customer")
    customer: Customer = found
    return customer


def _require_binning(actor: Actor) -> None:
    """Going into the bin is a change too, of the contact and of how to reach him."""
    actor.require("delete", "contact")
    actor.require("edit", "contact")


def _require(customer: Customer, actor: Actor, verb: str) -> None:
    if not rules.may_write_to(customer, actor, "contact", verb):
        raise NotAllowed(_("You may see this contact but not change it."))
