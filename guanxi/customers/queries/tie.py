"""Who leads to whom, as far as the reader sees both."""

from dataclasses import dataclass

from django.db.models import Q

from guanxi.customers.models import Customer, Tie

MOST = 50


@dataclass(frozen=True)
class End:
    """A tie as it looks from one of its customers: who stands at the other end, and whether that one was led to."""

    tie: Tie
    other: Customer
    leads: bool


def ties_of(customer_id: int) -> list[End]:
    """Ties of a customer, those in which he leads first; at most `MOST` of each direction, in two queries."""
    found = []
    for near, far in (("giver", "taker"), ("taker", "giver")):
        rows = Tie.objects.filter(Q(**{near: customer_id}) & Q(**{f"{far}__deleted_at": None})).select_related(far)
        found += [End(one, getattr(one, far), near == "giver") for one in rows.order_by("kind", "-id")[:MOST]]
    return found
