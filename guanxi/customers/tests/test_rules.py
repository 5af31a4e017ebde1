import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.core.refused import Refused
from guanxi.customers import rules
from guanxi.customers.models import Channel


@pytest.mark.parametrize(
    ("channel", "given_value", "expected"),
    [
        (Channel.PHONE, "138 1234 5678", "+8613812345678"),
        (Channel.PHONE, "１３８１２３４５６７８", "+8613812345678"),
        (Channel.PHONE, "+1 (650) 253-0000", "+16502530000"),
        (Channel.PHONE, "010-62345678 转 801", "+861062345678;ext=801"),
        (Channel.MAIL, " Li.Lei@Example.COM ", "li.lei@example.com"),
        (Channel.WECHAT, "  lilei  88 ", "lilei 88"),
        (Channel.TAX, "91110000MA00", "91110000MA00"),
    ],
)
def test_normalise_gives_the_one_form(channel: str, given_value: str, expected: str) -> None:
    assert rules.normalise(channel, given_value, region="CN") == expected


@pytest.mark.parametrize(
    ("channel", "wrong", "code"), [("phone", "12", "not_a_phone"), ("mail", "nobody", "not_a_mail")]
)
def test_normalise_refuses_what_reaches_nobody(channel: str, wrong: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.normalise(channel, wrong, region="CN")
    assert (refusal.value.field, refusal.value.code) == (channel, code)


@given(st.sampled_from(["138", "159", "186", "199"]), st.integers(0, 99_999_999))
def test_normalise_leaves_its_own_result_alone(prefix: str, rest: int) -> None:
    once = rules.normalise("phone", f"{prefix}{rest:08}", region="CN")
    assert rules.normalise("phone", once, region="US") == once


def test_clean_tags_keeps_each_once_in_order() -> None:
    assert rules.clean_tags([" VIP", "#展会", "vip", "", "重点  客户"]) == ["VIP", "展会", "重点 客户"]


def test_clean_tags_refuses_what_no_tag_can_hold() -> None:
    with pytest.raises(Refused) as refusal:
        rules.clean_tags(["x" * 41])
    assert refusal.value.field == "tags"
