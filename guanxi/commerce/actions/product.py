"""Making and changing products."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.models import Product
from guanxi.core.actor import Actor
from guanxi.core.names import sort_key
from guanxi.core.refused import Refused

FIELDS = frozenset({"name", "code", "series", "price", "currency", "parts_discount"})


class CodeTaken(Refused):
    """Another product has this code."""

    code = "code_taken"


def _write(product: Product, values: Mapping[str, Any]) -> Product:
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"not fields of a product: {sorted(unknown)}")
    for name, value in values.items():
        setattr(product, name, value.strip() if isinstance(value, str) else value)
    for name, sentence in (("name", _("A product needs a name.")), ("code", _("A product needs a code."))):
        if not getattr(product, name):
            raise Refused(sentence, field=name)
    if product.price is not None and product.price < 0:
        raise Refused(_("A price cannot be negative."), field="price")
    if product.parts_discount is None or not 0 <= product.parts_discount <= 100:
        raise Refused(_("A discount lies between 0 and 100."), field="parts_discount")
    product.name_sort = sort_key(product.name)
    try:
        with transaction.atomic():
            product.save()
    except IntegrityError as error:
        raise CodeTaken(_("Another product already has this code."), field="code") from error
    return product


@transaction.atomic
def create_product(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Product:
    """A new product; refuses a code that is taken."""
    actor.require("create", "product")
    return _write(Product(created_at=at), values)


@transaction.atomic
def edit_product(product: Product, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> Product:
    """Change fields of a product."""
    actor.require("edit", "product")
    return _write(Product.objects.select_for_update().get(pk=product.pk), changes)


@transaction.atomic
def delete_products(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Put products in the bin; lines that name them keep their words."""
    actor.require("delete", "product")
    return Product.objects.alive().filter(pk__in=ids).update(deleted_at=at)


@transaction.atomic
def restore_products(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take products out of the bin; refuses where the code was given away meanwhile."""
    actor.require("delete", "product")
    try:
        with transaction.atomic():
            return Product.objects.binned().filter(pk__in=ids).update(deleted_at=None)
    except IntegrityError as error:
        raise CodeTaken(_("Another product got this code meanwhile. Change that one first.")) from error
