"""The lines of a draft, and the sums they add up to."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from guanxi.approvals.actions.approval import outdate
from guanxi.commerce.models import Product
from guanxi.commerce.queries.discount import limit_of
from guanxi.commerce.queries.part import parts_of
from guanxi.commerce.queries.pricebook import price_of, rate_between
from guanxi.commerce.queries.product import products
from guanxi.commerce.rules.arithmetic import (
    Amounts,
    discount_between,
    discounted,
    exchanged,
    line_amounts,
    price_after,
    rounded,
    shared_out,
    total_of,
    whole_discount,
)
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.sales.actions.draft import lock_draft
from guanxi.sales.models import Quote, QuoteLine
from guanxi.staff.queries.company import today_of

MOST = 200  # of one quote
LARGEST = Decimal(10) ** 10  # of a quantity and of a price
LARGEST_LINE = Decimal(10) ** 12


def list_price(quote: Quote, product: Product, quantity: Decimal, at: datetime) -> Decimal | None:
    """What one costs without a discount: by the quote's book, else the product's own price, exchanged where a rate is kept.

    A bundle without either costs what its parts cost at their quantities, less its discount on these; None where one has no price.
    """
    own = _own_price(quote, product, quantity, at)
    parts = [] if own is not None else parts_of([product.pk]).get(product.pk, [])
    if not parts:
        return own
    prices = [(one.quantity, _own_price(quote, one.product, quantity * one.quantity, at)) for one in parts]
    if any(price is None for _quantity, price in prices):
        return None
    total = sum((each * price for each, price in prices if price is not None), Decimal(0))
    return discounted(total, product.parts_discount)


def _own_price(quote: Quote, product: Product, quantity: Decimal, at: datetime) -> Decimal | None:
    if quote.book_id is not None:
        found = price_of(quote.book_id, product.pk, quantity)
        if found is not None:
            return found.price
    if product.price is None:
        return None
    rate = rate_between(product.currency or quote.currency, quote.currency, today_of(at))
    if rate is None or rate == 1:
        return None if rate is None else product.price
    return exchanged(product.price, rate, quote.currency)


@transaction.atomic
def add_quote_line(
    quote: Quote, values: Mapping[str, Any], *, actor: Actor, at: datetime, strict: bool = True
) -> QuoteLine:
    """One more line of a draft, at its end.

    `values`: product or text, quantity, and price or discount (percent of the list price; without either the list price
    holds), off (an amount off the line), reason (of a large discount), tax_rate (default: the quote's). Not `strict`: without
    any price it costs 0, to be filled in, and nobody asks for a reason yet. Raises `Refused`.
    """
    locked = lock_draft(quote, actor)
    if locked.lines.count() >= MOST:
        raise Refused(_("A quote has at most 200 lines."))
    last = locked.lines.aggregate(last=Max("position"))["last"] or 0
    line = QuoteLine(quote=locked, position=last + 1, tax_rate=locked.tax_rate)
    _take(line, values, actor, at, strict=strict)
    line.save()
    sum_up(locked)
    _copy_sums(locked, quote)
    outdate("quote", [locked.pk], actor=actor, at=at)
    return line


@transaction.atomic
def change_quote_line(
    quote: Quote, line_id: int, values: Mapping[str, Any], *, actor: Actor, at: datetime
) -> QuoteLine:
    """Change a line of a draft; `values` as for a new one. Raises `Refused`."""
    locked = lock_draft(quote, actor)
    line = locked.lines.filter(pk=line_id).first()
    if line is None:
        raise Refused(_("This line does not exist any more."))
    line.quote = locked
    _take(line, values, actor, at, strict=True)
    line.save()
    sum_up(locked)
    _copy_sums(locked, quote)
    outdate("quote", [locked.pk], actor=actor, at=at)
    return line


@transaction.atomic
def remove_quote_line(quote: Quote, line_id: int, *, actor: Actor, at: datetime) -> int:
    """Take a line out of a draft; answers how many went."""
    locked = lock_draft(quote, actor)
    gone = locked.lines.filter(pk=line_id).delete()[0]
    sum_up(locked)
    _copy_sums(locked, quote)
    outdate("quote", [locked.pk], actor=actor, at=at)
    return gone


def price_anew(quote: Quote) -> None:
    """Another book or tax: every line takes the quote's tax, its amounts follow. Unit prices stay as they were agreed."""
    for line in quote.lines.all():
        line.quote, line.tax_rate = quote, quote.tax_rate
        _settle(line)
        line.save()
    sum_up(quote)


def _take(line: QuoteLine, values: Mapping[str, Any], actor: Actor, at: datetime, *, strict: bool) -> None:
    quantity = values.get("quantity")
    if quantity is None or not 0 < quantity < LARGEST:
        raise Refused(_("A quantity is more than 0 and has at most ten digits."), field="quantity")
    line.quantity = quantity
    product = None
    if values.get("product"):
        product = products(actor).filter(pk=values["product"]).first()
        if product is None and values["product"] != line.product_id:
            raise Refused(_("There is no such product."), field="product")
        product = product or line.product
    line.product = product
    line.text = (values.get("text") or (product.name if product else "")).strip()[:300]
    if not line.text:
        raise Refused(_("Choose a product, or say in words what it is."), field="text")
    inside = parts_of([product.pk]).get(product.pk, []) if product else []
    line.parts = [{"code": one.product.code, "name": one.product.name, "quantity": str(one.quantity)} for one in inside]
    line.list_price = list_price(line.quote, product, quantity, at) if product else None
    if values.get("tax_rate") is not None:
        line.tax_rate = values["tax_rate"]
    if not 0 <= line.tax_rate <= 100:
        raise Refused(_("A tax rate lies between 0 and 100."), field="tax_rate")
    line.price = _price(line, values, strict=strict)
    line.off = _off(line, values)
    line.share = Decimal(0)
    line.reason = (values.get("reason") or "").strip()[:300]
    _settle(line)
    if strict:
        check_reason(line, "", limit_of(actor))


def _price(line: QuoteLine, values: Mapping[str, Any], *, strict: bool) -> Decimal:
    price, discount = values.get("price"), values.get("discount")
    if discount is not None and not 0 <= discount <= 100:
        raise Refused(_("A discount lies between 0 and 100."), field="discount")
    if discount and price is not None:
        if line.pk is None or price != line.price:
            raise Refused(_("Give the price or a discount, not both."), field="discount")
        if line.list_price is None:
            raise Refused(
                _("A discount comes off the list price, and there is none here. Give the price."), field="discount"
            )
        price = None  # the price that stood there makes room for the list price less the discount
    if price is not None:
        if not 0 <= price < LARGEST:
            raise Refused(_("A price is at least 0 and has at most ten digits."), field="price")
        return Decimal(price)
    if line.list_price is None:
        if strict:
            raise Refused(_("There is no list price in this currency. Give a price."), field="price")
        return Decimal(0)
    return line.list_price if discount is None else discounted(line.list_price, discount)


def _off(line: QuoteLine, values: Mapping[str, Any]) -> Decimal:
    off, currency = Decimal(values.get("off") or 0), line.quote.currency
    if not 0 <= off <= rounded(line.quantity * line.price, currency):
        raise Refused(_("More than the line costs cannot be taken off."), field="off")
    if off != rounded(off, currency):
        raise Refused(_("The currency has no such small amounts."), field="off")
    return off


def discount_of(line: QuoteLine) -> Decimal | None:
    """By how many percent it costs less in the end than by its list price, or by its own price where there is none."""
    final = price_after(line.price, line.quantity, line.off + line.share)
    return discount_between(line.list_price or line.price, final)


def check_reason(line: QuoteLine, reason: str, limit: Decimal | None, field: str = "reason") -> None:
    """Raise `Refused` where its discount is above the limit, and nobody says why."""
    discount = discount_of(line)
    if limit is not None and discount is not None and discount > limit and not (line.reason or reason):
        words = {"discount": _number(discount), "limit": _number(limit), "line": line.position}
        raise Refused(
            _("Line %(line)s: say why it is %(discount)s %% off. Your roles give up to %(limit)s %% without a reason.")
            % words,
            field=field,
            code="reason_needed",
        )


def _number(percent: Decimal) -> str:
    return str(number_format(percent.normalize()))


def _settle(line: QuoteLine) -> None:
    """Its amounts, rounded as `commerce.rules.arithmetic` says."""
    quote = line.quote
    taken = line.off + line.share
    made = line_amounts(line.quantity, line.price, line.tax_rate, quote.currency, included=quote.included, off=taken)
    if made.gross >= LARGEST_LINE:
        raise Refused(_("This line is too large to be true."), field="quantity")
    line.net, line.tax_amount, line.total = made.net, made.tax, made.gross


def sum_up(quote: Quote) -> list[QuoteLine]:
    """Share the discount on the whole out among its lines, and add these up; answers them."""
    lines, currency = list(quote.lines.all()), quote.currency
    amounts = [rounded(one.quantity * one.price, currency) - one.off for one in lines]
    discount = whole_discount(sum(amounts, Decimal(0)), quote.discount_percent, quote.discount_amount, currency)
    changed = []
    for line, share in zip(lines, shared_out(discount, amounts, currency), strict=True):
        if line.share != share:
            line.quote, line.share = quote, share
            _settle(line)
            changed.append(line)
    QuoteLine.objects.bulk_update(changed, ["share", "net", "tax_amount", "total"])
    total = total_of(Amounts(one.net, one.tax_amount, one.total) for one in lines)
    quote.net, quote.tax_amount, quote.total = total.net, total.tax, total.gross
    quote.save(update_fields=["net", "tax_amount", "total"])
    return lines


def _copy_sums(source: Quote, target: Quote) -> None:
    target.net, target.tax_amount, target.total = source.net, source.tax_amount, source.total
