"""The list of next steps: whose customers stand where, by what is at stake; what a step says is read when it is shown."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from guanxi.analytics.models import Proposal, Proposing
from guanxi.analytics.nextstep import Step
from guanxi.analytics.queries.nextstep import next_steps_of
from guanxi.core.actor import Actor
from guanxi.customers.models import Customer
from guanxi.customers.queries.customer import customers

PAGE = 20
Key = tuple[Decimal, int, int]  # what is at stake, the place of the kind, the customer


@dataclass(frozen=True, slots=True)
class Place:
    """A customer with his steps, the first thing first; and where he stands."""

    customer: Customer
    steps: list[Step]
    key: Key


@dataclass(frozen=True, slots=True)
class Listed:
    """A page; `following` is the key of its last row, None on the last page."""

    rows: list[Place]
    following: Key | None


def as_of() -> datetime | None:
    """When the latest pass over all customers began that came to its end."""
    latest = Proposing.objects.exclude(ended_at=None).order_by("-ended_at").first()
    return latest.at if latest else None


def steps_of(
    owner: int, actor: Actor, now: datetime, *, kind: str = "", after: Key | None = None, most: int = PAGE
) -> Listed:
    """Customers of one owner with a step, the greatest stake first, as far as the actor sees them; at most sixteen queries.

    With whom nothing is to be done any more is left out: a page may be short.
    """
    rows = Proposal.objects.filter(owner_id=owner)
    rows = rows.filter(kind=kind) if kind else rows
    if after is not None:
        stake, place, customer = after
        rows = rows.filter(
            Q(stake__lt=stake) | Q(stake=stake) & (Q(place__gt=place) | Q(place=place, customer__gt=customer))
        )
    page = list(rows.order_by("-stake", "place", "customer_id")[: most + 1])
    keys = [(one.stake, one.place, one.customer_id) for one in page[:most]]
    found = customers(actor).in_bulk([one[2] for one in keys])
    steps = next_steps_of([*found.values()], actor, now) if found else {}
    places = [Place(found[key[2]], steps[key[2]], key) for key in keys if steps.get(key[2])]
    return Listed(places, keys[-1] if len(page) > most else None)
