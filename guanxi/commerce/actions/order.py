"""Writing orders down, with their lines and their entry on the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.events import ORDER_RECORDED
from guanxi.commerce.models import Line, Order, Product
from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.refused import Refused

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class LineGiven:
    """One line as it is given: a product by its code (may be unknown), words, quantity (negative: a return), unit price."""

    code: str
    quantity: Decimal
    price: Decimal
    description: str = ""


@transaction.atomic
def record_order(  # noqa: PLR0913 - an order is what these words say
    number: str,
    customer_id: int | None,
    lines: Sequence[LineGiven],
    *,
    ordered_at: datetime,
    currency: str,
    status: str = Order.Status.PLACED,
    actor: Actor,
    at: datetime,
) -> Order:
    """Write an order down; refuses a number that is taken, an order without lines, and a currency that is none."""
    actor.require("create", "order")
    if not number.strip():
        raise Refused(_("An order needs a number."), field="number")
    if not lines:
        raise Refused(_("An order needs at least one line."), field="lines")
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise Refused(_("Give the currency by its three letters, such as CNY."), field="currency")
    total = sum((line.quantity * line.price for line in lines), Decimal(0)).quantize(CENT)
    order = Order(
        number=number.strip(),
        customer_id=customer_id,
        ordered_at=ordered_at,
        status=status,
        currency=currency,
        total=total,
        line_count=len(lines),
        created_at=at,
    )
    try:
        with transaction.atomic():
            order.save()
    except IntegrityError as error:
        raise Refused(_("There is already an order with this number."), field="number", code="number_taken") from error
    known = dict(Product.objects.alive().filter(code__in={line.code for line in lines}).values_list("code", "pk"))
    Line.objects.bulk_create(
        Line(
            order=order,
            customer_id=customer_id,
            product_id=known.get(line.code),
            position=position,
            description=line.description or line.code,
            quantity=line.quantity,
            price=line.price,
        )
        for position, line in enumerate(lines, start=1)
    )
    emit(Event(ORDER_RECORDED, [order.pk], actor, at, {"import_id": None}))
    return order


@transaction.atomic
def delete_orders(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Put orders in the bin; their lines go with them."""
    actor.require("delete", "order")
    return Order.objects.alive().filter(pk__in=ids).update(deleted_at=at)


@transaction.atomic
def restore_orders(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take orders out of the bin."""
    actor.require("delete", "order")
    try:
        with transaction.atomic():
            return Order.objects.binned().filter(pk__in=ids).update(deleted_at=None)
    except IntegrityError as error:
        raise Refused(_("There is already an order with this number."), code="number_taken") from error
