"""How amounts are parted, and what a payment pays."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.contracts.rules import equal_parts, months_later, oldest_first

AMOUNTS = st.decimals("0.01", "9999999999999.99", places=2)


@given(amount=AMOUNTS, number=st.integers(1, 120))
def test_equal_parts_add_up_and_the_last_takes_the_rest(amount: Decimal, number: int) -> None:
    if amount < Decimal("0.01") * number:
        with pytest.raises(ValueError, match=str(amount)):
            equal_parts(amount, number)
        return
    parts = equal_parts(amount, number)
    assert (len(parts), sum(parts)) == (number, amount)
    assert len(set(parts[:-1])) <= 1
    assert Decimal(0) <= parts[-1] - parts[0] < Decimal("0.01") * number


def test_three_parts_of_a_thousand() -> None:
    assert equal_parts(Decimal(1000), 3) == [Decimal("333.33"), Decimal("333.33"), Decimal("333.34")]


@given(amount=AMOUNTS, parts=st.lists(AMOUNTS, max_size=8))
def test_a_payment_fills_the_oldest_before_it_touches_the_next(amount: Decimal, parts: list[Decimal]) -> None:
    shares = dict(oldest_first(amount, enumerate(parts)))
    assert sum(shares.values()) == min(amount, sum(parts))
    assert all(shares[n] == parts[n] for n in list(shares)[:-1])
    assert list(shares) == list(range(len(shares)))


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (0, date(2027, 1, 31)),
        (1, date(2027, 2, 28)),
        (13, date(2028, 2, 29)),
        (3, date(2027, 4, 30)),
        (12, date(2028, 1, 31)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(months: int, expected: date) -> None:
    assert months_later(date(2027, 1, 31), months) == expected
