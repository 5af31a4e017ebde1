"""Customers that have gone silent: active, and without contact for longer than the company allows itself."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from guanxi.customers.models import Customer

ACTIVE = (Customer.Stage.PROSPECT, Customer.Stage.CUSTOMER)


def silent(member_id: int | None, *, now: datetime, days: int) -> QuerySet[Any]:
    """A member's active customers not heard of for `days` days (nor planned to be), the longest silence first.

    One that was never contacted counts from the day it came. Walks the index customer_silent.
    """
    rows = Customer.objects.alive().filter(owner_id=member_id, stage__in=ACTIVE)
    rows = rows.annotate(heard_at=Coalesce("last_contact_at", "created_at"))
    rows = rows.filter(heard_at__lt=now - timedelta(days=days))
    return rows.filter(Q(next_contact_at=None) | Q(next_contact_at__lt=now)).order_by("heard_at", "pk")


def active(member_id: int | None) -> QuerySet[Any]:
    """A member's prospects and active customers."""
    return Customer.objects.alive().filter(owner_id=member_id, stage__in=ACTIVE)


def next_contacts(member_id: int | None, *, since: datetime | None, until: datetime, limit: int) -> list[Customer]:
    """A member's customers whose next contact lies in [since, until), by time; with since None all before `until`."""
    rows = Customer.objects.alive().filter(owner_id=member_id, next_contact_at__lt=until)
    if since is not None:
        rows = rows.filter(next_contact_at__gte=since)
    return list(rows.order_by("next_contact_at", "pk")[:limit])
