import pytest

from guanxi.intake.values import (
    BadValue,
    Hints,
    clean,
    is_blank,
    narrow,
    parse_bool,
    parse_choice,
    parse_tags,
    parse_text,
    parse_url,
)  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\ufeffAcme\u200b", "Acme"), ("a\u00adb", "ab"), ("\u202eabc\u202c", "abc"), ("a\u00a0b\u3000c", "a b c"),
        ("ＡＢＣ１２３（中国）有限公司", "ABC123（中国）有限公司"), ("a\r\nb\rc", "a\nb\nc"), ("张\u200d三", "张三"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"), ("می\u200cخواهم", "می\u200cخواهم"), ("\tx ", "x"), ("", ""),
    ],
)  # fmt: skip
def test_clean_takes_out_what_nobody_sees(raw: str, text: str) -> None:
    assert clean(raw) == text
    assert clean(text) == text


def test_narrow_makes_punctuation_ascii_too() -> None:
    assert narrow("（０１０）８８８－９９９；ａ＠ｂ．ｃ") == "(010)888-999;a@b.c"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("a\x07", ("control_character", {"position": 2, "character": "U+0007"})),
        ("a\x00b", ("control_character", {"position": 2, "character": "U+0000"})),
        ("\x85", ("control_character", {"position": 1, "character": "U+0085"})),
        ("ab\udcff", ("undecodable_character", {"position": 3})),
    ],
)
def test_clean_refuses_control_characters(raw: str, problem: tuple[str, dict[str, object]]) -> None:
    with pytest.raises(BadValue) as refused:
        clean(raw)
    assert refused.value.problem == problem


def test_is_blank_sees_through_invisible_characters() -> None:
    assert [is_blank(raw) for raw in (None, "", " \t", "\u200b\ufeff\u3000", "\u00a0", "0", "\u200bx")] == [
        True
    ] * 5 + [False] * 2


def test_text_has_a_length() -> None:
    assert parse_text("  客户 ", hints=Hints(max_length=2)) == "客户"
    with pytest.raises(BadValue) as refused:
        parse_text("客户们", hints=Hints(max_length=2))
    assert refused.value.problem == ("text_too_long", {"length": 3, "limit": 2})


def test_bool_reads_words_and_marks_of_both_languages() -> None:
    assert [parse_bool(raw) for raw in ("是", "Yes", "TRUE", "1", "√", "✓", "有")] == [True] * 7
    assert [parse_bool(raw) for raw in ("否", "no", "False", "０", "×", "无")] == [False] * 6
    for raw, code in (("maybe", "not_yes_or_no"), ("", "blank"), ("2", "not_yes_or_no")):
        with pytest.raises(BadValue) as refused:
            parse_bool(raw)
        assert refused.value.problem.code == code


def test_choice_is_found_by_any_of_its_words() -> None:
    hints = Hints(choices={"prospect": ("Prospect", "潜在客户"), "customer": ("Customer", "成交客户")})
    assert [parse_choice(raw, hints=hints) for raw in ("潜在客户", " PROSPECT", "成交 客户", "customer")] == [
        "prospect", "prospect", "customer", "customer",
    ]  # fmt: skip
    with pytest.raises(BadValue) as refused:
        parse_choice("lost", hints=hints)
    assert refused.value.problem == ("not_a_choice", {"raw": "lost", "allowed": "Prospect, Customer"})


def test_tags_are_parted_once_each_in_their_order() -> None:
    assert parse_tags("重点，VIP; vip、华东\n#展会") == ["重点", "VIP", "华东", "展会"]
    assert parse_tags(" ") == []
    with pytest.raises(BadValue) as refused:
        parse_tags("x" * 51)
    assert refused.value.problem.code == "tag_too_long"


def test_url_is_absolute_and_of_the_web() -> None:
    assert parse_url("Example.com/A?b=1") == "https://example.com/A?b=1"
    assert parse_url("HTTP://a.cn/x") == "http://a.cn/x"
    assert parse_url("http://例子.中国/路径") == "http://例子.中国/路径"
    for raw in (
        "javascript:alert(1)",
        "ftp://a.cn",
        "http://user:pw@a.cn",
        "a b.cn",
        "mailto:a@b.cn",
        "http://",
        "data:x",
        "//",
    ):
        with pytest.raises(BadValue) as refused:
            parse_url(raw)
        assert refused.value.problem.code == "not_a_url"
