from decimal import Decimal

import pytest

from guanxi.timeline.rules.money import money_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("单价我们保证每台8800元", ("8800", "CNY")),
        ("给到 1,200.50 元一件", ("1200.50", "CNY")),
        ("总价不超过3.5万元", ("35000", "CNY")),
        ("¥980 含税", ("980", "CNY")),
        ("120 RMB per piece", ("120", "CNY")),
        ("We guarantee 1,200 EUR", ("1200", "EUR")),
        ("for $99.5 each", ("99.5", "USD")),
        ("USD 450 until May", ("450", "USD")),
        ("500美元", ("500", "USD")),
    ],
)
def test_an_amount_is_read_with_its_currency(text: str, expected: tuple[str, str]) -> None:
    assert money_in(text) == (Decimal(expected[0]), expected[1])


@pytest.mark.parametrize("text", ["", "3天内", "打九折", "5%", "A100", "50 pieces", "下周一"])
def test_figures_without_a_currency_are_no_amount(text: str) -> None:
    assert money_in(text) is None
