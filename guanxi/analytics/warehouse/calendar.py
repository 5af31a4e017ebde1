"""The dimension of days: parts of the year, Chinese public holidays, and the weekend days worked for them."""

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from guanxi.analytics.warehouse.sources import CALENDAR

if TYPE_CHECKING:
    import pyarrow as pa

HOLIDAYS = Path(__file__).with_name("holidays.csv")
FIRST, LAST = date(1990, 1, 1), date(2060, 12, 31)
SATURDAY = 5


@lru_cache(maxsize=1)
def announced() -> dict[date, tuple[bool, str]]:
    """Per day that was announced: whether people work on it, and for which holiday."""
    lines = HOLIDAYS.read_text().splitlines()[2:]
    rows = (line.split(",") for line in lines)
    return {date.fromisoformat(day): (works == "1", holiday) for day, works, holiday in rows}


def table() -> "pa.Table":
    """A row per day. Where no holidays were announced yet, `is_known` is false and weekends alone are free."""
    import pyarrow as pa

    from guanxi.analytics.warehouse.arrow import schema

    known = announced()
    years = {day.year for day in known}
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    rows = [_row(day, known.get(day), is_known=day.year in years) for day in days]
    return pa.Table.from_pylist(rows, schema(CALENDAR))


def _row(day: date, said: tuple[bool, str] | None, *, is_known: bool) -> dict[str, object]:
    works, holiday = said or (day.weekday() < SATURDAY, "")
    return {
        "day": day, "year": day.year, "quarter": (day.month + 2) // 3, "month": day.month, "week": day.isocalendar().week,
        "weekday": day.isoweekday(), "works": works, "holiday": "" if works else holiday, "is_known": is_known,
    }  # fmt: skip
