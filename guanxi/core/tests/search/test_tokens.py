import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.core.search.asking import ask
from guanxi.core.search.tokens import fold, mail_tokens, name_tokens, phone_tokens, vector


@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("中国移动", "Izgyd"),
        ("中国移动", "h国移"),
        ("中国移动", "iyd"),
        ("工商银行", "pyinhang"),
        ("厦门航空", "Pxiamenhangkong"),
        ("单县化工", "Idxhg"),
        ("Société Générale", "wsociete"),
        ("ＡＢＣ公司", "wabc"),
    ],
)
def test_name_is_found_by_what_people_type(name: str, token: str) -> None:
    assert token in set(name_tokens(name))


def test_phone_is_found_by_its_beginning_and_its_tail() -> None:
    assert set(phone_tokens("+8613800138000")) == {"d8613800138000", "r0008310083168", "d13800138000"}


def test_mail_is_found_by_beginning_and_domain() -> None:
    assert set(mail_tokens("Anna.Abel@Example.com")) == {"manna.abel@example.com", "m@example.com"}


@given(st.text())
def test_any_text_gives_a_vector_that_holds_every_token_once(text: str) -> None:
    made = vector(name_tokens(text))
    assert made.count("'=") <= 1 + text.count("=")
    assert "\x00" not in made


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_masked_phone_cannot_be_found_by_its_digits() -> None:
    question = ask("8000", digits=False)
    assert question is not None
    assert question.anywhere == "('w8000':*)"


def test_a_beginning_of_a_mail_address_with_a_dot_is_asked_as_mail() -> None:
    question = ask("anna.li")
    assert question
    assert question.anywhere.endswith("| 'manna.li':*)")
