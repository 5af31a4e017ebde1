"""Prices of price books, and rates of exchange, from files: a chunk is a handful of statements."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from guanxi.commerce.actions.pricebook import create_pricebook
from guanxi.commerce.models import Price, PriceBook, Rate
from guanxi.commerce.queries.pricebook import own_currency
from guanxi.commerce.queries.product import bare, products_named
from guanxi.core.refused import Refused
from guanxi.intake.loading import Batch, Parsed

LARGEST = Decimal(10) ** 13
LARGEST_RATE = Decimal(10) ** 10
CENTS, UNITS, RATES = Decimal("0.0001"), Decimal("0.001"), Decimal("0.00000001")
Key = tuple[int, int, Decimal]


def load_prices(batch: Batch) -> None:
    """One price a row: of a product in a book, from a quantity on. Books are made on the way where the plan allows."""
    rows = [row for row in batch.good() if _price_fits(batch, row)]
    products = products_named({row.values["product"] for row in rows})
    for row in rows:
        if bare(row.values["product"]) not in products:
            batch.reject(row, "product", "product_unknown", value=row.values["product"])
    books = _books(batch, [row for row in rows if not batch.rejected(row)])
    wanted: list[tuple[Parsed, Key]] = []
    for row in rows:
        if not batch.rejected(row):
            book, product = books[row.values["book"]], products[bare(row.values["product"])]
            wanted.append((row, (book.pk, product, row.values.get("from_quantity") or Decimal(1))))
    known = _known({key for _row, key in wanted})
    taken = [(row, key, row.values["price"], f"{row.values['book']}: {row.values['product']}") for row, key in wanted]
    _settle(batch, "price", taken, known, lambda key: Price(book_id=key[0], product_id=key[1], from_quantity=key[2]))


def _settle(batch: Batch, column: str, taken: list[Any], known: dict[Any, Any], new: Callable[[Any], Any]) -> None:
    """Write the values of rows, (row, key, value, title), into the records of their keys, or into `new` ones: two statements."""
    fresh: dict[Any, Any] = {}
    changed: dict[Any, Any] = {}
    for row, key, value, title in taken:
        one = known.get(key)
        if one is None:
            known[key] = fresh[key] = one = new(key)
            batch.note(row, "created", title)
        elif batch.plan.on_match == "skip" or getattr(one, column) == value:
            batch.note(row, "skipped" if batch.plan.on_match == "skip" else "unchanged", title)
            continue
        else:
            batch.note(row, "updated", title, [(column, getattr(one, column), value)])
            if key not in fresh:
                changed[key] = one
        setattr(one, column, value)
    manager = (Price if column == "price" else Rate).objects
    manager.bulk_create(fresh.values(), batch_size=2000)
    manager.bulk_update(changed.values(), [column], batch_size=1000)


def _price_fits(batch: Batch, row: Parsed) -> bool:
    amount, quantity = row.values["price"], row.values.get("from_quantity", Decimal(1))
    if not 0 <= amount < LARGEST or amount != amount.quantize(CENTS):
        batch.reject(row, "price", "price_range", value=str(amount))
    if not 0 < quantity < LARGEST or quantity != quantity.quantize(UNITS):
        batch.reject(row, "from_quantity", "quantity_range", value=str(quantity))
    return not batch.rejected(row)


def _books(batch: Batch, rows: list[Parsed]) -> dict[str, PriceBook]:
    """The books that the rows name; rows of one that is in another currency, or cannot be made, are rejected."""
    names = {row.values["book"] for row in rows}
    found = {one.name: one for one in PriceBook.objects.alive().filter(name__in=names).order_by("pk")}
    makes = batch.plan.makes("pricebook") and batch.actor.may("create", "pricebook")
    for row in rows:
        name, currency = row.values["book"], row.values.get("currency", "").upper()
        if name not in found and makes:
            _make(batch, row, currency or batch.hints.currency or "", found)
        if batch.rejected(row):
            continue
        if name not in found:
            batch.reject(row, "book", "book_unknown", value=name)
        elif currency and currency != found[name].currency:
            batch.reject(row, "currency", "book_currency", currency=found[name].currency)
    return found


def _make(batch: Batch, row: Parsed, currency: str, found: dict[str, PriceBook]) -> None:
    values = row.values
    given = {
        "name": values["book"],
        "currency": currency,
        "valid_from": values.get("valid_from") or timezone.localtime(batch.at).date(),
        "valid_until": values.get("valid_until"),
        "tier": values.get("tier", ""),
        "tax_rate": values.get("tax_rate", Decimal(0)),
    }
    if not currency:
        batch.reject(row, "currency", "missing")
        return
    try:
        made = create_pricebook(given, actor=batch.actor, at=batch.at)
    except Refused as refusal:
        name = refusal.field if refusal.field in {"currency", "valid_from", "valid_until", "tax_rate"} else "book"
        batch.reject(row, name, "refused", sentence=str(refusal.sentence))
        return
    PriceBook.objects.filter(pk=made.pk).update(import_id=batch.import_id)
    found[values["book"]] = made
    batch.extra["pricebooks"] += batch.first(("pricebook", values["book"]))


def _known(keys: set[Key]) -> dict[Key, Price]:
    """The prices that stand at these places, locked in one order."""
    rows = Price.objects.filter(book__in={key[0] for key in keys}, product__in={key[1] for key in keys})
    locked = rows.select_for_update(of=("self",)).order_by("pk")
    there = {(one.book_id, one.product_id, one.from_quantity): one for one in locked}
    return {key: one for key, one in there.items() if key in keys}


def load_rates(batch: Batch) -> None:
    """One rate a row: what one unit of a currency is worth in the company's own from a day on."""
    own = own_currency()
    rows = [row for row in batch.good() if _rate_fits(batch, row, own)]
    taken = [
        (
            row,
            (code := row.values["currency"].upper(), row.values["on"]),
            row.values["rate"],
            f"{code} {row.values['on']}",
        )
        for row in rows
    ]
    keys = [key for _row, key, _rate, _title in taken]
    there = Rate.objects.filter(currency__in={key[0] for key in keys}, on__in={key[1] for key in keys})
    known = {(one.currency, one.on): one for one in there.select_for_update().order_by("pk")}
    _settle(batch, "rate", taken, known, lambda key: Rate(currency=key[0], on=key[1]))


def _rate_fits(batch: Batch, row: Parsed, own: str) -> bool:
    code, rate = row.values["currency"].upper(), row.values["rate"]
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        batch.reject(row, "currency", "currency_letters", value=code)
    elif code == own:
        batch.reject(row, "currency", "own_currency", currency=own)
    if not 0 < rate < LARGEST_RATE or rate != rate.quantize(RATES):
        batch.reject(row, "rate", "rate_range", value=str(rate))
    return not batch.rejected(row)
