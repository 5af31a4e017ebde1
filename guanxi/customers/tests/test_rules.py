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


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+8613812345678", "+86138****5678"),
        ("+861062345678;ext=801", "+8610****5678;ext=***"),
        ("+16502530000", "+16*****0000"),
        ("", ""),
    ],
)
def test_mask_phone_keeps_the_ends(value: str, shown: str) -> None:
    assert rules.mask_phone(value) == shown


@given(st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True))
def test_mask_phone_hides_at_least_four_digits_and_tells_no_length_lie(value: str) -> None:
    masked = rules.mask_phone(value)
    assert len(masked) == len(value)
    assert masked.count("*") >= 4
    assert masked.endswith(value[-4:])


@pytest.mark.parametrize(("value", "shown"), [("zhang@a.cn", "z***@a.cn"), ("broken", "***")])
def test_mask_mail_keeps_first_letter_and_domain(value: str, shown: str) -> None:
    assert rules.mask_mail(value) == shown


def test_clean_tags_keeps_each_once_in_order() -> None:
    assert rules.clean_tags([" VIP", "#展会", "vip", "", "重点  客户"]) == ["VIP", "展会", "重点 客户"]


def test_clean_tags_refuses_what_no_tag_can_hold() -> None:
    with pytest.raises(Refused) as refusal:
        rules.clean_tags(["x" * 41])
    assert refusal.value.field == "tags"
