"""Products and orders for tests. Call them with an actor set."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from guanxi.commerce.models import Line, Order, Product
from guanxi.core.names import sort_key
from guanxi.customers.models import Customer

_number = count(1)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def make_product(code: str = "", **values: Any) -> Product:
    """A product."""
    number = next(_number)
    name = values.pop("name", f"Product {number}")
    return Product.objects.create(code=code or f"P{number}", name=name, name_sort=sort_key(name), **values)


def make_order(customer: Customer | None, *amounts: int, **values: Any) -> Order:
    """An order with one line of quantity 1 for each amount, in CNY."""
    number = next(_number)
    order = Order.objects.create(
        number=values.pop("number", f"O{number}"),
        customer=customer,
        ordered_at=values.pop("ordered_at", AT),
        currency=values.pop("currency", "CNY"),
        total=Decimal(sum(amounts)),
        line_count=len(amounts),
        **values,
    )
    Line.objects.bulk_create(
        Line(order=order, customer=customer, position=n, description="thing", quantity=1, price=amount)
        for n, amount in enumerate(amounts, start=1)
    )
    return order
