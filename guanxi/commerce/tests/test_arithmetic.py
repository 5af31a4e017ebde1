"""Whatever is multiplied and rounded: what is printed adds up, in every currency."""

from decimal import Decimal

import pytest
from babel.numbers import list_currencies
from hypothesis import given
from hypothesis import strategies as st

from guanxi.commerce.rules.arithmetic import (
    Amounts,
    discount_between,
    discounted,
    exchanged,
    line_amounts,
    margin_of,
    places_of,
    rounded,
    total_of,
    without_tax,
)

CURRENCIES = st.sampled_from(sorted(list_currencies()))
QUANTITIES = st.decimals(Decimal("0.001"), Decimal(99_999_999_999), places=3)
PRICES = st.decimals(0, Decimal(9_999_999_999), places=4)
PERCENTS = st.decimals(0, 100, places=3)
LINES = st.lists(st.tuples(QUANTITIES, PRICES, PERCENTS), max_size=20)


@given(LINES, CURRENCIES, st.booleans())
def test_the_sum_of_the_lines_is_the_total_in_every_currency(lines, currency, included) -> None:
    made = [line_amounts(*line, currency, included=included) for line in lines]
    total = total_of(made)
    assert total.gross == sum(one.gross for one in made)
    assert total.net + total.tax == total.gross
    for amount in (total.net, total.tax, total.gross, *(one.net for one in made)):
        assert amount == rounded(amount, currency)


@given(QUANTITIES, PRICES, PERCENTS, CURRENCIES)
def test_a_line_is_off_by_half_a_unit_at_most(quantity, price, rate, currency) -> None:
    half = Decimal(1).scaleb(-places_of(currency)) / 2
    added = line_amounts(quantity, price, rate, currency, included=False)
    held = line_amounts(quantity, price, rate, currency, included=True)
    assert abs(Decimal(added.net) - exact(quantity * price)) <= half
    assert held.gross == added.net
    assert 0 <= held.tax <= held.gross


def exact(amount: Decimal) -> Decimal:
    return amount


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("2.5", "JPY", "3"),
        ("0.005", "CNY", "0.01"),
        ("0.004999", "CNY", "0.00"),
        ("-0.005", "CNY", "-0.01"),
        ("0.0005", "KWD", "0.001"),
        ("1.00005", "CLF", "1.000"),
    ],
)
def test_rounding_is_half_up_to_the_smallest_unit(amount, currency, expected) -> None:
    assert str(rounded(Decimal(amount), currency)) == expected


@pytest.mark.parametrize(
    ("included", "amounts"),
    [
        (False, Amounts(Decimal("99.99"), Decimal("13.00"), Decimal("112.99"))),
        (True, Amounts(Decimal("88.49"), Decimal("11.50"), Decimal("99.99"))),
    ],
)
def test_tax_is_added_or_taken_out(included, amounts) -> None:
    assert line_amounts(Decimal(3), Decimal("33.33"), Decimal(13), "CNY", included=included) == amounts


@given(st.decimals(1, Decimal(999_999), places=2), st.decimals(0, 100, places=2))
def test_a_discount_reads_as_it_was_given(price, percent) -> None:
    found = discount_between(price, discounted(price, percent))
    assert found is not None
    assert abs(found - percent) <= Decimal("0.01")


def test_discount_margin_and_exchange_say_nothing_where_there_is_nothing_to_say() -> None:
    assert discount_between(None, Decimal(5)) is None
    assert discount_between(Decimal(0), Decimal(5)) is None
    assert discount_between(Decimal(100), Decimal(110)) == Decimal("-10.00")
    assert margin_of(Decimal(100), None) is None
    assert margin_of(Decimal(0), Decimal(5)) is None
    assert margin_of(Decimal(100), Decimal(80)) == Decimal("20.00")
    assert without_tax(Decimal(113), Decimal(13), included=True) == Decimal("100.0000")
    assert without_tax(Decimal(113), Decimal(13), included=False) == Decimal(113)
    assert exchanged(Decimal("10.00"), Decimal("7.1234"), "CNY") == Decimal("71.23")
