"""Dates and times in the styles of both languages and of spreadsheets."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from guanxi.intake.values.clean import narrow, shown
from guanxi.intake.values.hints import PLAIN, DateOrder, Hints
from guanxi.intake.values.problem import BadValue

MONTHS = {name: at // 2 + 1 for at, name in enumerate(
    ["jan", "january", "feb", "february", "mar", "march", "apr", "april", "may", "may", "jun", "june", "jul", "july", "aug", "august", "sep", "september", "oct", "october", "nov", "november", "dec", "december"])} | {"sept": 9}  # fmt: skip
SERIALS = range(20_000, 80_000)  # days since 1899-12-30: 1954 to 2119; other five-digit numbers are no dates
_YEARS = range(1000, 3000)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_FIGURES = re.compile(r"(\d{1,4})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})")
_CHINESE = re.compile(r"(\d{2,4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]*([a-z]{3,9})\.?[\s,-]*(\d{4}|'?\d{2})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?[\s-]*(\d{1,2})(?:st|nd|rd|th)?[\s,-]+(\d{4}|'?\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[\s-]+([a-z]{3,9})[\s-]+(\d{1,2})")
_WEEKDAY = re.compile(
    r"^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)[a-z]*[.,]?\s+|\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?\s*"
)
_TIME = re.compile(
    r"(?P<before>上午|下午|晚上|中午|凌晨|早上|[ap]\.?m\.?)?\s*(?P<hour>\d{1,2})(?:\s*[:：时点h]\s*(?P<minute>\d{1,2})\s*分?"
    r"(?:\s*[:：]?\s*(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?\s*秒?)?|[时点])?\s*(?P<after>[ap]\.?m\.?)?"
    r"\s*(?P<zone>z|(?:utc|gmt)?\s*[+-]\d{1,2}:?\d{0,2}|utc|gmt)?(?:\s*\([a-z ]+\))?"
)
_PARTS = re.compile(r"(?P<date>.*?\d.*?)(?:(?<=\d)t(?=\d)|\s+|(?<=[日号])|,\s*)(?P<time>(?:(?:上午|下午|晚上|中午|凌晨|早上|[ap]m)?\s*\d{1,2}\s*[:：时点h]|\d{1,2}\s*[ap]\.?m|上午|下午|晚上|中午|凌晨|早上).*)")  # fmt: skip


@dataclass(frozen=True)
class OrderFound:
    """`order`: what the column shows, None when nothing decides.

    `ambiguous`: how many values could be read in two ways. `conflict`: the values show two orders at once.
    """

    order: DateOrder | None
    ambiguous: int = 0
    conflict: bool = False


def parse_date(raw: str, *, hints: Hints = PLAIN) -> date:
    """The day. A time after it is passed over; Excel's serial numbers and 20240131 are understood."""
    if _ISO.fullmatch(raw):
        return _built(raw[:4], raw[5:7], raw[8:], raw)
    return _date(raw, hints.date_order)


def parse_datetime(raw: str, *, hints: Hints = PLAIN) -> datetime:
    """An aware moment; a time without a zone is taken in `hints.zone`, a day without a time at its midnight."""
    return _datetime(raw, hints.date_order, hints.zone)


def infer_date_order(samples: Iterable[str]) -> OrderFound:
    """The one order in which every sampled value is a day (or all but 5 %, which is then a conflict)."""
    fits = dict.fromkeys(DateOrder, 0)
    total = ambiguous = 0
    for raw in samples:
        found = _figures_of(raw)
        readings = {order: day for order in DateOrder if found and (day := _reading(found, order))}
        total += bool(readings)
        ambiguous += len(set(readings.values())) > 1
        for order in readings:
            fits[order] += 1
    whole = [order for order in DateOrder if fits[order] == total]
    if total and not whole:
        best = max(DateOrder, key=lambda order: fits[order])
        return OrderFound(best if fits[best] >= 0.95 * total else None, ambiguous, conflict=True)
    if not ambiguous:
        return OrderFound(whole[0] if total else None)
    return OrderFound(whole[0]) if len(whole) == 1 else OrderFound(None, ambiguous)


def _reading(figures: tuple[str, str, str], order: DateOrder) -> date | None:
    try:
        return _built(*_ordered(*figures, "", order), "")
    except BadValue:
        return None


def _figures_of(raw: str) -> tuple[str, str, str] | None:
    try:
        figures = _FIGURES.match(narrow(raw))
    except BadValue:
        return None
    return (figures[1], figures[3], figures[4]) if figures else None


@lru_cache(maxsize=16_384)
def _date(raw: str, order: DateOrder | None) -> date:
    text = _stripped(raw)
    serial = _serial(text)
    if serial is not None:
        return serial.date()
    parts = _PARTS.fullmatch(text)
    if parts and _time(parts["time"]):
        text = parts["date"].rstrip(" ,")
    return _day(text, raw, order)


@lru_cache(maxsize=16_384)
def _datetime(raw: str, order: DateOrder | None, zone: str) -> datetime:
    text = _stripped(raw)
    local = ZoneInfo(zone)
    serial = _serial(text)
    if serial is not None:
        return serial.replace(tzinfo=local)
    parts = _PARTS.fullmatch(text)
    found = _time(parts["time"]) if parts else None
    if not parts or not found:
        return datetime.combine(_day(text, raw, order), time(), local)
    clock, offset = found
    try:
        moment = datetime.combine(_day(parts["date"].rstrip(" ,"), raw, order), clock, offset or local)
        moment.astimezone(UTC)
    except OverflowError:
        raise BadValue("not_a_time", raw=shown(raw)) from None
    return moment


def _stripped(raw: str) -> str:
    text = narrow(raw).lower()
    if not text:
        raise BadValue("blank", raw="")
    if len(text) > 80:
        raise BadValue("not_a_date", raw=shown(raw))
    return _WEEKDAY.sub(" ", text).strip()


def _serial(text: str) -> datetime | None:
    """A spreadsheet's day number, to the second."""
    if not re.fullmatch(r"\d{5}(?:\.\d{1,15})?", text) or int(text[:5]) not in SERIALS:
        return None
    return datetime(1899, 12, 30) + timedelta(seconds=round(float(text) * 86_400))  # noqa: DTZ001 - the caller adds the zone


def _day(text: str, raw: str, order: DateOrder | None) -> date:
    if re.fullmatch(r"\d{8}", text):
        return _built(text[:4], text[4:6], text[6:], raw)
    chinese = _CHINESE.fullmatch(text)
    if chinese:
        return _built(chinese[1], chinese[2], chinese[3], raw)
    figures = _FIGURES.fullmatch(text)
    if figures:
        return _built(*_ordered(figures[1], figures[3], figures[4], raw, order), raw)
    for pattern, year, month, day in ((_DAY_FIRST, 3, 2, 1), (_MONTH_FIRST, 3, 1, 2), (_YEAR_FIRST, 1, 2, 3)):
        words = pattern.fullmatch(text)
        if words and words[month] in MONTHS:
            return _built(words[year].lstrip("'"), str(MONTHS[words[month]]), words[day], raw)
    raise BadValue("not_a_date", raw=shown(raw))


def _ordered(first: str, second: str, third: str, raw: str, order: DateOrder | None) -> tuple[str, str, str]:
    """Year, month and day of three figures."""
    if len(first) > 2 and len(third) <= 2:
        return first, second, third
    if len(third) == 3 or len(first) > 2:
        raise BadValue("not_a_date", raw=shown(raw))
    if order is None:
        return _only_order(first, second, third, raw)
    if order is DateOrder.YMD and len(third) > 2:
        raise BadValue("not_a_date", raw=shown(raw))
    return {
        DateOrder.YMD: (first, second, third),
        DateOrder.DMY: (third, second, first),
        DateOrder.MDY: (third, first, second),
    }[order]


def _only_order(first: str, second: str, third: str, raw: str) -> tuple[str, str, str]:
    """The one order in which the figures are a day; several different days are refused as ambiguous."""
    readings = {day: order for order in DateOrder if (day := _reading((first, second, third), order))}
    if len(readings) > 1:
        raise BadValue("ambiguous_date", raw=shown(raw))
    if not readings:
        raise BadValue("impossible_date", raw=shown(raw))
    return _ordered(first, second, third, raw, next(iter(readings.values())))


def _built(year: str, month: str, day: str, raw: str) -> date:
    number = int(year)
    if len(year) <= 2:  # as POSIX does: 69 is 1969, 68 is 2068
        number += 1900 if number >= 69 else 2000
    if number not in _YEARS:
        raise BadValue("impossible_date", raw=shown(raw))
    try:
        return date(number, int(month), int(day))
    except ValueError:
        raise BadValue("impossible_date", raw=shown(raw)) from None


def _time(text: str) -> tuple[time, tzinfo | None] | None:
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    half = (found["before"] or found["after"] or "").replace(".", "")
    if half in ("pm", "下午", "晚上") and hour < 12:
        hour += 12
    elif (half in ("am", "上午", "早上") and hour == 12) or (half == "凌晨" and hour == 12):
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    micro = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    return time(hour, minute, second, micro), _offset(found["zone"])


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    figures = re.search(r"([+-])(\d{1,2}):?(\d{0,2})", text)
    if not figures:
        return UTC
    minutes = min(int(figures[2]) * 60 + int(figures[3] or 0), 14 * 60)
    return timezone(timedelta(minutes=-minutes if figures[1] == "-" else minutes))
