"""Saying what is in a bundle."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.models import Part, Product
from guanxi.commerce.queries.part import bundled
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused

MOST = 50  # of one bundle
LARGEST = Decimal(10) ** 10


@transaction.atomic
def set_part(bundle: Product, product_id: int, quantity: Decimal, *, actor: Actor, at: datetime) -> Part:
    """Put so many of a product into a bundle, or change how many. Raises `Refused`: no bundle is in itself or in another."""
    actor.require("edit", "product")
    # in one order, so that two who put each into the other do not both succeed
    known = {
        one.pk: one
        for one in Product.objects.alive().filter(pk__in={bundle.pk, product_id}).order_by("pk").select_for_update()
    }
    if product_id not in known:
        raise Refused(_("There is no such product."), field="product")
    if product_id == bundle.pk:
        raise Refused(_("A bundle is not in itself."), field="product")
    bundles, inside = bundled({bundle.pk, product_id})
    if product_id in bundles:
        raise Refused(_("This is a bundle itself. Put its parts in instead."), field="product")
    if bundle.pk in inside:
        raise Refused(_("This product is part of a bundle and cannot be one itself."), field="product")
    if not 0 < quantity < LARGEST:
        raise Refused(_("A quantity is more than 0 and has at most ten digits."), field="quantity")
    if Part.objects.filter(bundle=bundle).exclude(product_id=product_id).count() >= MOST:
        raise Refused(_("A bundle has at most 50 parts."), field="product")
    return Part.objects.update_or_create(bundle=bundle, product_id=product_id, defaults={"quantity": quantity})[0]


@transaction.atomic
def remove_part(bundle: Product, part_id: int, *, actor: Actor, at: datetime) -> int:
    """Take a part out of a bundle; answers how many went."""
    actor.require("edit", "product")
    return Part.objects.filter(bundle=bundle, pk=part_id).delete()[0]


@transaction.atomic
def remove_parts(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take parts out of their bundles; answers how many went."""
    actor.require("edit", "product")
    return Part.objects.filter(pk__in=ids).delete()[0]
