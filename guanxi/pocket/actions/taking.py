"""Customers that a member takes along."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.customers.models import Customer
from guanxi.pocket.models import Taken
from guanxi.pocket.queries.pocket import MOST_TAKEN


def take(customer: Customer, *, actor: Actor, at: datetime) -> None:
    """Have a customer in the pocket until it is left; twice is as once. Raises `Refused` when there are enough."""
    mine = Taken.objects.filter(member_id=actor.member_id or 0)
    if mine.exclude(customer=customer).count() >= MOST_TAKEN:
        raise Refused(_("Twenty customers are taken along already. Leave one behind first."))
    Taken.objects.bulk_create(
        [Taken(member_id=actor.member_id or 0, customer=customer, created_at=at)], ignore_conflicts=True
    )


def leave(customer: Customer, *, actor: Actor, at: datetime) -> None:
    """Take it along no longer."""
    Taken.objects.filter(member_id=actor.member_id or 0, customer=customer).delete()
