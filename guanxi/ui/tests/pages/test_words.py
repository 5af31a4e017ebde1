from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from guanxi.ui import words

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)  # a Sunday, 15:30 in Shanghai


@pytest.fixture(autouse=True)
def _in_shanghai():
    with timezone.override("Asia/Shanghai"), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("王晓燕", "晓燕"),
        ("李强", "李强"),
        ("欧阳 娜娜", "娜娜"),
        ("Moses Frase", "MF"),
        ("Cher", "CH"),
        ("anna.lee@x.org", "AO"),
        ("", "?"),
    ],
)
def test_initials_of_names(name, signs):
    assert words.initials_of(name) == signs


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=42), "42 min ago"),
        (timedelta(minutes=-5), "in 5 min"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=-3), "in 3 h"),
        (timedelta(hours=20), "yesterday"),
        (timedelta(days=-1), "tomorrow"),
        (timedelta(days=5), "5 days ago"),
        (timedelta(days=-5), "in 5 days"),
        (timedelta(days=12), "10 Nov"),
        (timedelta(days=400), "18 Oct 2025"),
    ],
)
def test_relative_time(gap, said):
    assert words.relative_time(NOW - gap, NOW) == said


def test_relative_time_of_a_plain_date_counts_days():
    assert words.relative_time(date(2026, 11, 22), NOW) == "today"
    assert words.relative_time(date(2026, 11, 20), NOW) == "2 days ago"


def test_relative_time_in_chinese():
    with translation.override("zh-hans"):
        assert words.relative_time(NOW - timedelta(minutes=42), NOW) == "42 分钟前"
        assert words.relative_time(NOW - timedelta(days=12), NOW) == "11月10日"


@given(st.integers(min_value=-400 * 86400, max_value=400 * 86400))
def test_relative_time_always_says_something_and_knows_past_from_future(seconds):
    said = words.relative_time(NOW - timedelta(seconds=seconds), NOW)
    assert said
    assert not (seconds > 0 and said.startswith("in "))
    assert not (seconds < 0 and said.endswith(" ago"))


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (Decimal(12800), "CNY", "¥12,800.00"),
        (Decimal("-3.5"), "EUR", "\u2212€3.50"),
        (Decimal("1234.6"), "JPY", "JP¥1,235"),
        (Decimal(5), "CHF", "CHF\u00a05.00"),
    ],
)
def test_money(amount, currency, text):
    assert words.money_text(amount, currency) == text


@given(st.lists(st.floats(min_value=-1e9, max_value=1e9), min_size=2, max_size=60))
def test_spark_points_stay_in_their_box(values):
    points = words.spark_points(values, width=96, height=24)
    assert len(points) == len(values)
    assert all(0 <= x <= 96 and 0 <= y <= 24 for x, y in points)


def test_spark_of_one_value_is_nothing():
    assert words.spark_points([3], width=96, height=24) == []
