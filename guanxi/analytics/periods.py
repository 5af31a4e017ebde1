"""Periods that a question can be asked for, by name. No I/O."""

from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERIODS: tuple[tuple[str, str | Promise], ...] = (
    ("", _("All time")),
    ("week", _("This week")),
    ("month", _("This month")),
    ("lastmonth", _("Last month")),
    ("quarter", _("This quarter")),
    ("year", _("This year")),
    ("twelve", _("Last twelve months")),
)


def days_of_period(name: str, today: date) -> tuple[date | None, date | None]:
    """The first and last day (both count) of a period; nothing for all time."""
    if name == "lastmonth":
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    begin = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": date(today.year, (today.month - 1) // 3 * 3 + 1, 1),
        "year": date(today.year, 1, 1),
        "twelve": date(today.year - 1, today.month, 1),
    }
    return (begin[name], today) if name in begin else (None, None)
