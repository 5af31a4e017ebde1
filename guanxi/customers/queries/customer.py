"""Which customers and contacts an actor works with."""

from typing import Any

from django.db.models import Q, QuerySet

from guanxi.core.actor import Actor
from guanxi.customers.models import Contact, Customer, Tag


def customers(actor: Actor) -> QuerySet[Any]:
    """The customers the actor may see, without those in the bin."""
    return Customer.objects.alive().visible_to(actor)


def writable(actor: Actor) -> QuerySet[Any]:
    """The customers the actor may change: in the data scope or shared for editing, and alive."""
    rows = customers(actor)
    if actor.sees_all("customer"):
        return rows
    return rows.filter(Q(owner_id__in=actor.sight.owners.get("customer", [])) | Q(pk__in=actor.sight.shared_edit))


def contacts(actor: Actor) -> QuerySet[Any]:
    """The contacts of the customers the actor may see; the table's policy narrows, without those in the bin."""
    return Contact.objects.alive().visible_to(actor)


def tags_like(start: str) -> list[str]:
    """Tags that begin like this, whatever the case; at most ten."""
    rows = Tag.objects.filter(name__istartswith=start) if start else Tag.objects.all()
    return list(rows.order_by("name").values_list("name", flat=True)[:10])
