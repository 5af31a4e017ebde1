"""Times as people write them, against the calendar; written on a Wednesday afternoon in Shanghai."""

import itertools
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.timeline.rules.due import number, times_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 18, 15, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("周五前", "2026-03-20 18:00"),
        ("周三", "2026-03-18 18:00"),
        ("下周一", "2026-03-23 18:00"),
        ("下周三", "2026-03-25 18:00"),
        ("星期天", "2026-03-22 18:00"),
        ("月底", "2026-03-31 18:00"),
        ("下月底", "2026-04-30 18:00"),
        ("六月底", "2026-06-30 18:00"),
        ("年底前", "2026-12-31 18:00"),
        ("明天下午", "2026-03-19 18:00"),
        ("明天下午3点", "2026-03-19 15:00"),
        ("明早", "2026-03-19 12:00"),
        ("今晚8点半", "2026-03-18 20:30"),
        ("今天五点前", "2026-03-18 17:00"),
        ("后天", "2026-03-20 18:00"),
        ("3天内", "2026-03-21 18:00"),
        ("十五天之内", "2026-04-02 18:00"),
        ("三个工作日内", "2026-03-23 18:00"),
        ("两周内", "2026-04-01 18:00"),
        ("一个月内", "2026-04-18 18:00"),
        ("48小时内", "2026-03-20 15:30"),
        ("3月25日", "2026-03-25 18:00"),
        ("3月5日", "2027-03-05 18:00"),
        ("2026年4月1日", "2026-04-01 18:00"),
        ("2026-05-01", "2026-05-01 18:00"),
        ("下月5号", "2026-04-05 18:00"),
        ("20号前", "2026-03-20 18:00"),
        ("by Friday", "2026-03-20 18:00"),
        ("next Monday", "2026-03-23 18:00"),
        ("next Friday", "2026-03-27 18:00"),
        ("by the end of next week", "2026-03-27 18:00"),
        ("end of month", "2026-03-31 18:00"),
        ("before the end of the year", "2026-12-31 18:00"),
        ("within 3 days", "2026-03-21 18:00"),
        ("within two business days", "2026-03-20 18:00"),
        ("within 48 hours", "2026-03-20 15:30"),
        ("in a month", "2026-04-18 18:00"),
        ("tomorrow at 10", "2026-03-19 10:00"),
        ("tomorrow noon", "2026-03-19 12:00"),
        ("Friday 3pm", "2026-03-20 15:00"),
        ("tonight", "2026-03-18 21:00"),
        ("the day after tomorrow", "2026-03-20 18:00"),
        ("March 25th", "2026-03-25 18:00"),
        ("5 April 2026", "2026-04-05 18:00"),
        ("by the 25th", "2026-03-25 18:00"),
        ("EOD", "2026-03-18 18:00"),
    ],
)
def test_a_time_means_its_moment(text: str, expected: str) -> None:
    assert [one.at for one in times_in(text, NOW)] == [datetime.fromisoformat(expected).replace(tzinfo=SHANGHAI)]


@pytest.mark.parametrize(
    "text", ["", "上周五", "上个月底", "last Friday", "2026-03-01", "2月30日", "30 February", "we sat down", "昨天"]
)
def test_what_is_past_or_no_time_means_none(text: str) -> None:
    assert times_in(text, NOW) == []


def test_today_written_after_work_lasts_until_midnight() -> None:
    late = NOW.replace(hour=20)
    assert [one.at for one in times_in("今天给您", late)] == [late.replace(hour=23, minute=59)]


def test_the_last_day_of_a_month_is_counted_from_long_and_short_months() -> None:
    january = datetime(2026, 1, 31, 9, tzinfo=SHANGHAI)
    assert [one.at.date().isoformat() for one in times_in("一个月内", january)] == ["2026-02-28"]
    assert [one.at.date().isoformat() for one in times_in("下月底", january)] == ["2026-02-28"]


def test_several_times_stand_in_their_order() -> None:
    text = "周五发样品，下周一上门"
    assert [text[one.start : one.end] for one in times_in(text, NOW)] == ["周五", "下周一"]


@pytest.mark.parametrize(
    ("text", "value"), [("7", 7), ("十", 10), ("十五", 15), ("二十", 20), ("三十一", 31), ("two", 2), ("A", 1)]
)
def test_numbers_are_read_in_both_languages(text: str, value: int) -> None:
    assert number(text) == value


MOMENTS = st.integers(0, 15 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))
PIECES = st.lists(
    st.sampled_from(
        ["周五", "下周一", "月底", "3天内", "明天", "下午3点", "今天", "31号前", "2月29日", "by Friday", "next Monday", "within a month",
         "end of month", "Feb 29", "at 25:99", "13月40日", "十十月", "  ", "，", "我们", "0天内", "999个月内", "in 999 months"]
    )
)  # fmt: skip


@given(PIECES, MOMENTS)
def test_whatever_is_written_the_times_lie_ahead_in_order_and_do_not_overlap(pieces: list[str], now: datetime) -> None:
    text = " ".join(pieces)
    found = times_in(text, now)
    assert all(one.at >= now and 0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@given(st.integers(1, 300), MOMENTS)
def test_days_are_days_from_the_day_of_writing(days: int, now: datetime) -> None:
    expected = [(now.date() + timedelta(days=days)).isoformat()]
    for text in (f"{days}天内", f"within {days} days"):
        assert [one.at.date().isoformat() for one in times_in(text, now)] == expected
