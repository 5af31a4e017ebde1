import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.intake.values import BadValue, Hints, parse_mail, parse_phone, split_mails, split_phones


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("13800138000", "+8613800138000"), ("+86 138 0013 8000", "+8613800138000"), ("0086-138-0013-8000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"), ("'13800138000", "+8613800138000"), ("13800000000.0", "+8613800000000"),
        ("138\u200b0013\u00a08000", "+8613800138000"), ("1.3800138000E+10", "+8613800138000"),
        ("010-88888888", "+861088888888"), ("（010）88888888", "+861088888888"), ("400-800-8888", "+864008008888"),
        ("010-8888 8888转801", "+861088888888;ext=801"), ("+442071838750", "+442071838750"),
        ("00442071838750", "+442071838750"), ("+1 (415) 555-0123", "+14155550123"), ("+14155550123", "+14155550123"),
    ],
)  # fmt: skip
def test_phone_becomes_e164(raw: str, number: str) -> None:
    assert parse_phone(raw) == number


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("1.38E+10", "digits_lost"), ("1.3800138E+10", "digits_lost"), ("13800138000/13900139000", "several_phones"),
        ("13800138000；13900139000", "several_phones"), ("abc", "not_a_phone"), ("12", "not_a_phone"),
        ("138001380001", "not_a_phone"), ("", "blank"), ("call 13800138000 now please", "not_a_phone"),
    ],
)  # fmt: skip
def test_phone_refuses_with_the_reason(raw: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_phone(raw)
    assert refused.value.problem.code == code


def test_phone_takes_the_country_from_the_region() -> None:
    assert parse_phone("(415) 555-0123", hints=Hints(region="US")) == "+14155550123"
    assert parse_phone("020 7183 8750", hints=Hints(region="GB")) == "+442071838750"


def test_split_phones_and_mails_part_what_one_cell_holds() -> None:
    assert split_phones("13800138000 / 13900139000；010-88888888") == ["13800138000", "13900139000", "010-88888888"]
    assert split_mails("a@b.cn; C <c@d.cn>") == ["c@d.cn"]
    assert split_mails("a@b.cn，c@d.cn e@f.cn") == ["a@b.cn", "c@d.cn", "e@f.cn"]


@pytest.mark.parametrize(
    ("raw", "mail"),
    [
        ("A.B@Example.CN", "a.b@example.cn"), ("Li Lei <li@b.cn>", "li@b.cn"), ("a＠b.cn", "a@b.cn"), (" a@b.cn\u200b", "a@b.cn"),
        ("mailto:a@b.cn", "a@b.cn"), ("robert255@smith.net.", "robert255@smith.net"), ("用户@例子.公司", "用户@例子.公司"),
    ],
)  # fmt: skip
def test_mail_is_one_plain_address(raw: str, mail: str) -> None:
    assert parse_mail(raw) == mail


@pytest.mark.parametrize(
    ("raw", "code"),
    [("a@b", "not_a_mail"), ("a b@c.d", "not_a_mail"), ("@b.cn", "not_a_mail"), ("a@b.cn;c@d.cn", "several_mails"),
     ("a@@b.cn", "not_a_mail"), ("", "blank"), ("x" * 500 + "@b.cn", "not_a_mail")],
)  # fmt: skip
def test_mail_refuses_with_the_reason(raw: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_mail(raw)
    assert refused.value.problem.code == code


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["{}", "+86{}", "86 {}", "'{}", "{}.0", "0086{}"])
)
def test_phone_has_one_form_however_a_chinese_mobile_is_written(number: str, style: str) -> None:
    assert parse_phone(style.format(number)) == f"+86{number}"
    assert parse_phone(parse_phone(number)) == f"+86{number}"
