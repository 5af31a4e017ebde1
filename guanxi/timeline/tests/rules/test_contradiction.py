"""When promises contradict each other: examples, and what holds for any of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.timeline.rules.contradiction import Said, contradict, contradictions, things

FRIDAY, MONDAY = date(2026, 3, 20), date(2026, 3, 23)


def price(pk: int, title: str, amount: str | None, currency: str = "CNY") -> Said:
    return Said(pk, 1, "price", title, Decimal(amount) if amount else None, currency)


def by(pk: int, title: str, day: date | None, topic: str = "delivery") -> Said:
    return Said(pk, 1, topic, title, day=day)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (price(1, "A100 单价 1200 元", "1200"), price(2, "A100 按 1150 元/件", "1150"), True),
        (price(1, "A100 单价 1200 元", "1200"), price(2, "A100 仍是 1200 元", "1200.00"), False),
        (price(1, "A100 at 1200", "1200", "CNY"), price(2, "A100 at 1200", "1200", "USD"), True),
        (price(1, "轴承单价 120 元", "120"), price(2, "电机单价 300 元", "300"), False),
        (price(1, "轴承 120 元一套", "120"), price(2, "这批轴承给 110 元", "110"), True),
        (price(1, "We guarantee 120 CNY", "120"), price(2, "pump at 110", "110"), True),
        (price(1, "A100 at a good price", None), price(2, "A100", "110"), False),
        (by(1, "We deliver the pump by Friday", FRIDAY), by(2, "pump will be shipped on Monday", MONDAY), True),
        (by(1, "We deliver the pump by Friday", FRIDAY), by(2, "motor shipped on Monday", MONDAY), False),
        (by(1, "周五前发货", FRIDAY), by(2, "下周一到货", MONDAY), True),
        (by(1, "周五前发货", FRIDAY), by(2, "周五发货", FRIDAY), False),
        (by(1, "合同周五给您", FRIDAY, "document"), by(2, "合同下周一寄出", MONDAY, "document"), True),
        (by(1, "send it", FRIDAY, "document"), by(2, "send it", MONDAY, "document"), False),
        (by(1, "ring about A100", FRIDAY, "callback"), by(2, "ring about A100", MONDAY, "callback"), False),
        (by(1, "A100", FRIDAY, "other"), by(2, "A100", MONDAY, "other"), False),
        (by(1, "A100", FRIDAY, "delivery"), by(2, "A100", MONDAY, "service"), False),
    ],
)  # fmt: skip
def test_two_prices_or_two_days_for_one_thing_contradict(one: Said, other: Said, expected: bool) -> None:
    assert contradict(one, other) is expected


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("We will deliver by Friday", set()),
        ("下周一到货", set()),
        ("A100 单价 1200 元", {"a100"}),
        ("Repair the pump", {"pump"}),
    ],
)
def test_the_thing_is_what_remains_without_words_of_promising(title: str, words: set[str]) -> None:
    assert things(title) == words


PROMISES = st.builds(
    Said,
    pk=st.integers(1, 8),
    customer_id=st.integers(1, 2),
    topic=st.sampled_from(["price", "delivery", "document", "service", "callback", "other"]),
    title=st.sampled_from(["A100", "A100 泵", "轴承", "by Friday", "", "电机 B7", "the pump"]),
    amount=st.sampled_from([None, Decimal(1), Decimal("1.00"), Decimal(2)]),
    currency=st.sampled_from(["CNY", "USD"]),
    day=st.sampled_from([None, FRIDAY, MONDAY]),
    is_open=st.booleans(),
)


@given(PROMISES, PROMISES)
def test_contradiction_is_mutual_and_only_between_open_ones_of_one_customer(one: Said, other: Said) -> None:
    assert contradict(one, other) == contradict(other, one)
    assert not contradict(one, one)
    if contradict(one, other):
        assert (one.is_open, other.is_open, one.customer_id, one.topic) == (True, True, other.customer_id, other.topic)


@given(PROMISES)
def test_the_same_said_twice_does_not_contradict(one: Said) -> None:
    assert not contradict(one, replace(one, pk=one.pk + 1))


@given(st.lists(PROMISES, unique_by=lambda one: one.pk), st.randoms())
def test_the_flags_are_those_of_all_pairs_in_any_order(said: list[Said], rolled) -> None:  # type: ignore[no-untyped-def]
    expected = {
        one.pk: sorted(other.pk for other in said if contradict(one, other))
        for one in said
        if any(contradict(one, other) for other in said)
    }
    rolled.shuffle(said)
    assert {pk: sorted(others) for pk, others in contradictions(said).items()} == expected
    some = {one.pk for one in said[: len(said) // 2]}
    asked = contradictions(said, some)
    assert {pk: sorted(others) for pk, others in asked.items()} == {pk: expected[pk] for pk in some & expected.keys()}
