from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.intake.values import BadValue, Hints, Money, infer_decimal, parse_decimal, parse_integer, parse_money


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1,234", "1234"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("1 234 567,89", "1234567.89"),
        ("1\u00a0234\u00a0567", "1234567"), ("1'234.5", "1234.5"), ("1’234’567", "1234567"), ("1,23,456.00", "123456"),
        ("1,2345,6789", "123456789"), ("0,123", "0.123"), ("12,5", "12.5"), (".5", "0.5"), ("1.", "1"),
        ("１，２３４．５", "1234.5"), ("３５０万", "3500000"), ("1.2万", "12000"), ("2亿", "200000000"),
        ("1亿2000万", "120000000"), ("3千", "3000"), ("5百万", "5000000"), ("1.5万亿", "1500000000000"),
        ("(123)", "-123"), ("（1,234.50）", "-1234.5"), ("123-", "-123"), ("−5", "-5"), ("15%", "0.15"), ("-2.5‰", "-0.0025"),
        ("1.5e3", "1500"), ("2E-2", "0.02"), ("¥1,200.50", "1200.5"), ("007", "7"),
    ],
)  # fmt: skip
def test_decimal_reads_what_people_write(raw: str, value: str) -> None:
    assert parse_decimal(raw) == Decimal(value)


@pytest.mark.parametrize(
    "raw", ["abc", "-", "--5", "1,,2", "5e", "12.5.3", "1.2.3,4", "5万3亿", "万", "1 23", "12,34,5"]
)
def test_decimal_refuses_what_is_no_number(raw: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_decimal(raw)
    assert refused.value.problem == ("not_a_number", {"raw": raw})


def test_decimal_refuses_what_can_be_read_in_two_ways_until_the_column_decides() -> None:
    with pytest.raises(BadValue) as refused:
        parse_decimal("1,2345")
    assert refused.value.problem.code == "ambiguous_number"
    assert parse_decimal("1,2345", hints=Hints(decimal=",")) == Decimal("1.2345")
    assert parse_decimal("1.234", hints=Hints(decimal=",")) == Decimal(1234)


@pytest.mark.parametrize("raw", ["1e999", "9" * 31, "1e-999"])
def test_decimal_refuses_figures_that_are_no_business_figures(raw: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_decimal(raw)
    assert refused.value.problem.code == "number_too_large"


def test_integer_is_whole_and_fits_64_bits() -> None:
    assert parse_integer("12.0") == 12
    for raw, code in (("12.5", "not_whole"), (str(2**63), "number_too_large"), ("", "blank")):
        with pytest.raises(BadValue) as refused:
            parse_integer(raw)
        assert refused.value.problem.code == code


@pytest.mark.parametrize(
    ("raw", "amount", "currency"),
    [
        ("1.2万元", "12000", "CNY"), ("￥1,200", "1200", "CNY"), ("RMB 100", "100", "CNY"), ("人民币100元", "100", "CNY"),
        ("100元整", "100", "CNY"), ("CNY1,000", "1000", "CNY"), ("$5", "5", "USD"), ("US$ 5", "5", "USD"),
        ("HK$ 5", "5", "HKD"), ("usd 5.5", "5.5", "USD"), ("5 €", "5", "EUR"), ("€1.234,50", "1234.5", "EUR"),
        ("£9.99", "9.99", "GBP"), ("(¥500)", "-500", "CNY"), ("-$5", "-5", "USD"), ("1234.50", "1234.5", None),
        ("3万美元", "30000", "USD"),
    ],
)  # fmt: skip
def test_money_is_amount_and_currency(raw: str, amount: str, currency: str | None) -> None:
    assert parse_money(raw) == Money(Decimal(amount), currency)


def test_money_takes_the_currency_of_a_bare_sign_from_the_hint() -> None:
    assert parse_money("¥500", hints=Hints(currency="JPY")) == Money(Decimal(500), "JPY")
    assert parse_money("$500", hints=Hints(currency="SGD")) == Money(Decimal(500), "SGD")


def test_infer_decimal_reads_the_mark_of_a_column() -> None:
    assert infer_decimal(["1.234,5", "12"]) == ","
    assert infer_decimal(["1,234.50", "3.5"]) == "."
    assert infer_decimal(["1.234.567"]) == ","
    assert infer_decimal(["1,234", "5,678"]) is None
    assert infer_decimal(["1,5", "2.5"]) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2))
def test_decimal_reads_back_what_python_and_spreadsheets_write(value: Decimal) -> None:
    assert parse_decimal(str(value)) == value
    assert parse_decimal(f"{value:,}") == value
    swapped = f"{value:,}".translate({ord(","): ".", ord("."): ","})
    assert parse_decimal(swapped, hints=Hints(decimal=",")) == value
