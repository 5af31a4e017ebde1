"""Products: what is sold, and how much of it."""

from typing import Any

from django.db.models import F, QuerySet, Sum

from guanxi.commerce.models import Line, Product
from guanxi.core.actor import Actor


def products(actor: Actor) -> QuerySet[Any]:
    """The products that are not in the bin; they are the company's, not a customer's."""
    rows = Product.objects.alive()
    return rows if actor.may("see", "product") else rows.none()


def sold(product: Product) -> list[dict[str, Any]]:
    """Quantity and amount sold to customers the actor sees, per currency: [{currency, sold_quantity, sold_amount}]."""
    lines = Line.objects.filter(product=product, order__deleted_at=None)
    rows: Any = lines.values(currency=F("order__currency")).annotate(
        sold_quantity=Sum("quantity"), sold_amount=Sum(F("quantity") * F("price"))
    )
    return list(rows.order_by("-sold_amount"))
