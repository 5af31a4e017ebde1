"""Making and changing customers. The other verbs stand beside: assigning, binning, tagging; all are offered from here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.names import sort_key
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers import events, fields, rules, searching
from guanxi.customers.actions.address import keep_main_address, write_address
from guanxi.customers.actions.assigning import assign_customers, member_id_of
from guanxi.customers.actions.binning import delete_customers, restore_customers
from guanxi.customers.actions.contact import write_contact
from guanxi.customers.actions.fitting import fit, number_of
from guanxi.customers.actions.identity import set_main, write_identities
from guanxi.customers.actions.tagging import offer_tags, tag_customers
from guanxi.customers.models import Channel, Customer, Identity
from guanxi.customers.queries.customer import customers

__all__ = [
    "assign_customers",
    "create_customer",
    "delete_customers",
    "edit_customer",
    "restore_customers",
    "tag_customers",
]
REACHES = (Channel.PHONE.value, Channel.MAIL.value)
PARTS = ("identities", "address", "contact")


def create_customer(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Customer:
    """Make a customer of `values` by field name; without `owner` it is the actor's.

    Besides fields: `phone` and `mail` (one value or several), `identities` [(channel, value, label)], `address` {…} and
    `contact` {…}. An owner outside the actor's data scope needs the verb assign, like any hand-over. Raises `Refused`.
    """
    actor.require("create", "customer")
    given = {name: value for name, value in values.items() if name not in PARTS}
    owner_id = member_id_of(given.pop("owner"), field="owner") if "owner" in given else actor.member_id
    columns = _columns(None, given, actor)
    if not columns.get("name"):
        raise Refused(_("Please enter a name."), field="name", code="required")
    if str((values.get("contact") or {}).get("name") or "").strip() and not actor.may("create", "contact"):
        raise NotAllowed(_("Your roles do not let you make contacts. Leave the contact empty."))
    keeps = rules.within_scope(owner_id, actor)
    if not keeps:
        actor.require("assign", "customer")
    made = Customer(**columns, owner_id=owner_id if keeps else actor.member_id, created_at=at)
    _save(made)
    identities = _write_identities(made, values, at=at)
    if _write_parts(made, values, at=at):
        searching.index_customers([made.pk])
    else:
        searching.index_new(made, identities)
    emit(Event(events.CREATED, [made.pk], actor, at, {"import_id": None}))
    if not keeps:
        assign_customers([made.pk], owner_id, actor=actor, at=at)
    return made


def edit_customer(customer: Customer, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> Customer:
    """Change fields of a customer (`phone` and `mail` mean the first of their channel); raises `Refused` at the field.

    A new owner goes the way of every hand-over (verb assign). A new stage is told as `customers.customer.staged`.
    """
    if not rules.may_edit(customer, actor):
        raise NotAllowed(_("You may see this customer but not change it."))
    given = dict(changes)
    owner = given.pop("owner", customer.owner_id)
    stage = customer.stage
    columns = _columns(customer, given, actor)
    for name, value in columns.items():
        setattr(customer, name, value)
    if columns:
        _save(customer, list(columns))
    for channel in REACHES:
        if channel in given:
            set_main(customer, channel, str(given[channel] or ""), at=at)
    if {"city", "country"} & columns.keys():
        keep_main_address(customer)
    searching.index_customers([customer.pk])
    if customer.stage != stage:
        emit(Event(events.STAGED, [customer.pk], actor, at, {"before": {customer.pk: stage}, "after": customer.stage}))
    owner_id = member_id_of(owner, field="owner")
    if owner_id != customer.owner_id and assign_customers([customer.pk], owner_id, actor=actor, at=at):
        customer.owner_id = owner_id
    return customer


def _columns(customer: Customer | None, values: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """What to write into the customer's own row."""
    columns = fit(fields.CUSTOMER, Customer, values)
    for name in ("created_at", "created_by", "import_id", "last_contact_at"):
        columns.pop(name, None)  # told by the system, never given
    if "name" in columns:
        columns["name_sort"] = sort_key(columns["name"])
    if "tags" in values:
        columns["tags"] = offer_tags(list(values["tags"] or []))
    if "parent" in values:
        columns["parent_id"] = _parent(customer, values["parent"], actor)
    return columns


def _parent(customer: Customer | None, given: Any, actor: Actor) -> int | None:
    try:
        parent_id = number_of(given)
    except ValueError:
        raise Refused(_("There is no such customer."), field="parent") from None
    if parent_id is None or (customer is not None and parent_id == customer.parent_id):
        return parent_id
    if not customers(actor).filter(pk=parent_id).exists():
        raise Refused(_("There is no such customer."), field="parent")
    if customer is not None and would_circle(customer, parent_id):
        raise Refused(_("This company already stands below: it cannot be the parent too."), field="parent")
    return parent_id


def would_circle(customer: Customer, parent_id: int) -> bool:
    """Whether `parent_id` is the customer itself or stands below it, also through hidden customers."""
    with connection.cursor() as cursor:
        cursor.execute("select customers_would_circle(%s, %s)", [customer.pk, parent_id])
        return bool(cursor.fetchone()[0])


def _save(customer: Customer, columns: list[str] | None = None) -> None:
    try:
        # only a number of its own can be another's too: without one there is nothing to go back from
        with transaction.atomic(savepoint=bool(customer.reference)):
            customer.save(update_fields=columns, force_insert=columns is None)
    except IntegrityError as error:
        if "customer_reference" in str(error):
            sentence = _("Another customer has this number.")
            raise Refused(sentence, field="reference", code="held") from None
        raise


def _write_identities(customer: Customer, values: Mapping[str, Any], *, at: datetime) -> list[Identity]:
    given = [(channel, value, "") for channel in REACHES for value in _several(values.get(channel))]
    return write_identities(customer, [*given, *values.get("identities", ())], at=at)


def _write_parts(customer: Customer, values: Mapping[str, Any], *, at: datetime) -> bool:
    """Write the address and the contact that were given; whether there was one."""
    address = values.get("address") or {}
    placed = any(str(part or "").strip() for name, part in address.items() if name != "use")
    if placed:
        write_address(customer, address, at=at)
    contact = values.get("contact") or {}
    named = bool(str(contact.get("name") or "").strip())
    if named:
        write_contact(customer, {"is_main": True, **contact}, at=at)
    return placed or named


def _several(given: Any) -> Iterable[str]:
    if given is None:
        return []
    every = [given] if isinstance(given, str) else list(given)
    return [str(one) for one in every if str(one or "").strip()]
