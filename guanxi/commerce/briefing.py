"""What a customer bought, on his briefing: the last orders, and the prices paid last."""

from datetime import datetime
from typing import Any

from guanxi.commerce.queries.order import last_orders, prices_paid
from guanxi.core.actor import Actor
from guanxi.customers.models import Customer

ORDERS = 4
PRICES = 6


def orders(customer: Customer, _actor: Actor, _now: datetime) -> dict[str, Any]:
    """The last orders; among the lines of the last twenty, what was paid last for what most was spent on."""
    found = last_orders(customer.pk)
    return {
        "rows": found[:ORDERS],
        "prices": prices_paid(found)[:PRICES],
        "more": len(found) > ORDERS,
        "empty": not found,
    }
