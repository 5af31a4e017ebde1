"""Money arithmetic, in one place and in decimals.

The rule: every line is rounded by itself, half up, to the smallest unit of its currency (the decimals that pages show,
at most three); its tax is rounded the same way; totals are plain sums of what stands on the lines. So what is printed
always adds up. A unit price has at most four decimals.

A discount on the whole is rounded once, half up, and shared out among the lines in proportion to their amounts, in
smallest units, those that lose most by rounding down first: the shares add up to it. Tax is reckoned on what is left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext

from babel.numbers import get_currency_precision

MOST_PLACES = 3
PRICE_PLACES = Decimal("0.0001")
DISCOUNT_PLACES = Decimal("0.01")
DIGITS = 60  # of what is computed before it is rounded: nothing is lost on the way
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Amounts:
    """Without tax, the tax, and both together."""

    net: Decimal
    tax: Decimal
    gross: Decimal


NOTHING = Amounts(Decimal(0), Decimal(0), Decimal(0))


def places_of(currency: str) -> int:
    """How many decimals amounts of a currency have."""
    return min(get_currency_precision(currency), MOST_PLACES)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Half up (away from zero) to the currency's smallest unit."""
    with localcontext() as context:
        context.prec = DIGITS
        return amount.quantize(Decimal(1).scaleb(-places_of(currency)), ROUND_HALF_UP)


def discounted(price: Decimal, percent: Decimal) -> Decimal:
    """A unit price less `percent`, with four decimals."""
    with localcontext() as context:
        context.prec = DIGITS
        return (price * (HUNDRED - percent) / HUNDRED).quantize(PRICE_PLACES, ROUND_HALF_UP)


def discount_between(list_price: Decimal | None, price: Decimal) -> Decimal | None:
    """By how many percent `price` lies below the list price (negative: above); None without a list price."""
    if not list_price:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        return ((list_price - price) * HUNDRED / list_price).quantize(DISCOUNT_PLACES, ROUND_HALF_UP)


def line_amounts(
    quantity: Decimal, price: Decimal, rate: Decimal, currency: str, *, included: bool, off: Decimal = Decimal(0)
) -> Amounts:
    """A line of `quantity` at a unit `price`, less the amount `off`.

    `rate` is the tax in percent, `included` whether the price holds it.
    """
    with localcontext() as context:
        context.prec = DIGITS
        amount = rounded(quantity * price, currency) - off
        if included:
            tax = rounded(amount * rate / (HUNDRED + rate), currency)
            return Amounts(amount - tax, tax, amount)
        tax = rounded(amount * rate / HUNDRED, currency)
        return Amounts(amount, tax, amount + tax)


def whole_discount(total: Decimal, percent: Decimal | None, amount: Decimal | None, currency: str) -> Decimal:
    """What a discount in percent, or else as an amount, takes off `total`: never more than that is."""
    with localcontext() as context:
        context.prec = DIGITS
        if percent is not None:
            return rounded(total * percent / HUNDRED, currency)
        return min(amount or Decimal(0), total)


def shared_out(discount: Decimal, amounts: Sequence[Decimal], currency: str) -> list[Decimal]:
    """A discount of at most their sum, shared out among amounts: each at most itself, all of it together."""
    unit, total = Decimal(1).scaleb(-places_of(currency)), sum(amounts, Decimal(0))
    if not total:
        return [Decimal(0)] * len(amounts)
    with localcontext() as context:
        context.prec = DIGITS
        exact = [discount * one / total for one in amounts]
        shares = [one.quantize(unit, ROUND_FLOOR) for one in exact]
        left = int((discount - sum(shares)) / unit)
        first = sorted(range(len(amounts)), key=lambda place: shares[place] - exact[place])
        for place in first[:left]:
            shares[place] += unit
    return shares


def price_after(price: Decimal, quantity: Decimal, off: Decimal) -> Decimal:
    """What one costs in the end where an amount is taken off the line, with four decimals; the database keeps the same."""
    with localcontext() as context:
        context.prec = DIGITS
        return (price - off / quantity).quantize(PRICE_PLACES, ROUND_HALF_UP) if off else price


def total_of(lines: Iterable[Amounts]) -> Amounts:
    """The sums of lines: nothing is rounded again."""
    net = tax = Decimal(0)
    for line in lines:
        net, tax = net + line.net, tax + line.tax
    return Amounts(net, tax, net + tax)


def margin_of(price: Decimal, cost: Decimal | None) -> Decimal | None:
    """What is left of a price without tax after its cost, in percent of the price; None where either is missing."""
    if cost is None or not price:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        return ((price - cost) * HUNDRED / price).quantize(DISCOUNT_PLACES, ROUND_HALF_UP)


def without_tax(price: Decimal, rate: Decimal, *, included: bool) -> Decimal:
    """A unit price without its tax, with four decimals: what floors, costs and prices of others are compared by."""
    if not included:
        return price
    with localcontext() as context:
        context.prec = DIGITS
        return (price * HUNDRED / (HUNDRED + rate)).quantize(PRICE_PLACES, ROUND_HALF_UP)


def exchanged(amount: Decimal, rate: Decimal, into: str) -> Decimal:
    """An amount in another currency, rounded to that one's smallest unit."""
    with localcontext() as context:
        context.prec = DIGITS
        return rounded(amount * rate, into)
