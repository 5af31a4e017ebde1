"""How values read on a page: times, amounts, names and small lines, in the member's language."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision, get_currency_symbol
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

_HAN = range(0x3400, 0x9FFF + 1)


def initials_of(name: str) -> str:
    """Two signs that stand for a name: the given name of a Chinese one, the first letters of another."""
    parts = name.replace("@", " ").replace(".", " ").split()
    if not parts:
        return "?"
    if ord(parts[0][0]) in _HAN:
        whole = "".join(parts)
        return whole[-2:] if len(whole) > 2 else whole
    letters = parts[0][0] + (parts[-1][0] if len(parts) > 1 else parts[0][1:2])
    return letters.upper()


def exact_time(at: datetime | date) -> str:
    """The moment in full, in the member's time zone and language."""
    if isinstance(at, datetime):
        return date_format(timezone.localtime(at), "DATETIME_FORMAT")
    return date_format(at, "DATE_FORMAT")


def relative_time(at: datetime | date, now: datetime | None = None) -> str:
    """The moment as people say it: minutes and hours near by, days for a week, then the date."""
    now = timezone.localtime(now)
    if not isinstance(at, datetime):
        return _days(at, now.date())
    local = timezone.localtime(at)
    gap = now - local
    if abs(gap) < timedelta(minutes=1):
        return gettext("just now")
    if abs(gap) < timedelta(hours=1):
        return _minutes(gap)
    if abs(gap) < timedelta(hours=12) or local.date() == now.date():
        return _hours(gap)
    return _days(local.date(), now.date())


def _minutes(gap: timedelta) -> str:
    number = int(abs(gap).total_seconds() // 60)
    if gap > timedelta():
        return ngettext("%(number)d min ago", "%(number)d min ago", number) % {"number": number}
    return ngettext("in %(number)d min", "in %(number)d min", number) % {"number": number}


def _hours(gap: timedelta) -> str:
    number = int(abs(gap).total_seconds() // 3600)
    if gap > timedelta():
        return ngettext("%(number)d h ago", "%(number)d h ago", number) % {"number": number}
    return ngettext("in %(number)d h", "in %(number)d h", number) % {"number": number}


def _days(day: date, today: date) -> str:
    number = (today - day).days
    near = {0: gettext("today"), 1: gettext("yesterday"), -1: gettext("tomorrow")}
    if number in near:
        return near[number]
    if 1 < number <= 7:
        return ngettext("%(number)d day ago", "%(number)d days ago", number) % {"number": number}
    if -7 <= number < -1:
        return ngettext("in %(number)d day", "in %(number)d days", -number) % {"number": -number}
    return _date(day, get_language(), this_year=day.year == today.year)


@lru_cache(maxsize=10_000)
def _date(day: date, _language: str | None, *, this_year: bool) -> str:
    # a list shows a hundred days, of which most were shown before
    if this_year:
        # Translators: Django date format of a day in the current year.
        return date_format(day, pgettext("date format", "j M"))
    # Translators: Django date format of a day in another year.
    return date_format(day, pgettext("date format", "j M Y"))


@lru_cache(maxsize=256)
def _currency(code: str, language: str) -> tuple[str, int]:
    # one sign for one currency in both languages: ¥ is the yuan, the yen says so
    signs = {"CNY": "¥", "JPY": "JP¥"}
    return signs.get(code) or get_currency_symbol(code, locale=language), get_currency_precision(code)


def money_text(amount: Decimal | float, currency: str) -> str:
    """An amount with its currency's sign and decimals as the member's language writes it, e.g. ¥12,800.00."""
    language = "zh_Hans" if (get_language() or "en").startswith("zh") else "en"
    symbol, places = _currency(currency, language)
    sign = "\u2212" if amount < 0 else ""
    gap = "\u00a0" if symbol[-1:].isalpha() else ""
    return f"{sign}{symbol}{gap}{abs(amount):,.{places}f}"


def spark_points(values: Sequence[float], *, width: int, height: int) -> list[tuple[float, float]]:
    """Points of a zero-based line through `values` in a box of width × height px with 3 px kept free; [] below two values."""
    if len(values) < 2:
        return []
    low, high = min(0, *values), max(0, *values)
    span = (high - low) or 1
    step = (width - 6) / (len(values) - 1)
    return [
        (round(3 + place * step, 1), round(height - 3 - (value - low) / span * (height - 6), 1))
        for place, value in enumerate(values)
    ]
