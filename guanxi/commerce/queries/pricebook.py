"""Price books, the price of a product in one, and rates of exchange."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from guanxi.commerce.models import Floor, Price, PriceBook, Rate
from guanxi.core.actor import Actor
from guanxi.staff.queries.company import company_customs

PAGE = 100


def pricebooks(actor: Actor) -> QuerySet[Any]:
    """The price books that are not in the bin; they are the company's, not a customer's."""
    rows = PriceBook.objects.alive()
    return rows if actor.may("see", "pricebook") else rows.none()


def books_for(actor: Actor, day: date, also: int | None = None) -> list[PriceBook]:
    """Books to quote from on a day, by name; and the book `also`, which is in use already."""
    valid = Q(is_active=True, valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gte=day))
    return list(pricebooks(actor).filter(valid | Q(pk=also or 0)).order_by("name", "pk"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A price of a book with its floor and cost, where the actor sees them."""

    price: Price
    floor: Floor | None


def prices_of(book: PriceBook, *, product_id: int | None = None, after: str = "") -> tuple[list[Shown], str]:
    """A page of a book's prices by product and quantity, and where the next one begins ("" at the end)."""
    rows = Price.objects.filter(book=book).select_related("product").order_by("product_id", "from_quantity")
    if product_id:
        rows = rows.filter(product_id=product_id)
    behind, _mark, quantity = after.partition("~")
    if behind.isdecimal() and len(behind) < 19 and quantity.replace(".", "", 1).isdecimal() and len(quantity) < 16:
        same = Q(product_id=int(behind), from_quantity__gt=Decimal(quantity))
        rows = rows.filter(same | Q(product_id__gt=int(behind)))
    found = list(rows[: PAGE + 1])
    more = f"{found[PAGE - 1].product_id}~{found[PAGE - 1].from_quantity}" if len(found) > PAGE else ""
    floors = floors_of(one.pk for one in found[:PAGE])
    return [Shown(one, floors.get(one.pk)) for one in found[:PAGE]], more


def prices_of_product(product_id: int, actor: Actor) -> list[Price]:
    """What a product costs, in each book in use; the first of them."""
    rows = Price.objects.filter(product_id=product_id, book__in=pricebooks(actor).filter(is_active=True))
    return list(rows.select_related("book").order_by("book__name", "book_id", "from_quantity")[:PAGE])


def floors_of(price_ids: Iterable[int]) -> dict[int, Floor]:
    """Floors and costs by price; nothing where the actor's roles do not show them (the policy decides)."""
    return {one.pk: one for one in Floor.objects.filter(pk__in=list(price_ids))}


def price_of(book_id: int, product_id: int, quantity: Decimal) -> Price | None:
    """What a product costs in a book at a quantity: the break with the largest quantity that is reached."""
    rows = Price.objects.filter(book_id=book_id, product_id=product_id, from_quantity__lte=quantity)
    return rows.order_by("-from_quantity").first()


def prices_for(book_id: int, wanted: Collection[tuple[int, Decimal]]) -> dict[tuple[int, Decimal], Price]:
    """The same for many products and quantities, in one query."""
    rows = Price.objects.filter(book_id=book_id, product_id__in={product for product, _ in wanted})
    known = list(rows.order_by("-from_quantity"))
    found = {}
    for product_id, quantity in wanted:
        fitting = (one for one in known if one.product_id == product_id and one.from_quantity <= quantity)
        if (price := next(fitting, None)) is not None:
            found[product_id, quantity] = price
    return found


def own_currency() -> str:
    """The company's own currency, which rates are given in."""
    return company_customs().currency


def rate_between(currency: str, into: str, day: date) -> Decimal | None:
    """What one unit of `currency` is worth in `into` on a day, by the latest rates up to it; None where one is missing."""
    if currency == into:
        return Decimal(1)
    own = own_currency()
    worth = {own: Decimal(1)}
    for code in {currency, into} - {own}:
        found = Rate.objects.filter(currency=code, on__lte=day).order_by("-on").first()
        if found is None:
            return None
        worth[code] = found.rate
    return worth[currency] / worth[into]


def rates(*, before: date | None = None) -> list[Rate]:
    """The rates the company keeps, the newest days first."""
    rows = Rate.objects.order_by("-on", "currency")
    return list((rows.filter(on__lt=before) if before else rows)[:PAGE])
