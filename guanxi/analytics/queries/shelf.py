"""What is bought together and next: the orders that it is learnt from, and what was written down as its readers see it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from guanxi.analytics.models import Companion, LeftOut, Likely, Shelf
from guanxi.commerce.models import Product

PEOPLE = 50_000  # who is learnt from at most
LINES = """
select distinct l.customer_id, (o.ordered_at at time zone %(zone)s)::date - date '2000-01-01', l.product_id
  from commerce_line l join commerce_order o on o.id = l.order_id
 where l.customer_id {whose} and l.product_id is not null and l.quantity > 0 and o.deleted_at is null and o.status = 'placed'
   and o.ordered_at <= %(at)s
   and not exists (select from commerce_product p where p.id = l.product_id and p.deleted_at is not null)
   and not exists (select from analytics_leftout x where x.product_id = l.product_id)
"""
AMOUNTS = """
select l.product_id, avg(l.quantity * l.price)::float8 from commerce_line l join commerce_order o on o.id = l.order_id
 where l.customer_id {whose} and l.product_id is not null and l.quantity > 0 and l.price > 0 and o.deleted_at is null and o.status = 'placed'
   and o.currency = %(currency)s and o.ordered_at <= %(at)s group by 1
"""
CURRENCY = "select currency from analytics_buyer where is_main group by 1 order by count(*) desc, 1 limit 1"
SOME = "in (select customer_id from analytics_buyer where is_main order by md5(customer_id::text) limit %(people)s)"
NEXT = "select customer_id from analytics_buyer where is_main and customer_id > %s order by customer_id limit %s"
Row = tuple[int, int, int]


def learnt_from(zone: str, at: Any) -> list[Row]:
    """Customer, day (since 2000) and product of what was bought; of at most `PEOPLE` customers."""
    return _asked(LINES.format(whose=SOME), {"zone": zone, "at": at, "people": PEOPLE})


def amounts(at: Any) -> tuple[str, dict[int, float]]:
    """What is spent on a product per order, of the same customers, in the currency in which most buy; the currency first."""
    with connection.cursor() as cursor:
        cursor.execute(CURRENCY)
        (currency,) = cursor.fetchone() or ("",)
        cursor.execute(AMOUNTS.format(whose=SOME), {"currency": currency, "at": at, "people": PEOPLE})
        return currency, dict(cursor.fetchall())


def next_customers(after: int, most: int) -> list[int]:
    """The next customers by id who ever bought something."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [after, most])
        return [one for (one,) in cursor.fetchall()]


def bought_by(customers: Collection[int], zone: str, at: Any) -> list[Row]:
    """The same rows of these customers."""
    return _asked(LINES.format(whose="= any (%(ids)s)"), {"zone": zone, "at": at, "ids": [*customers]})


def _asked(question: str, values: dict[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())


def latest() -> Shelf | None:
    """What was learnt last, or why nothing was; without what only the worker reads."""
    return Shelf.objects.defer("kept").order_by("-at", "-pk").first()


@dataclass(frozen=True)
class Told:
    """What is told of one customer, with the products that are named by id."""

    likely: Likely
    products: dict[int, Product]


def of_customer(customer_id: int) -> Told | None:
    """What a customer is likely to buy next: two queries."""
    told, products = of_customers([customer_id])
    return Told(told[customer_id], products) if told else None


def of_customers(ids: Collection[int]) -> tuple[dict[int, Likely], dict[int, Product]]:
    """The same of many, by customer, with the products that are named: two queries."""
    told = Likely.objects.in_bulk(ids)
    named = {one for likely in told.values() for row in likely.new for one in row[:2] if one}
    named |= {row[0] for likely in told.values() for row in likely.again}
    return told, Product.objects.alive().in_bulk(named)


def companions(product_id: int) -> list[Companion]:
    """What is bought together with a product, surest first: one query."""
    rows = Companion.objects.filter(product_id=product_id, companion__deleted_at=None).select_related("companion")
    return list(rows.order_by("place"))


def is_left_out(product_id: int) -> bool:
    """Whether the company never wants it told of."""
    return LeftOut.objects.filter(product_id=product_id).exists()


def likely_next(operator: str, value: Any, actor: Any) -> Q:  # noqa: ARG001 - every condition is given who asks
    """The condition of a list of customers: to whom a product of this name or code is told as next; to whom any is; to whom none."""
    told = Likely.objects.filter(pk=OuterRef("pk"))
    if operator == "is":
        text = str(value).strip()
        ids = list(Product.objects.alive().filter(Q(code__iexact=text) | Q(name__iexact=text)).values_list("pk", flat=True)[:100])  # fmt: skip
        return Q(pk__in=Likely.objects.filter(products__overlap=ids or [0]).values("pk"))
    some = Exists(told.exclude(products=[]))
    return Q(some) if operator == "not_empty" else ~Q(some)
