"""Prices of price books, and rates of exchange, from files: a chunk is a handful of statements."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from guanxi.commerce.actions.pricebook import create_pricebook
from guanxi.commerce.models import Floor, Price, PriceBook, Rate
from guanxi.commerce.queries.pricebook import floors_of, own_currency
from guanxi.commerce.queries.product import bare, products_named
from guanxi.core.refused import Refused
from guanxi.intake.loading import Batch, Parsed

LARGEST = Decimal(10) ** 13
LARGEST_RATE = Decimal(10) ** 10
CENTS, UNITS, RATES = Decimal("0.0001"), Decimal("0.001"), Decimal("0.00000001")
AMOUNTS = ("price", "floor", "cost")
Key = tuple[int, int, Decimal]
Taken = tuple[Parsed, Any, dict[str, Any], str]  # a row, the key it is about, what it says by column, a title


@dataclass(slots=True)
class Kept:
    """A price with its floor and cost, as it stands and as a row says; `beside` is the row of the latter two, if there is one."""

    row: Price
    price: Decimal
    floor: Decimal | None = None
    cost: Decimal | None = None
    beside: Floor | None = None

    @classmethod
    def of(cls, row: Price, beside: Floor | None) -> "Kept":
        """A price of the database."""
        if beside is None:
            return cls(row, row.price)
        return cls(row, row.price, beside.floor, beside.cost, beside)


def load_prices(batch: Batch) -> None:
    """One price a row: of a product in a book, from a quantity on, perhaps with floor and cost. Books are made where the plan allows."""
    rows = [row for row in batch.good() if _price_fits(batch, row)]
    products = products_named({row.values["product"] for row in rows})
    for row in rows:
        if bare(row.values["product"]) not in products:
            batch.reject(row, "product", "product_unknown", value=row.values["product"])
    books = _books(batch, [row for row in rows if not batch.rejected(row)])
    taken: list[Taken] = []
    for row in rows:
        if not batch.rejected(row):
            book, product = books[row.values["book"]], products[bare(row.values["product"])]
            key = (book.pk, product, row.values.get("from_quantity") or Decimal(1))
            said = {name: row.values[name] for name in AMOUNTS if name in row.values}
            taken.append((row, key, said, f"{row.values['book']}: {row.values['product']}"))
    known = _known({key for _row, key, _said, _title in taken})
    fresh, changed = settle(batch, taken, known, _fresh)
    _write_prices(fresh, changed)


def settle(
    batch: Batch, taken: list[Taken], known: dict[Any, Any], new: Callable[[Any], Any]
) -> tuple[list[Any], list[Any]]:
    """Put what rows say into the records of their keys, or into `new` ones; answers both, to be written."""
    fresh: dict[Any, Any] = {}
    changed: dict[Any, Any] = {}
    for row, key, said, title in taken:
        one = known.get(key)
        differing = [] if one is None else [name for name, value in said.items() if getattr(one, name) != value]
        if one is None:
            known[key] = fresh[key] = one = new(key)
            batch.note(row, "created", title)
        elif batch.plan.on_match == "skip" or not differing:
            batch.note(row, "skipped" if batch.plan.on_match == "skip" else "unchanged", title)
            continue
        else:
            batch.note(row, "updated", title, [(name, getattr(one, name), said[name]) for name in differing])
            if key not in fresh:
                changed[key] = one
        for name, value in said.items():
            setattr(one, name, value)
    return [*fresh.values()], [*changed.values()]


def _fresh(key: Key) -> Kept:
    return Kept(Price(book_id=key[0], product_id=key[1], from_quantity=key[2]), Decimal(0))


def _write_prices(fresh: list[Kept], changed: list[Kept]) -> None:
    """Prices and, of those that say one, floors and costs."""
    for one in (*fresh, *changed):
        one.row.price = one.price
    Price.objects.bulk_create([one.row for one in fresh], batch_size=2000)
    Price.objects.bulk_update([one.row for one in changed], ["price"], batch_size=1000)
    new: list[Floor] = []
    old: list[Floor] = []
    for one in (*fresh, *changed):
        beside = one.beside or Floor(price=one.row)
        if (beside.floor, beside.cost) != (one.floor, one.cost):
            beside.floor, beside.cost = one.floor, one.cost
            (old if one.beside else new).append(beside)
    Floor.objects.bulk_create(new, batch_size=2000)
    Floor.objects.bulk_update(old, ["floor", "cost"], batch_size=1000)


def _price_fits(batch: Batch, row: Parsed) -> bool:
    quantity = row.values.get("from_quantity", Decimal(1))
    for name in AMOUNTS:
        amount = row.values.get(name, Decimal(0))
        if not 0 <= amount < LARGEST or amount != amount.quantize(CENTS):
            batch.reject(row, name, "price_range", value=str(amount))
    if not 0 < quantity < LARGEST or quantity != quantity.quantize(UNITS):
        batch.reject(row, "from_quantity", "quantity_range", value=str(quantity))
    kept = next((name for name in ("floor", "cost") if name in row.values), None)
    if kept and not (batch.actor.may("see", "floor") and batch.actor.may("edit", "floor")):
        batch.reject(row, kept, "floor_not_allowed")
    elif "floor" in row.values and row.values["floor"] > row.values["price"]:
        batch.reject(row, "floor", "floor_above", value=str(row.values["floor"]), price=str(row.values["price"]))
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
        "tags": values.get("tags", []),
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


def _known(keys: set[Key]) -> dict[Key, Kept]:
    """The prices that stand at these places, locked in one order, with floor and cost where the actor sees them."""
    rows = Price.objects.filter(book__in={key[0] for key in keys}, product__in={key[1] for key in keys})
    locked = rows.select_for_update(of=("self",)).order_by("pk")
    there = {(one.book_id, one.product_id, one.from_quantity): one for one in locked}
    there = {key: one for key, one in there.items() if key in keys}
    beside = floors_of(one.pk for one in there.values())
    return {key: Kept.of(one, beside.get(one.pk)) for key, one in there.items()}


def load_rates(batch: Batch) -> None:
    """One rate a row: what one unit of a currency is worth in the company's own from a day on."""
    own = own_currency()
    rows = [row for row in batch.good() if _rate_fits(batch, row, own)]
    taken: list[Taken] = []
    for row in rows:
        code, on = row.values["currency"].upper(), row.values["on"]
        taken.append((row, (code, on), {"rate": row.values["rate"]}, f"{code} {on}"))
    keys = [key for _row, key, _said, _title in taken]
    there = Rate.objects.filter(currency__in={key[0] for key in keys}, on__in={key[1] for key in keys})
    known = {(one.currency, one.on): one for one in there.select_for_update().order_by("pk")}
    fresh, changed = settle(batch, taken, known, lambda key: Rate(currency=key[0], on=key[1]))
    Rate.objects.bulk_create(fresh, batch_size=2000)
    Rate.objects.bulk_update(changed, ["rate"], batch_size=1000)


def _rate_fits(batch: Batch, row: Parsed, own: str) -> bool:
    code, rate = row.values["currency"].upper(), row.values["rate"]
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        batch.reject(row, "currency", "currency_letters", value=code)
    elif code == own:
        batch.reject(row, "currency", "own_currency", currency=own)
    if not 0 < rate < LARGEST_RATE or rate != rate.quantize(RATES):
        batch.reject(row, "rate", "rate_range", value=str(rate))
    return not batch.rejected(row)
