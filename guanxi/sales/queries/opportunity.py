"""Opportunities an actor sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Sum, When

from guanxi.commerce.models import Product
from guanxi.core.actor import Actor
from guanxi.core.written import Written
from guanxi.sales.models import Line, Move, Opportunity

LATEST = 8
PRODUCTS = """
select l.opportunity_id, p.name from sales_line l join commerce_product p on p.id = l.product_id
 where l.opportunity_id = any (array(select unnest(%s::bigint[]))) order by l.id
"""
OPPORTUNITY = Written(
    lambda: Opportunity.objects.alive().select_related("customer", "contact", "owner", "created_by"), "pk"
)
LINES = Written(lambda: Line.objects.select_related("product").order_by("pk"), "opportunity")
MOVES = Written(lambda: Move.objects.select_related("member").order_by("-pk"), "opportunity")


def opportunities(actor: Actor) -> QuerySet[Any]:
    """Opportunities in the actor's data scope, without those in the bin."""
    return Opportunity.objects.alive().visible_to(actor)


def about_product(operator: str, value: Any, actor: Actor) -> Q:  # noqa: ARG001 - every condition is given who asks
    """The condition of a list: about the product of this name or code, about any ("not_empty") or none ("empty")."""
    lines = Line.objects.filter(opportunity=OuterRef("pk"))
    if operator == "is":
        text = str(value).strip()
        named = Product.objects.filter(Q(code=text) | Q(name=text))
        return Q(Exists(lines.filter(product__in=list(named.values_list("pk", flat=True)[:20]))))
    some = Q(Exists(lines))
    return some if operator == "not_empty" else ~some


def fill_products(records: Sequence[Any]) -> None:
    """Set `product` on opportunities: the names of what each is about, in one query."""
    found: dict[int, list[str]] = {}
    with (
        connection.cursor() as cursor
    ):  # on every list and board: written once, and planned once, for any number of them
        cursor.execute(PRODUCTS, [[one.pk for one in records]])
        for opportunity_id, name in cursor.fetchall():
            names = found.setdefault(opportunity_id, [])
            if name not in names:
                names.append(name)
    for one in records:
        one.product = ", ".join(found.get(one.pk, []))


def opportunity_of(pk: int) -> Opportunity | None:
    """The opportunity with its people, if it is seen and not in the bin."""
    return OPPORTUNITY.first_of(pk)


def lines_of(opportunity: Opportunity) -> list[Line]:
    """What it is about, with the products."""
    return LINES.of(opportunity.pk)


def log_of(opportunity: Opportunity) -> list[Move]:
    """Its stage log, the newest first."""
    return MOVES.of(opportunity.pk)


@dataclass(frozen=True, slots=True)
class Prospects:
    """A customer's opportunities: the open ones first, and the sums of all by state and currency."""

    latest: list[Opportunity]
    totals: list[dict[str, Any]]


def prospects(customer_id: int, actor: Actor) -> Prospects:
    """For the panel on the customer's page: two queries whatever their number."""
    rows = opportunities(actor).filter(customer_id=customer_id)
    ended = Case(When(state="open", then=0), default=1)
    latest = list(rows.order_by(ended, "-pk")[:LATEST])
    totals: list[Any] = list(
        rows.values("state", "currency")
        .annotate(number=Count("pk"), amount=Sum("amount"))
        .order_by("state", "currency")
    )
    return Prospects(latest, totals)


def sum_of(lines: list[Line]) -> Decimal | None:
    """What the lines add up to; None where no line has a price."""
    amounts = [line.amount for line in lines if line.amount is not None]
    return sum(amounts, Decimal(0)) if amounts else None
