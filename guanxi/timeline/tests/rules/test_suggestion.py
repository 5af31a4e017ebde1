"""How well promises are found, measured on labelled sentences; the floors lie slightly below what was measured.

Measured on 2026-11-22 (docs/promises.md): tuned 1.00 / 0.97, held back 1.00 / 1.00, fresh 0.94 / 0.57 (precision / recall).
"""

import itertools
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.timeline.rules.suggestion import MOST, suggestions, topic_of

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "data" / "promises.tsv").read_text(encoding="utf-8").splitlines()
]


def measured(half: str, chinese: bool | None = None) -> tuple[float, float]:
    """Precision and recall on a part of the set."""
    hits = alarms = promises = 0
    for part, label, _due, text in ROWS:
        if part != half or (chinese is not None and chinese != any(sign >= "\u4e00" for sign in text)):
            continue
        found = bool(suggestions(text, NOW))
        promises += label == "p"
        hits += found and label == "p"
        alarms += found and label == "n"
    return hits / (hits + alarms), hits / promises


def test_the_set_is_large_and_balanced() -> None:
    chinese = [row for row in ROWS if any(sign >= "\u4e00" for sign in row[3])]
    assert len(ROWS) == len({row[3] for row in ROWS}) == 260
    assert len(chinese) * 2 == len(ROWS)
    assert sum(row[1] == "p" for row in ROWS) * 2 == len(ROWS)


@pytest.mark.parametrize(
    ("half", "precision", "recall"), [("tuned", 0.98, 0.95), ("held", 0.97, 0.95), ("fresh", 0.90, 0.53)]
)
def test_precision_and_recall_stay_above_their_floors(half: str, precision: float, recall: float) -> None:
    found = measured(half)
    assert found[0] >= precision
    assert found[1] >= recall


@pytest.mark.parametrize("chinese", [True, False])
def test_no_language_is_much_worse_than_the_other_where_rules_were_tuned(chinese: bool) -> None:
    assert min(measured("held", chinese)) >= 0.93


def test_a_promise_that_is_found_has_the_day_that_was_said() -> None:
    wrong = []
    for _half, label, due, text in ROWS:
        found = suggestions(text, NOW) if label == "p" else []
        if found and (found[0].due_at.date().isoformat() if found[0].due_at else "-") != due:
            wrong.append(text)
    assert wrong == []


def test_a_suggestion_names_its_place_and_words() -> None:
    text = "拜访顺利。我们会在周五前把样品寄给您。\nHe liked it. I'll send the quote tomorrow."
    first, second = suggestions(text, NOW)
    assert (first.what, first.topic) == ("我们会在周五前把样品寄给您", "delivery")
    assert (second.what, second.topic) == ("I'll send the quote tomorrow", "document")
    assert text[first.start : first.end] == "我们会在周五前把样品寄给您。"
    assert text[second.start : second.end] == "I'll send the quote tomorrow."


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("保证单价120元", "price"),
        ("明天回电话", "callback"),
        ("周五前发货", "delivery"),
        ("发合同", "document"),
        ("上门维修", "service"),
        ("We'll send the quote", "document"),
        ("We'll fix it", "service"),
        ("Something else", "other"),
    ],
)
def test_the_topic_follows_the_words(text: str, topic: str) -> None:
    assert topic_of(text) == topic


@given(
    st.lists(st.sampled_from([row[3] for row in ROWS] + ["\n", "。", "?", "…", "@Ann", "3.5", "", "💡"])).map(" ".join)
)
def test_whatever_is_written_suggestions_are_few_in_order_and_words_of_the_text(text: str) -> None:
    found = suggestions(text, NOW)
    assert len(found) <= MOST
    assert all(text[one.start : one.end].startswith(one.what[:50]) for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
