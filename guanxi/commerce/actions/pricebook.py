"""Keeping price books, their prices, and rates of exchange."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.models import Floor, Price, PriceBook, Product, Rate, Tax
from guanxi.commerce.queries.pricebook import own_currency
from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.rules import clean_tags

FIELDS = frozenset({"name", "currency", "tier", "tags", "valid_from", "valid_until", "tax", "tax_rate", "is_active"})
LARGEST = Decimal(10) ** 13


class NameTaken(Refused):
    """Another price book is called so."""

    code = "name_taken"


@transaction.atomic
def create_pricebook(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> PriceBook:
    """A new price book; raises `Refused`."""
    actor.require("create", "pricebook")
    return _write(PriceBook(created_at=at, valid_from=at.date()), values)


@transaction.atomic
def edit_pricebook(book: PriceBook, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> PriceBook:
    """Change a price book. Its currency stays as soon as it has prices. Raises `Refused`."""
    actor.require("edit", "pricebook")
    locked = PriceBook.objects.select_for_update().get(pk=book.pk)
    if changes.get("currency", locked.currency) != locked.currency and locked.prices.exists():
        raise Refused(_("It has prices in its currency. Make another book instead."), field="currency")
    return _write(locked, changes)


def _write(book: PriceBook, values: Mapping[str, Any]) -> PriceBook:
    if unknown := set(values) - FIELDS:
        raise TypeError(f"not fields of a price book: {sorted(unknown)}")
    for name, value in values.items():
        setattr(book, name, value.strip() if isinstance(value, str) else value)
    book.tags = clean_tags(book.tags or [])
    if not book.name:
        raise Refused(_("A price book needs a name."), field="name")
    check_currency(book.currency)
    if book.valid_from is None:
        raise Refused(_("Say from when it holds."), field="valid_from")
    if book.valid_until is not None and book.valid_until < book.valid_from:
        raise Refused(_("It ends before it begins."), field="valid_until")
    if book.tax not in Tax.values:
        raise Refused(_("Choose one from the list."), field="tax")
    if book.tax_rate is None or not 0 <= book.tax_rate <= 100:
        raise Refused(_("A tax rate lies between 0 and 100."), field="tax_rate")
    try:
        with transaction.atomic():
            book.save()
    except IntegrityError as error:
        raise NameTaken(_("Another price book has this name."), field="name") from error
    return book


def check_currency(currency: str) -> None:
    """Raise `Refused` unless it is three capital letters."""
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha() or not currency.isupper():
        raise Refused(_("Give the currency by its three letters, such as CNY."), field="currency")


@transaction.atomic
def delete_pricebooks(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Put price books into the bin; quotes made from them stay as they are."""
    actor.require("delete", "pricebook")
    return PriceBook.objects.alive().filter(pk__in=ids).update(deleted_at=at)


@transaction.atomic
def restore_pricebooks(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take price books out of the bin; refuses where the name was given away meanwhile."""
    actor.require("delete", "pricebook")
    try:
        with transaction.atomic():
            return PriceBook.objects.binned().filter(pk__in=ids).update(deleted_at=None)
    except IntegrityError as error:
        raise NameTaken(_("Another price book has this name by now.")) from error


@transaction.atomic
def set_price(book: PriceBook, product_id: int, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Price:
    """Set what a product costs from a quantity on, anew or as a change.

    `values`: from_quantity, price, and, for whoever may edit floors, floor and cost (None: not kept). Raises `Refused`.
    """
    actor.require("edit", "pricebook")
    if not Product.objects.alive().filter(pk=product_id).exists():
        raise Refused(_("There is no such product."), field="product")
    quantity, amount = values["from_quantity"], values["price"]
    if not 0 < quantity < LARGEST:
        raise Refused(_("A quantity is more than 0."), field="from_quantity")
    for name in ("price", "floor", "cost"):
        if values.get(name) is not None and not 0 <= values[name] < LARGEST:
            raise Refused(_("A price cannot be negative."), field=name)
    if values.get("floor") is not None and values["floor"] > amount:
        raise Refused(_("The floor lies above the price."), field="floor")
    key = {"book": book, "product_id": product_id, "from_quantity": quantity}
    price, _made = Price.objects.update_or_create(**key, defaults={"price": amount})
    if "floor" in values or "cost" in values:
        if not actor.may("edit", "floor"):
            raise NotAllowed(_("Your roles do not allow to set floor prices."))
        kept = {"floor": values.get("floor"), "cost": values.get("cost")}
        Floor.objects.update_or_create(price=price, defaults=kept)
    return price


@transaction.atomic
def remove_price(book: PriceBook, price_id: int, *, actor: Actor, at: datetime) -> int:
    """Take a price out of a book, its floor with it; answers how many went."""
    actor.require("edit", "pricebook")
    return Price.objects.filter(book=book, pk=price_id).delete()[0]


@transaction.atomic
def remove_prices(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take prices out of their books, their floors with them; answers how many went."""
    actor.require("edit", "pricebook")
    return Price.objects.filter(pk__in=ids).delete()[0]


@transaction.atomic
def remove_floors(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Keep no floor and no cost of these prices any more; answers how many had them."""
    actor.require("edit", "floor")
    return Floor.objects.filter(pk__in=ids).delete()[0]


@transaction.atomic
def set_rate(currency: str, on: date, rate: Decimal, *, actor: Actor, at: datetime) -> Rate:
    """Keep what one unit of a currency is worth in the company's own from a day on. Raises `Refused`."""
    actor.require("edit", "pricebook")
    check_currency(currency)
    if currency == own_currency():
        raise Refused(_("This is the company's own currency."), field="currency")
    if not 0 < rate < Decimal(10) ** 10:
        raise Refused(_("A rate is more than 0."), field="rate")
    return Rate.objects.update_or_create(currency=currency, on=on, defaults={"rate": rate})[0]


@transaction.atomic
def remove_rate(rate_id: int, *, actor: Actor, at: datetime) -> int:
    """Take a rate out; answers how many went."""
    actor.require("edit", "pricebook")
    return Rate.objects.filter(pk=rate_id).delete()[0]


@transaction.atomic
def remove_rates(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take several out; answers how many went."""
    actor.require("edit", "pricebook")
    return Rate.objects.filter(pk__in=ids).delete()[0]
