"""Products: what is sold, and how much of it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from guanxi.commerce.models import Line, Product
from guanxi.commerce.models.product import BARE_CODE, BARE_NAME
from guanxi.core.actor import Actor


def products(actor: Actor) -> QuerySet[Any]:
    """The products that are not in the bin; they are the company's, not a customer's."""
    rows = Product.objects.alive()
    return rows if actor.may("see", "product") else rows.none()


def bare(text: str) -> str:
    """A name without spaces and case: "GTXPro" is "GTX Pro"."""
    return "".join(text.split()).lower()


def products_named(texts: Iterable[str]) -> dict[str, int]:
    """Products by the bare name or code that a file says, the eldest of each name: one query along two indexes."""
    wanted = {bare(text) for text in texts}
    rows = Product.objects.alive().alias(of_name=BARE_NAME, of_code=BARE_CODE)
    fitting = rows.filter(Q(of_name__in=wanted) | Q(of_code__in=wanted)).order_by("pk")
    found: dict[str, int] = {}
    for pk, code, name in fitting.values_list("pk", "code", "name"):
        for one in (bare(name), bare(code)):
            if one in wanted:
                found.setdefault(one, pk)
    return found


def sold(product: Product) -> list[dict[str, Any]]:
    """Quantity and amount sold to customers the actor sees, per currency: [{currency, sold_quantity, sold_amount}]."""
    lines = Line.objects.filter(product=product, order__deleted_at=None)
    rows: Any = lines.values(currency=F("order__currency")).annotate(
        sold_quantity=Sum("quantity"), sold_amount=Sum(F("quantity") * F("price"))
    )
    return list(rows.order_by("-sold_amount"))
