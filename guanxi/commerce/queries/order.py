"""Orders of the customers an actor sees."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from guanxi.commerce.models import Line, Order
from guanxi.core.actor import Actor

LATEST = 8
MONTHS = 24


def orders(actor: Actor) -> QuerySet[Any]:
    """Orders that hang on visible customers (the policy decides), without those in the bin."""
    return Order.objects.alive().visible_to(actor)


def lines_of(order: Order) -> QuerySet[Any]:
    """The lines of an order in their order, with their products."""
    return Line.objects.filter(order=order).select_related("product").order_by("position")


@dataclass(frozen=True, slots=True)
class Purchases:
    """What a customer bought: totals per currency, and the amounts per month of the months up to the last order."""

    latest: Sequence[Order]
    totals: list[dict[str, Any]]
    months: list[tuple[date, Decimal]]
    currency: str


def purchases(customer_id: int) -> Purchases:
    """The panel on the customer's page: three queries whatever the number of orders."""
    rows = Order.objects.alive().filter(customer_id=customer_id)
    latest = list(rows.order_by("-ordered_at", "-id")[:LATEST])
    totals: list[Any] = list(
        rows.values("currency")
        .annotate(
            amount=Sum("total"),
            placed=Count("pk", filter=Q(status=Order.Status.PLACED)),
            cancelled=Count("pk", filter=Q(status=Order.Status.CANCELLED)),
            first=Min("ordered_at"),
            last=Max("ordered_at"),
        )
        .order_by("-amount")
    )
    if not totals:
        return Purchases([], [], [], "")
    currency, last = totals[0]["currency"], totals[0]["last"]
    return Purchases(latest, totals, _monthly(rows.filter(currency=currency), last), currency)


def _monthly(rows: QuerySet[Any], last: datetime) -> list[tuple[date, Decimal]]:
    """Amount of every month, also the empty ones, over the `MONTHS` months that end with the last order's."""
    end = last.year * 12 + last.month - 1
    start = end - MONTHS + 1
    since = last.replace(year=start // 12, month=start % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
    summed = (
        rows.filter(ordered_at__gte=since)
        .annotate(month=TruncMonth("ordered_at"))
        .values("month")
        .annotate(amount=Sum("total"))
    )
    amounts = {(row["month"].year * 12 + row["month"].month - 1): row["amount"] for row in summed}
    first = max(start, min(amounts)) if amounts else start
    return [(date(n // 12, n % 12 + 1, 1), amounts.get(n, Decimal(0))) for n in range(first, end + 1)]


RECENT = 20  # orders whose lines tell what is paid
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Paid:
    """What a customer paid last for one of a product, in which order, and what he spent on it in his last orders."""

    name: str
    product_id: int | None
    price: Decimal
    currency: str
    order_id: int
    at: datetime
    spent: Decimal


def last_orders(customer_id: int) -> list[Order]:
    """A customer's last twenty orders, the newest first."""
    rows = Order.objects.alive().filter(customer_id=customer_id)
    return list(rows.order_by("-ordered_at", "-id")[:RECENT])


def prices_paid(latest: Sequence[Order]) -> list[Paid]:
    """The last price of each product in these orders (cancelled ones apart), most spent first; one query."""
    placed = {one.pk: one for one in latest if one.status == Order.Status.PLACED}
    rows = Line.objects.filter(order_id__in=placed, quantity__gt=0, price__gt=0).select_related("product")
    found: dict[Any, Paid] = {}
    for line in rows.order_by("-order__ordered_at", "-order_id", "position")[:MOST_LINES]:
        order = placed[line.order_id]
        name = line.product.name if line.product else line.description
        key = (line.product_id or name, order.currency)
        known = found.get(key)
        spent = line.amount + (known.spent if known else 0)
        found[key] = (
            replace(known, spent=spent)
            if known
            else Paid(name, line.product_id, line.price, order.currency, order.pk, order.ordered_at, spent)
        )
    return sorted(found.values(), key=lambda one: -one.spent)
