"""Days and spans of days as people name them, in the member's time zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_DAYS = 36_500
NAMED = {
    "today": _("today"),
    "yesterday": _("yesterday"),
    "tomorrow": _("tomorrow"),
    "this-week": _("this week"),
    "last-week": _("last week"),
    "next-week": _("next week"),
    "this-month": _("this month"),
    "last-month": _("last month"),
    "next-month": _("next month"),
    "this-quarter": _("this quarter"),
    "last-quarter": _("last quarter"),
    "this-year": _("this year"),
    "last-year": _("last year"),
}
_LENGTHS = {"month": 1, "quarter": 3, "year": 12}


def named(name: str, today: date) -> tuple[date, date]:
    """First day and the day after the last of a named period; weeks begin on Monday."""
    near = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if name in near:
        first = today + timedelta(days=near[name])
        return first, first + timedelta(days=1)
    which, _dash, unit = name.partition("-")
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return first, first + timedelta(weeks=1)
    months = _LENGTHS[unit]
    begin = (today.month - 1) // months * months + 1
    return _month(today.year, begin + step * months), _month(today.year, begin + (step + 1) * months)


def _month(year: int, month: int) -> date:
    """The first of a month, counted on from January of `year`; month 13 is the next January."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def moment(day: date) -> datetime:
    """The beginning of a day in the member's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
