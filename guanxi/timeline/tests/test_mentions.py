import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.timeline.mentions import candidates, mention_pattern, named
from guanxi.timeline.wording import text_html

NAMES = ["王伟", "王伟明", "Ann", "Annabel", "Ann Lee"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@王伟 看一下", ["王伟"]),
        ("请@王伟明看一下", []),  # a letter before the @: an address, not a mention
        ("请 @王伟明看一下", ["王伟明"]),
        ("@Annabel and @Ann", ["Annabel", "Ann"]),
        ("@Annette", []),
        ("@Ann Lee, hello", ["Ann Lee"]),
        ("mail ann@Ann.com", []),
        ("@Ann @Ann", ["Ann"]),
        ("（@王伟）", ["王伟"]),
    ],
)
def test_named_finds_the_longest_name_that_fits(text: str, found: list[str]) -> None:
    assert named(text, NAMES) == found


def test_named_prefers_what_was_chosen_from_the_list() -> None:
    assert named("@王伟明天来", ["王伟", "王伟明"], {"王伟"}) == ["王伟"]


@given(st.text("@王伟明 AnnLebl.\n", max_size=60))
def test_named_names_are_always_among_the_candidates(text: str) -> None:
    assert set(named(text, NAMES)) <= candidates(text)


@given(st.text(max_size=200))
def test_text_html_lets_no_markup_through(text: str) -> None:
    html = text_html(text, {1: "<b>"})
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z!][a-zA-Z0-9]*)", html))
    assert tags <= {"p", "br", "a", "span"}
    assert "<b>" not in html


def test_text_html_marks_mentions_and_links() -> None:
    html = text_html("@王伟 see https://example.com/a?b=1&c=<x>.", {7: "王伟"})
    assert '<span class="mention">@王伟</span>' in html
    assert 'href="https://example.com/a?b=1&amp;c="' in html
    assert "&lt;x&gt;." in html


def test_text_html_makes_no_link_of_other_schemes() -> None:
    assert "<a" not in text_html("javascript:alert(1) data:text/html,x", {})


def test_mention_pattern_of_nobody_matches_nothing() -> None:
    assert re.search(mention_pattern([]), "@anything") is None
