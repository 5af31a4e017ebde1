"""Handing customers over."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.holdings import give
from guanxi.core.kinds import kind
from guanxi.core.refused import Refused
from guanxi.customers import events
from guanxi.customers.actions.fitting import number_of
from guanxi.customers.models import Customer
from guanxi.customers.queries.customer import writable
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Member

ONE = gettext_noop("{sender} handed “{customer}” over to you.")
MANY = gettext_noop("{sender} handed {number} customers over to you.")

BACK = gettext_noop("{sender} took back a hand-over to you ({number}).")


def assign_customers(ids: Iterable[int], owner_id: int | None, *, actor: Actor, at: datetime) -> int:
    """Give the customers a new owner (None: nobody); answers how many changed hands. Those out of the actor's reach stay.

    The event is told before the rows change hands: afterwards the giver may not see them any more, and whoever notes
    the hand-over writes in his name. The new owner gets one notice.
    """
    actor.require("assign", "customer")
    actor.require("edit", "customer")
    new_owner = member_id_of(owner_id, field="owner")
    rows = writable(actor).filter(pk__in=list(ids)).order_by("pk").select_for_update()
    before = {pk: owner for pk, owner in rows.values_list("pk", "owner_id") if owner != new_owner}
    if not before:
        return 0
    emit(Event(events.ASSIGNED, list(before), actor, at, {"before": before, "after": new_owner}))
    if new_owner is not None and new_owner != actor.member_id:
        _tell(new_owner, list(before), actor, at)
    with connection.cursor() as cursor:
        cursor.execute("select guanxi_assign('customers_customer', %s, %s)", [list(before), new_owner])
        return len(cursor.fetchall())


def give_back_customers(ids: Iterable[int], owner_id: int | None, *, actor: Actor, at: datetime) -> int:
    """Undo of `assign_customers(ids, owner_id)` by whoever called it, within a day; answers how many went back.

    Those that anybody has touched since stay. The new owner, who was told that they came, is told that they went.
    """
    actor.require("assign", "customer")
    actor.require("edit", "customer")
    givers: dict[int | None, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from guanxi_give_back('customers_customer', %s::bigint[], %s::bigint)", [list(ids), owner_id]
        )
        for pk, giver in cursor.fetchall():
            givers.setdefault(giver, []).append(pk)
    for giver, found in givers.items():
        emit(Event(events.ASSIGNED, found, actor, at, {"before": dict.fromkeys(found, owner_id), "after": giver}))
    number = sum(map(len, givers.values()))
    if number and owner_id is not None and owner_id != actor.member_id:
        params = {"sender": name_of(actor), "number": number}
        notify(owner_id, "assigned", BACK, params, kind("customer").list_url(), actor=actor, at=at)
    return number


def return_customers(ids: Iterable[int], owner_id: int, *, actor: Actor, at: datetime) -> int:
    """Undo of a hand-over of a colleague's whole work: back to him, though he may be deactivated. Nobody is told singly."""
    actor.require("assign", "customer")
    actor.require("edit", "customer")
    rows = writable(actor).filter(pk__in=list(ids)).order_by("pk").select_for_update()
    before = {pk: owner for pk, owner in rows.values_list("pk", "owner_id") if owner != owner_id}
    emit(Event(events.RETURNED, list(before), actor, at, {"before": before, "after": owner_id}))
    return len(give("customers_customer", list(before), owner_id))


def member_id_of(given: Any, *, field: str) -> int | None:
    """The id of an active member given as himself or by id, None for nobody; raises `Refused` at `field`."""
    try:
        member_id = number_of(given)
    except ValueError:
        member_id = 0
    if member_id is not None and not Member.objects.filter(pk=member_id, is_active=True).exists():
        raise Refused(_("There is no such colleague, or the account is deactivated."), field=field)
    return member_id


def name_of(actor: Actor) -> str:
    """The actor's name as a notice says it; the product's own for the system."""
    return Member.objects.filter(pk=actor.member_id or 0).values_list("name", flat=True).first() or "Guanxi"


def _tell(owner_id: int, ids: list[int], actor: Actor, at: datetime) -> None:
    customer = kind("customer")
    first = Customer.objects.get(pk=ids[0])
    sender = name_of(actor)
    if len(ids) == 1:
        notify(
            owner_id,
            "assigned",
            ONE,
            {"sender": sender, "customer": first.name},
            customer.url(first),
            actor=actor,
            at=at,
        )
    else:
        notify(
            owner_id, "assigned", MANY, {"sender": sender, "number": len(ids)}, customer.list_url(), actor=actor, at=at
        )
