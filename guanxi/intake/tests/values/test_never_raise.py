"""Whatever a cell holds, a parser gives a value or a `BadValue`, and never changes its mind about its own result."""

import random
from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from guanxi.intake import values
from guanxi.intake.values import BadValue, DateOrder, Hints

PARSERS: list[Callable[..., object]] = [
    values.parse_text, values.parse_integer, values.parse_decimal, values.parse_money, values.parse_date,
    values.parse_datetime, values.parse_bool, values.parse_phone, values.parse_mail, values.parse_choice,
    values.parse_tags, values.parse_url,
]  # fmt: skip
HINTS = [
    Hints(choices={"a": ("A", "甲")}),
    Hints(region="US", zone="America/New_York", date_order=DateOrder.MDY, decimal=",", currency="JPY", max_length=5),
]
LIKELY = "0123456789.,-+/%()eE¥$€£万亿千年月日时点:@<> ;\u200b\u00a0\ufeff\x00\udc80xX転转extAaPpMm元RMBT٠１Ⅷ²"
cells = st.one_of(st.text(), st.text(alphabet=LIKELY, max_size=30), st.from_regex(r"\d{1,4}[-/.]\d{1,4}[-/.]\d{1,4}.*"))


@settings(max_examples=1500)
@given(cells)
@example("1e99999999999999999999")
@example("0001-01-01T00:00:00+14:00")
@example("9999-12-31 23:59:59 -1400")
@example("[")
@example("http://[")
@example("²")
@example("٣٤٥")
def test_parsers_raise_nothing_but_bad_value(raw: str) -> None:
    for parser in PARSERS:
        for hints in HINTS:
            try:
                parser(raw, hints=hints)
            except BadValue as bad:
                assert bad.problem.code  # noqa: PT017 - either outcome is right


@given(cells)
def test_clean_values_are_clean(raw: str) -> None:
    for parser in (values.parse_text, values.parse_phone, values.parse_mail, values.parse_url):
        try:
            once = parser(raw, hints=HINTS[0])
        except BadValue:
            continue
        if ";ext=" not in str(once):
            assert parser(once, hints=HINTS[0]) == once


def test_infer_functions_take_anything() -> None:
    chosen = random.Random(5)
    for _each in range(300):
        samples = ["".join(chosen.choices(LIKELY, k=8)) for _each in range(20)]
        assert values.infer_date_order(samples).ambiguous >= 0
        assert values.infer_decimal(samples) in {None, ".", ","}
