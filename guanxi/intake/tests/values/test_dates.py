from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.intake.values import BadValue, DateOrder, Hints, OrderFound, infer_date_order, parse_date, parse_datetime

DAY = date(2024, 1, 31)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    "raw",
    [
        "2024-01-31", "2024/1/31", "2024.1.31", "31.01.2024", "1/31/2024", "31/1/2024", "2024年1月31日", "2024年01月31号",
        "20240131", "45322", "45322.5", "Jan 31, 2024", "January 31st, 2024", "31 January 2024", "31-Jan-24",
        "2024-Jan-31", "Wed, 31 Jan 2024", "2024-01-31T10:00:00Z", "2024-01-31 00:00:00", "２０２４－０１－３１",
        "2024年1月31日 星期三", "2024-01-31 下午3:20", "1/31/2024 3:05 PM",
    ],
)  # fmt: skip
def test_date_reads_every_style(raw: str) -> None:
    assert parse_date(raw) == DAY


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("1/2/2024", "ambiguous_date"), ("24-01-31", "ambiguous_date"), ("31/1/24", "ambiguous_date"), ("2024-02-30", "impossible_date"),
        ("31/31/2024", "impossible_date"), ("2024", "not_a_date"), ("may", "not_a_date"), ("", "blank"),
        ("123456", "not_a_date"), ("99999", "not_a_date"), ("0001-01-01", "impossible_date"),
    ],
)  # fmt: skip
def test_date_refuses_with_the_reason(raw: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_date(raw)
    assert refused.value.problem.code == code


def test_date_order_of_the_column_decides() -> None:
    assert parse_date("1/2/2024", hints=Hints(date_order=DateOrder.DMY)) == date(2024, 2, 1)
    assert parse_date("1/2/2024", hints=Hints(date_order=DateOrder.MDY)) == date(2024, 1, 2)
    assert parse_date("24-01-31", hints=Hints(date_order=DateOrder.YMD)) == DAY


def test_infer_date_order_takes_the_order_in_which_all_values_are_days() -> None:
    assert infer_date_order(["1/2/2024", "1/31/2024"]) == OrderFound(DateOrder.MDY)
    assert infer_date_order(["1/2/2024", "31/1/2024"]) == OrderFound(DateOrder.DMY)
    assert infer_date_order(["2024/1/2", "2024/1/31"]) == OrderFound(DateOrder.YMD)
    assert infer_date_order(["1/2/2024", "3/3/2024"]) == OrderFound(None, ambiguous=1)
    assert infer_date_order(["13/2/2024", "1/31/2024"]) == OrderFound(None, conflict=True)
    assert infer_date_order(["words", ""]) == OrderFound(None)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2024-01-31 15:05", datetime(2024, 1, 31, 15, 5, tzinfo=SHANGHAI)),
        ("1/31/2024 3:05 PM", datetime(2024, 1, 31, 15, 5, tzinfo=SHANGHAI)),
        ("31 Jan 2024 12:00 am", datetime(2024, 1, 31, tzinfo=SHANGHAI)),
        ("2024年1月31日 下午3点20分", datetime(2024, 1, 31, 15, 20, tzinfo=SHANGHAI)),
        ("2024年1月31日15时", datetime(2024, 1, 31, 15, tzinfo=SHANGHAI)),
        ("20240131 10:11:12", datetime(2024, 1, 31, 10, 11, 12, tzinfo=SHANGHAI)),
        ("2024-01-31T10:00:00.123Z", datetime(2024, 1, 31, 10, 0, 0, 123000, tzinfo=UTC)),
        ("2024-01-31 10:00 +0530", datetime(2024, 1, 31, 10, tzinfo=timezone(timedelta(hours=5, minutes=30)))),
        ("2024-01-31", datetime(2024, 1, 31, tzinfo=SHANGHAI)),
        ("45322.354", datetime(2024, 1, 31, 8, 29, 46, tzinfo=SHANGHAI)),
    ],
)
def test_datetime_is_aware(raw: str, moment: datetime) -> None:
    found = parse_datetime(raw)
    assert (found, found.utcoffset()) == (moment, moment.utcoffset())


@pytest.mark.parametrize("raw", ["2024-01-31 25:00", "2024-01-31 10:61", "10:00", "2024-01-31 noon"])
def test_datetime_refuses_what_no_clock_shows(raw: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_datetime(raw)
    assert refused.value.problem.code in {"not_a_date", "not_a_time"}


@given(st.dates(min_value=date(1955, 1, 1), max_value=date(2118, 12, 31)))
def test_date_reads_back_any_day_in_every_style(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    styles = (
        day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%d %B %Y}", f"{day:%b %d, %Y}",
        str(serial),
    )  # fmt: skip
    assert [parse_date(style) for style in styles] == [day] * len(styles)
    assert parse_date(f"{day.day}/{day.month}/{day.year}", hints=Hints(date_order=DateOrder.DMY)) == day
    assert parse_date(f"{day.month}/{day.day}/{day.year}", hints=Hints(date_order=DateOrder.MDY)) == day
