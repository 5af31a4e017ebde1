"""The recycle bin: a customer goes with all that hangs on it, and comes back with exactly that."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.refused import Refused
from guanxi.customers import events, searching
from guanxi.customers.models import Customer, Identity
from guanxi.customers.queries import holding


def delete_customers(ids: Iterable[int], *, actor: Actor, at: datetime) -> int:
    """Put customers into the bin with all that hangs on them (tasks and orders too); answers how many went. Out of reach: stay."""
    actor.require("delete", "customer")
    with connection.cursor() as cursor:
        cursor.execute("select customers_bin(%s, %s)", [list(ids), at])
        gone = [row[0] for row in cursor.fetchall()]
    emit(Event(events.DELETED, gone, actor, at))
    return len(gone)


def restore_customers(ids: Iterable[int], *, actor: Actor, at: datetime) -> int:
    """Bring customers back with what went into the bin together with them, nothing else; answers how many came.

    Raises `Refused` when a phone, mail or number now belongs to somebody else.
    """
    actor.require("delete", "customer")
    wanted = list(ids)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select customer_id, binned_at from customers_unbin(%s)", [wanted])
            binned: dict[int, datetime] = dict(cursor.fetchall())
    except IntegrityError:
        raise _taken(wanted) from None
    searching.index_customers(list(binned))
    emit(Event(events.RESTORED, list(binned), actor, at, {"binned": binned}))
    return len(binned)


def _taken(ids: list[int]) -> Refused:
    """What stands in the way, said with the first value that somebody else holds by now."""
    for customer in Customer.objects.filter(pk__in=ids).order_by("pk"):
        rows = Identity.objects.filter(customer=customer, deleted_at=customer.deleted_at)
        for channel, value in rows.values_list("channel", "value"):
            for holder in holding.holders(channel, [value]):
                words = {"value": value, "sentence": holder.sentence}
                return Refused(_("%(value)s was given away meanwhile. %(sentence)s") % words, code="held")
    return Refused(_("Another customer has the number of this one by now."), code="held")
