"""Quotes an actor sees, and what helps to price their lines."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.utils import timezone

from guanxi.commerce.models import Floor, Part
from guanxi.commerce.queries.part import parts_of
from guanxi.commerce.queries.pricebook import books_for, floors_of, own_currency, prices_for, rate_between
from guanxi.commerce.rules.arithmetic import discount_between, margin_of, without_tax
from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.customers.models import Customer
from guanxi.customers.queries.customer import customers
from guanxi.sales.models import Quote, QuoteCopy, QuoteLine
from guanxi.staff.models import Member

LATEST = 8
PAID = 3  # last prices shown per product
MOST_READ = 200  # order lines of one product looked at for them, those written last


def quotes(actor: Actor) -> QuerySet[Any]:
    """Quotes in the actor's data scope, without those in the bin, with their `state`: the status, or expired."""
    today = timezone.localtime(clock.now()).date()
    state = Case(
        When(status="sent", valid_until__lt=today, then=Value("expired")),
        default=F("status"),
        output_field=CharField(),
    )
    rows: QuerySet[Any] = Quote.objects.alive().visible_to(actor)
    shown: QuerySet[Any] = rows.annotate(state=state)
    return shown


def quotes_of(actor: Actor, **of: int) -> list[Quote]:
    """The latest quotes of a customer or an opportunity, for a panel."""
    return list(quotes(actor).filter(**of).order_by("-pk")[:LATEST])


def accepted_of(opportunity_id: int, actor: Actor) -> Quote | None:
    """The quote of an opportunity that the customer accepted last, with what it comes to; None where the actor sees no such one."""
    if not actor.may("see", "quote") or actor.masks("quote", "total") or actor.masks("opportunity", "amount"):
        return None
    rows = quotes(actor).filter(opportunity=opportunity_id, status=Quote.Status.ACCEPTED)
    found: Quote | None = rows.order_by("-answered_at", "-pk").first()
    return found


def likely_prices(customer_id: int, currency: str, actor: Actor, today: date) -> dict[str, Any]:
    """What a quote to a customer most likely begins with: price book, currency and tax.

    The currency is the given one (of the opportunity or the customer), else that of his last quote, else the company's.
    The book is that of his last quote, unless there is one of member prices for him by now; else the only one that holds in
    the currency; it says the tax. Without a book the tax is that of his last quote in the currency. Three queries.
    """
    last = quotes(actor).filter(customer_id=customer_id).order_by("-pk").first()
    wanted = currency or (last.currency if last is not None else own_currency())
    tags = tags_of(customer_id, actor)
    held = [one for one in books_for(actor, today) if one.currency == wanted and one.holds_for(tags)]
    held = [one for one in held if one.tags] or held
    book = next(
        (one for one in held if last is not None and one.pk == last.book_id), held[0] if len(held) == 1 else None
    )
    source = book or (last if last is not None and last.currency == wanted else None)
    tax = {} if source is None else {"tax": source.tax, "tax_rate": source.tax_rate}
    return {"currency": wanted, "book": book.pk if book else None, **tax}


def tags_of(customer_id: int | None, actor: Actor) -> list[str]:
    """The tags of a customer, which say what price books hold for him; none where the actor does not see him."""
    return customers(actor).filter(pk=customer_id or 0).values_list("tags", flat=True).first() or []


def lines_of_quote(quote: Quote) -> list[QuoteLine]:
    """Its lines with their products."""
    return list(QuoteLine.objects.filter(quote=quote).select_related("product").order_by("position"))


def whole_of(lines: Sequence[QuoteLine]) -> dict[str, Decimal] | None:
    """What the lines cost `before` the discount on the whole, and its `amount`; None where there is none."""
    amount = sum((one.share for one in lines), Decimal(0))
    return {"before": sum((one.amount(before=True) for one in lines), Decimal(0)), "amount": amount} if amount else None


def copies_of(quote: Quote) -> list[QuoteCopy]:
    """What was sent, the newest first, with the answers."""
    rows = (
        QuoteCopy.objects.filter(quote=quote)
        .select_related("member", "answer", "answer__member", "opening")
        .order_by("-version")
    )
    return list(rows.defer("pages", "data"))


def below_floor(quote_id: int, today: date) -> list[int]:
    """Positions of lines below the floor; known also to whoever does not see floors, so that nobody sends one by mistake."""
    with connection.cursor() as cursor:
        cursor.execute("select * from sales_below_floor(%s, %s)", [quote_id, today])
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Paid:
    """What the customer paid for one of a product."""

    on: date
    price: Decimal
    currency: str
    quantity: Decimal
    number: str
    order_id: int


@dataclass(frozen=True, slots=True)
class Beside:
    """The same product in another quote that still holds; `quote_id` only where the actor sees it.

    `elsewhere` is a company of the customer's group where it is not the customer himself ("" where the actor does not see it).
    """

    quote_id: int | None
    number: str
    owner: str
    quantity: Decimal
    price: Decimal
    currency: str
    valid_until: date
    differs: bool
    is_elsewhere: bool = False
    elsewhere: str = ""


@dataclass(slots=True)
class Guided:
    """A line with what helps to price it. Floor, cost and margin are None where the actor's roles do not show them.

    `discount`: in percent of the list price (without one: of its own), with what is taken off line and whole.
    """

    line: QuoteLine
    discount: Decimal | None = None
    paid: list[Paid] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)
    floor: Decimal | None = None
    margin: Decimal | None = None
    is_below: bool = False

    @property
    def amount(self) -> Decimal:
        """What the line costs by its prices, before the discount on the whole."""
        return self.line.amount(before=True)

    @property
    def after(self) -> bool:
        """Whether something is taken off besides the discount in percent."""
        return bool(self.line.off or self.line.share)

    @property
    def own_discount(self) -> Decimal | None:
        """What its unit price is below the list price, in percent."""
        return discount_between(self.line.list_price, self.line.price)

    @property
    def differing(self) -> list[Beside]:
        """Other valid quotes at another price."""
        return [one for one in self.beside if one.differs]


def guided(quote: Quote, actor: Actor, today: date) -> list[Guided]:
    """The lines of a quote, each with last prices paid, other valid quotes, discount, and floor and margin for those who may see."""
    lines = [
        Guided(one, discount_between(one.list_price or one.price, one.final_price)) for one in lines_of_quote(quote)
    ]
    products = {one.line.product_id for one in lines if one.line.product_id is not None}
    paid = last_paid(quote.customer_id, products, actor)
    beside = quoted_beside(quote, lines, products, today)
    below = set(below_floor(quote.pk, today)) if actor.may("edit", "quote") else set()
    floors = _floors(quote, lines) if actor.may("see", "floor") else {}
    for one in lines:
        line = one.line
        one.paid = paid.get(line.product_id or 0, [])
        one.beside = beside.get(line.pk, [])
        one.is_below = line.position in below
        if (kept := floors.get(line.pk)) is not None and quote.book is not None:
            one.floor = kept.floor
            held = quote.book.tax == "included"
            cost = None if kept.cost is None else without_tax(kept.cost, quote.book.tax_rate, included=held)
            one.margin = margin_of(without_tax(line.final_price, line.tax_rate, included=quote.included), cost)
    return lines


def _floors(quote: Quote, lines: Sequence[Guided]) -> dict[int, Floor]:
    """Floor and cost per line, from the quote's own book."""
    if quote.book_id is None:
        return {}
    wanted = {(one.line.product_id, one.line.quantity) for one in lines if one.line.product_id is not None}
    bundles = parts_of({product for product, _quantity in wanted})
    inside = {(part.product_id, quantity * part.quantity) for one, quantity in wanted for part in bundles.get(one, [])}
    prices = prices_for(quote.book_id, wanted | inside)
    floors = floors_of(one.pk for one in prices.values())
    kept = {place: floors[price.pk] for place, price in prices.items() if price.pk in floors}
    found = {}
    for one in lines:
        place = (one.line.product_id or 0, one.line.quantity)
        if (own := _kept(kept.get(place), bundles.get(place[0], []), place[1], kept)) is not None:
            found[one.line.pk] = own
    return found


def _kept(
    own: Floor | None, parts: Sequence[Part], quantity: Decimal, kept: Mapping[tuple[int, Decimal], Floor]
) -> Floor | None:
    """A product's own floor and cost; of a bundle without one, the sum of its parts' (cost: where all of them are known)."""
    if not parts:
        return own
    held = [(part.quantity, kept.get((part.product_id, quantity * part.quantity))) for part in parts]
    floors = [each * one.floor for each, one in held if one is not None and one.floor is not None]
    costs = [each * one.cost for each, one in held if one is not None and one.cost is not None]
    made = Floor(floor=own.floor if own else None, cost=own.cost if own else None)
    if made.floor is None and floors:
        made.floor = sum(floors, Decimal(0))
    if made.cost is None and len(costs) == len(parts):
        made.cost = sum(costs, Decimal(0))
    return made


LAST_PAID = """
select p.product, k.* from unnest(%(products)s::bigint[]) p(product) cross join lateral (
    select o.ordered_at, l.price, o.currency, l.quantity, o.number, o.id
      from (select order_id, price, quantity from commerce_line
             where customer_id = %(customer)s and product_id = p.product and quantity > 0 order by id desc limit %(most)s) l
      join commerce_order o on o.id = l.order_id
     where o.status = 'placed' and o.deleted_at is null
     order by o.ordered_at desc, o.id desc limit %(size)s) k
"""


def last_paid(customer_id: int | None, products: Collection[int], actor: Actor) -> dict[int, list[Paid]]:
    """What the customer paid for these products in his last orders, by product: one query, along an index."""
    if customer_id is None or not products or not actor.may("see", "order"):
        return {}
    found: dict[int, list[Paid]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            LAST_PAID, {"products": list(products), "customer": customer_id, "size": PAID, "most": MOST_READ}
        )
        for product, at, price, currency, quantity, number, order_id in cursor.fetchall():
            day = timezone.localtime(at).date()
            found[product].append(Paid(day, price, currency, quantity, number, order_id))
    return found


def quoted_beside(
    quote: Quote, lines: Sequence[Guided], products: Collection[int], today: date
) -> dict[int, list[Beside]]:
    """For each line the same product in other quotes to this customer or his group that still hold, also of colleagues."""
    if quote.customer_id is None or not products:
        return {}
    with connection.cursor() as cursor:
        given: list[Any] = [quote.pk, quote.customer_id, list(products), today]
        cursor.execute("select * from sales_quoted_beside(%s, %s, %s, %s)", given)
        rows = cursor.fetchall()
    companies = dict(Customer.objects.filter(pk__in={row[11] for row in rows} - {None}).values_list("pk", "name"))
    names = dict(Member.objects.filter(pk__in={row[3] for row in rows}).values_list("pk", "name"))
    worth = {code: rate_between(code, quote.currency, today) for code in {row[8] for row in rows}}
    found: dict[int, list[Beside]] = defaultdict(list)
    for one in lines:
        line = one.line
        mine = without_tax(line.final_price, line.tax_rate, included=quote.included)
        for (
            product,
            quote_id,
            number,
            owner,
            quantity,
            price,
            tax,
            rate,
            currency,
            until,
            is_elsewhere,
            company,
        ) in rows:
            if product == line.product_id:
                net, into = without_tax(price, rate, included=tax == "included"), worth[currency]
                # in a currency without a rate nobody can say that it is the same
                differs = into is None or abs(net * into - mine) > (Decimal("0.0001") if into == 1 else mine / 200)
                found[line.pk].append(
                    Beside(
                        quote_id, number, names.get(owner, ""), quantity, price, currency, until, differs,
                        is_elsewhere, companies.get(company, ""),
                    )
                )  # fmt: skip
    return found
