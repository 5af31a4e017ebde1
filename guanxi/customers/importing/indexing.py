"""Making a chunk findable: from memory for what was just made, from the tables for what was only changed."""

from typing import Any, NamedTuple

from guanxi.core import search
from guanxi.customers import searching
from guanxi.customers.importing.slot import Slot


class _Customer(NamedTuple):
    pk: int
    name: str
    reference: str | None
    city: str
    industry: str
    owner_id: int | None


class _Contact(NamedTuple):
    pk: int
    customer_id: int
    name: str
    title: str


class _Identity(NamedTuple):
    customer_id: int
    contact_id: int | None
    channel: str
    value: str


def index_made(slots: list[Slot], import_id: int) -> None:
    """Customers that did not exist before, with their contacts."""
    customers = {slot.id: _customer(slot) for slot in slots}
    identities = [
        _Identity(slot.id or 0, person.id if person else None, channel, value)
        for slot in slots
        for (channel, value), person in slot.identities.items()
    ]
    contacts = [
        _Contact(one.id or 0, slot.id or 0, one.values["name"], one.values.get("title") or "")
        for slot in slots
        for one in slot.contacts.values()
    ]
    like: Any = searching  # the rows stand in for models: the same names, without the cost of a model each
    search.index_many("customer", like.customer_docs(customers.values(), identities), import_id=import_id)
    if contacts:
        search.index_many("contact", like.contact_docs(contacts, customers, identities), import_id=import_id)


def index_changed(slots: list[Slot]) -> None:
    """Customers that were there before."""
    ids = [slot.id for slot in slots if slot.id is not None]
    if ids:
        searching.index_customers(ids)


def _customer(slot: Slot) -> _Customer:
    state = slot.state
    return _Customer(
        slot.id or 0,
        state["name"],
        state.get("reference"),
        state.get("city") or "",
        state.get("industry") or "",
        state["owner_id"],
    )
