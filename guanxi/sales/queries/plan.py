"""Account plans, and what is computed for one: products not bought yet, tasks, reviews."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from guanxi.core.actor import Actor
from guanxi.sales.models import AccountPlan, PlanAction, PlanReview
from guanxi.timeline.queries.task import tasks

SERIES, PRODUCTS, REVIEWS, ACTIONS = 12, 12, 30, 100

# one pass through the price list; what the customer bought comes from the index on his order lines
WHITE = """
with bought as materialized (
    select distinct l.product_id from commerce_line l join commerce_order o on o.id = l.order_id and o.deleted_at is null
     where l.customer_id = %(customer)s and l.product_id is not null and l.quantity > 0)
select p.series, count(*), count(b.product_id),
       (array_agg(p.name order by p.name_sort, p.id) filter (where b.product_id is null))[1:%(products)s],
       (array_agg(p.id order by p.name_sort, p.id) filter (where b.product_id is null))[1:%(products)s]
  from commerce_product p left join bought b on b.product_id = p.id
 where p.deleted_at is null group by 1 order by p.series = '', count(b.product_id) = 0 desc, count(*) - count(b.product_id) desc, 1
"""


def plans(actor: Actor) -> QuerySet[Any]:
    """Plans of the customers the actor sees (the policy decides), without those in the bin."""
    return AccountPlan.objects.alive().visible_to(actor)


def plan_of(customer_id: int, actor: Actor) -> AccountPlan | None:
    """The plan of a customer."""
    found: AccountPlan | None = plans(actor).filter(customer_id=customer_id).first()
    return found


@dataclass(frozen=True, slots=True)
class Series:
    """Products of one series ("" for those without): how many there are, how many were ever bought, the first that were not."""

    name: str
    number: int
    bought: int
    missing: list[tuple[int, str]]

    @property
    def open(self) -> int:
        """Not bought yet."""
        return self.number - self.bought

    @property
    def more(self) -> int:
        """Not bought and not named here."""
        return self.open - len(self.missing)


@dataclass(frozen=True, slots=True)
class WhiteSpace:
    """What a customer has not bought yet; `more` series are not shown."""

    number: int
    bought: int
    series: list[Series]
    more: int


def white_space(customer_id: int, actor: Actor) -> WhiteSpace | None:
    """From the orders that the actor sees; None where his roles show no orders or products, for then nothing could be said."""
    if not actor.may("see", "order") or not actor.may("see", "product"):
        return None
    with connection.cursor() as cursor:
        cursor.execute(WHITE, {"customer": customer_id, "products": PRODUCTS})
        rows = cursor.fetchall()
    found = [
        Series(name, number, bought, list(zip(ids or [], names or [], strict=True)) if name else [])
        for name, number, bought, names, ids in rows
    ]
    lacking = [one for one in found if one.open]
    return WhiteSpace(
        sum(one.number for one in found),
        sum(one.bought for one in found),
        lacking[:SERIES],
        max(0, len(lacking) - SERIES),
    )


def reviews_of(plan: AccountPlan) -> list[PlanReview]:
    """The review log, the newest first."""
    return list(PlanReview.objects.filter(plan=plan).select_related("member").order_by("-pk")[:REVIEWS])


def actions_of(plan: AccountPlan, actor: Actor) -> list[Any]:
    """The tasks of a plan that the actor sees: open ones by their time, then what is done."""
    ids = list(PlanAction.objects.filter(plan=plan).order_by("-pk").values_list("task_id", flat=True)[:ACTIONS])
    if not ids or not actor.may("see", "task"):
        return []
    rows = list(tasks(actor).filter(pk__in=ids).select_related("owner"))
    return sorted(
        rows, key=lambda one: (one.done_at is not None, one.due_at is None, one.due_at or one.created_at, one.pk)
    )
