"""The products that an opportunity is about."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from guanxi.commerce.queries.product import products
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.sales.actions.move import require_change
from guanxi.sales.models import Line, Opportunity, Stage

MOST = 200  # of one opportunity
LARGEST = Decimal(10) ** 11


def add_line(
    opportunity: Opportunity, product_id: int, quantity: Decimal, price: Decimal | None, *, actor: Actor, at: datetime
) -> Line:
    """Add a product; without a price it has that of the list, where the list is in the same currency."""
    require_change(opportunity, actor)
    product = products(actor).filter(pk=product_id).first()
    if product is None:
        raise Refused(_("There is no such product."), field="product")
    if not 0 < quantity < LARGEST:
        raise Refused(_("A quantity is more than 0."), field="quantity")
    if price is not None and not 0 <= price < LARGEST:
        raise Refused(_("A price cannot be negative."), field="price")
    if Line.objects.filter(opportunity=opportunity).count() >= MOST:
        raise Refused(_("An opportunity has at most 200 products."), field="product")
    if price is None and product.currency in ("", opportunity.currency):
        price = product.price
    return Line.objects.create(opportunity=opportunity, product=product, quantity=quantity, price=price)


def remove_line(opportunity: Opportunity, line_id: int, *, actor: Actor, at: datetime) -> int:
    """Take a product out; refused for the last one where the stage asks for products. Answers how many went."""
    require_change(opportunity, actor)
    stage = Stage.objects.get(pk=opportunity.stage)
    lines = Line.objects.filter(opportunity=opportunity)
    if "lines" in stage.required and not lines.exclude(pk=line_id).exists():
        raise Refused(_("“%(stage)s” needs at least one product.") % {"stage": stage.label})
    return lines.filter(pk=line_id).delete()[0]
