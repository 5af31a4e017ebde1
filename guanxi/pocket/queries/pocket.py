"""What belongs into a member's pocket: which customers, which tasks, which prices. All of it bounded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from guanxi.commerce.models import Price, PriceBook
from guanxi.commerce.queries.pricebook import books_for
from guanxi.core.actor import Actor
from guanxi.customers.models import Customer
from guanxi.customers.queries.customer import customers
from guanxi.pocket.models import Taken
from guanxi.timeline.models import Task
from guanxi.timeline.queries.day import Day, my_day
from guanxi.timeline.queries.task import tasks

MOST_TAKEN = 20
MOST_CUSTOMERS = 40  # those taken along first, then those of today by their time
MOST_TASKS = 200
MOST_PRICES = 5000
PAGE = 1000  # prices of one answer


@dataclass(slots=True)
class Pocket:
    """What goes along: the day, the customers in their order, own tasks; and how many customers of today found no room."""

    day: Day
    customers: list[Customer] = field(default_factory=list)
    left_out: int = 0
    tasks: list[Task] = field(default_factory=list)
    more_tasks: bool = False


def pocket_of(actor: Actor, *, now: datetime) -> Pocket:
    """The pocket of the acting member; `now` in his time zone. As many queries for a full day as for an empty one."""
    day = my_day(actor.member_id, now=now)
    wanted = dict.fromkeys(taken(actor.member_id))
    for due in (*day.overdue, *day.today):
        if due.customer is not None:
            wanted.setdefault(due.customer.pk)
    seen = {one.pk: one for one in customers(actor).filter(pk__in=wanted).select_related("owner")}
    found = [seen[pk] for pk in wanted if pk in seen]
    own = open_tasks(actor)
    return Pocket(
        day=day,
        customers=found[:MOST_CUSTOMERS],
        left_out=max(0, len(found) - MOST_CUSTOMERS),
        tasks=own[:MOST_TASKS],
        more_tasks=len(own) > MOST_TASKS,
    )


def taken(member_id: int | None) -> list[int]:
    """Customers that the member takes along, the latest first."""
    rows = Taken.objects.filter(member_id=member_id or 0).order_by("-pk")
    return list(rows.values_list("customer_id", flat=True)[:MOST_TAKEN])


def taken_customers(actor: Actor) -> list[Customer]:
    """The same as records, without those hidden from him by now or in the bin."""
    return list(customers(actor).filter(pk__in=taken(actor.member_id)).order_by("name_sort", "pk"))


def is_taken(customer: Customer, actor: Actor) -> bool:
    """Whether the actor takes it along."""
    return Taken.objects.filter(member_id=actor.member_id or 0, customer=customer).exists()


def open_tasks(actor: Actor) -> list[Task]:
    """The member's own open tasks, those with a time first, one more than fit."""
    if not actor.may("see", "task"):
        return []
    rows = tasks(actor).filter(owner_id=actor.member_id, done_at=None).select_related("customer")
    return list(rows.order_by("due_at", "pk")[: MOST_TASKS + 1])


def books_of(actor: Actor, *, now: datetime) -> list[PriceBook]:
    """The price books in use today that the actor sees."""
    return books_for(actor, now.date())


def prices_after(books: Iterable[PriceBook], after: tuple[int, int]) -> list[Price]:
    """The next page of their prices by (book, id), behind `after`; floors and costs stay at home."""
    book, pk = after
    rows: Any = Price.objects.filter(book__in=[one.pk for one in books], product__deleted_at=None)
    rows = rows.filter(Q(book_id__gt=book) | Q(book_id=book, pk__gt=pk))
    return list(rows.select_related("product").order_by("book_id", "pk")[:PAGE])
