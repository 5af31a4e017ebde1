"""Until when: times as people write them in Chinese and English, seen from the moment they were written. Pure.

A deadline without an hour is the end of that working day (18:00). A weekday alone is the next one, today included;
下周五 and "next Friday" are of the week that begins next Monday. A date without a year is the next such date.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

END_OF_DAY, NOON, NIGHT = 18, 12, 21
FRIDAY, SUNDAY = 4, 6
DAY = timedelta(days=1)
_HAN_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_HAN_DAYS = {**dict(zip("一二三四五六", range(6), strict=True)), "日": 6, "天": 6, "末": 6}
_EN_DAYS = {name: n for n, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}
_EN_MONTHS = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_EN_NUMBERS = {
    name: n
    for n, name in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
} | {"a": 1, "an": 1, "the": 1, "a couple of": 2}  # fmt: skip
N = r"(?:\d{1,3}|十[一二三四五六七八九]?|[二三四五六七八九]十[一二三四五六七八九]?|[一二两三四五六七八九])"
EN_N = r"(?:\d{1,3}|a couple of|" + "|".join(name for name in _EN_NUMBERS if " " not in name) + ")"
WEEKDAY = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wednesday|thu(?:rs(?:day)?)?|fri(?:day)?|saturday|sunday)"
MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"


@dataclass(frozen=True, slots=True)
class Due:
    """A time in a text: where it stands, and the moment it means."""

    start: int
    end: int
    at: datetime


def number(text: str) -> int:
    """A number as it is written: 3, 三, 十五, 二十, "two"; raises KeyError for anything else."""
    if text.isdecimal():
        return int(text)
    if text.lower() in _EN_NUMBERS:
        return _EN_NUMBERS[text.lower()]
    tens, ten, ones = text.partition("十")
    if not ten:
        return _HAN_DIGITS[text]
    return (_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[ones] if ones else 0)


def _ending(day: date, now: datetime, hour: int = END_OF_DAY) -> datetime:
    return now.replace(year=day.year, month=day.month, day=day.day, hour=hour, minute=0, second=0, microsecond=0)


def _weekday(now: datetime, day: int, weeks: int | None) -> date:
    """The next such weekday (weeks None), or that of this week (0), the next (1), the one after (2)."""
    today = now.date()
    if weeks is None:
        return today + DAY * ((day - today.weekday()) % 7)
    return today + DAY * (day - today.weekday() + 7 * weeks)


def _last_of(year: int, month: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _dated(now: datetime, month: int, day: int, year: int | None = None) -> date:
    """That date; without a year the next one. Raises ValueError where there is none (30 February)."""
    if year is not None:
        return date(year, month, day)
    found = date(now.year, month, day)
    return found if found >= now.date() else date(now.year + 1, month, day)


def _end_of_month(now: datetime, month: int) -> date:
    return _last_of(now.year + (month < now.month), month)


def _day_of_month(now: datetime, day: int, months: int | None) -> date:
    if months is None:
        months = 0 if day >= now.day else 1
    last = _last_of(now.year, now.month + months)
    return last.replace(day=day)


def _working(now: datetime, days: int) -> date:
    day = now.date()
    while days > 0:
        day += DAY
        days -= day.weekday() < 5
    return day


def _after(now: datetime, count: int, unit: str) -> datetime | date:
    if unit in {"小时", "hour", "hr"}:
        return now + timedelta(hours=count)
    if unit in {"工作日", "working day", "business day"}:
        return _working(now, count)
    if unit in {"周", "星期", "礼拜", "week"}:
        return now.date() + 7 * DAY * count
    if unit in {"月", "month"}:
        last = _last_of(now.year, now.month + count)
        return last.replace(day=min(now.day, last.day))
    return now.date() + DAY * count


def _weeks_of(word: str) -> int | None:
    return {"": None, "本": 0, "这": 0, "这个": 0, "下": 1, "下个": 1, "下下": 2}[word]


Rule = tuple[str, Callable[[re.Match[str], datetime], datetime | date]]
_TODAY = {"今": 0, "明": 1, "后": 2, "大后": 3}
RULES: tuple[Rule, ...] = (
    (r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?[日号]?", lambda m, now: _dated(now, int(m[2]), int(m[3]), int(m[1]))),
    (rf"({N})月({N})\s?[日号]?", lambda m, now: _dated(now, number(m[1]), number(m[2]))),
    (rf"({N})月(?:底|末)", lambda m, now: _end_of_month(now, number(m[1]))),
    (r"(本|这个?|下个?)月(\d{1,2})[日号]", lambda m, now: _day_of_month(now, int(m[2]), int(m[1][0] == "下"))),
    (r"(?<![\d月])(\d{1,2})[日号](?=[前之以内晚上下中早，,。；;\s]|$)", lambda m, now: _day_of_month(now, int(m[1]), None)),
    (r"下个?月(?:底|末|内|前)?", lambda _m, now: _last_of(now.year, now.month + 1)),
    (r"(?<!上个)(?<![上下\d一二三四五六七八九十])(?:本|这个)?月(?:底|末)|本月内?", lambda _m, now: _last_of(now.year, now.month)),
    (r"(?:本|这个)?季度?(?:底|末)", lambda _m, now: _last_of(now.year, (now.month + 2) // 3 * 3)),
    (r"(?<!去)(?:今|本)?年(?:底|末)(?:前)?", lambda _m, now: date(now.year, 12, 31)),
    (r"(?<!上)(下下|下个?|本|这个?|)(?:周|星期|礼拜)([一二三四五六日天末])", lambda m, now: _weekday(now, _HAN_DAYS[m[2]], _weeks_of(m[1]))),
    (r"(下下|下个?|本|这个?)(?:周|星期|礼拜)内?", lambda m, now: _weekday(now, FRIDAY if _weeks_of(m[1]) or now.weekday() <= FRIDAY else SUNDAY, _weeks_of(m[1]))),
    (r"(大后|今|明|后)(?:天|日|早|晚)", lambda m, now: now.date() + DAY * _TODAY[m[1]]),
    (rf"({N})\s?个?(工作日|小时|天|日|周|星期|礼拜|月)(?:之内|以内|内|之后|以后|后)", lambda m, now: _after(now, number(m[1]), m[2])),
    (r"半个?(小时|月)(?:之内|以内|内|之后|后)", lambda m, now: now + timedelta(minutes=30) if m[1] == "小时" else now.date() + DAY * 15),
    (r"下班(?:之)?前", lambda _m, now: now.date()),
    (rf"\b(?:within|in|inside)\s+({EN_N})\s+(hour|hr|working day|business day|day|week|month)s?\b(?!\s+(?:ago|of))", lambda m, now: _after(now, number(m[1]), m[2].lower())),
    (r"\b(?:the )?day after tomorrow\b", lambda _m, now: now.date() + 2 * DAY),
    (r"\btomorrow\b", lambda _m, now: now.date() + DAY),
    (r"\b(?:today|tonight|(?:by |before )?(?:the )?end of (?:the )?day|EOD|COB|close of business)\b", lambda _m, now: now.date()),
    (r"\b(?:the )?end of (?:the |this )?(next )?week\b|\b(this|next) week\b", lambda m, now: _weekday(now, FRIDAY, 1 if m[1] or (m[2] or "").lower() == "next" else 0)),
    (r"\b(?:the )?end of (?:the |this )?(next )?month\b|\bmonth[- ]end\b|\b(this|next) month\b", lambda m, now: _last_of(now.year, now.month + (1 if m[1] or (m[2] or "").lower() == "next" else 0))),
    (r"\b(?:the )?end of (?:the |this )?quarter\b", lambda _m, now: _last_of(now.year, (now.month + 2) // 3 * 3)),
    (r"\b(?:the )?end of (?:the |this )?year\b|\byear[- ]end\b", lambda _m, now: date(now.year, 12, 31)),
    (rf"\b(next |this )?({WEEKDAY})\b", lambda m, now: _weekday(now, _EN_DAYS[m[2][:3].lower()], {"n": 1, "t": 0}.get((m[1] or " ")[0].lower()))),
    (rf"\b({MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}})\b)?", lambda m, now: _dated(now, _EN_MONTHS[m[1][:3].lower()], int(m[2]), int(m[3]) if m[3] else None)),
    (rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({MONTH})\b(?:,? (\d{{4}})\b)?", lambda m, now: _dated(now, _EN_MONTHS[m[2][:3].lower()], int(m[1]), int(m[3]) if m[3] else None)),
    (r"\b(?:by|on|before|until) the (\d{1,2})(?:st|nd|rd|th)\b", lambda m, now: _day_of_month(now, int(m[1]), None)),
)  # fmt: skip
_COMPILED = [(re.compile(pattern, re.IGNORECASE), means) for pattern, means in RULES]
_PAST = re.compile(r"(?:上个?|去|last )$", re.IGNORECASE)
_PART = re.compile(
    r"\s*(?:的)?(早上|上午|一早|中午|下午|傍晚|晚上|morning|noon|afternoon|evening|night)", re.IGNORECASE
)
_HOURS = {"早": NOON, "上": NOON, "一": NOON, "中": NOON, "下": END_OF_DAY, "傍": END_OF_DAY, "晚": NIGHT}
_EN_HOURS = {"morning": NOON, "noon": NOON, "afternoon": END_OF_DAY, "evening": NIGHT, "night": NIGHT}
_CLOCK = re.compile(
    rf"\s*,?\s*(?:(?:at|by|before) )?(?:(?P<h>\d{{1,2}}):(?P<m>\d{{2}})|(?P<cn>{N})[点时](?P<half>半)?|(?P<en>\d{{1,2}})\s?(?P<pm>[ap])\.?m\.?|(?<=at )(?P<bare>\d{{1,2}})\b)",
    re.IGNORECASE,
)


def _timed(text: str, end: int, at: datetime, said: str) -> tuple[int, datetime]:
    """The hour that follows a day: 下午3点, "at 10:30", "noon"; where the words end, and the moment."""
    part = _PART.match(text, end)
    word = (
        part[1].lower()
        if part
        else {"早": "早上", "晚": "晚上"}.get(said[-1], "tonight"[2:] if said.lower() == "tonight" else "")
    )
    if part:
        end = part.end()
    clock = _CLOCK.match(text, end)
    if (
        clock
        and (hour := _hour(clock, late=word[:1] in {"下", "晚", "傍"} or word in {"afternoon", "evening", "night"}))
        is not None
    ):
        minute = int(clock["m"] or 0) if clock["m"] else 30 if clock["half"] else 0
        return clock.end(), at.replace(hour=hour, minute=min(minute, 59))
    if word:
        return end, at.replace(hour=_EN_HOURS.get(word) or _HOURS[word[0]])
    return end, at


def _hour(clock: re.Match[str], *, late: bool) -> int | None:
    hour = number(clock["h"] or clock["cn"] or clock["en"] or clock["bare"])
    if hour < 12 and (late or (clock["pm"] or "").lower() == "p"):
        hour += 12
    return hour if hour <= 23 else None


def times_in(text: str, written_at: datetime) -> list[Due]:
    """Every time that the text names, in its order; `written_at` in the zone of whoever wrote it. What is past is left out."""
    found: list[Due] = []
    for due in sorted(_all(text, written_at), key=lambda one: (one.start, -one.end)):
        if (not found or due.start >= found[-1].end) and due.at >= written_at:
            found.append(due)
    return found


def _all(text: str, written_at: datetime) -> Iterator[Due]:
    for pattern, means in _COMPILED:
        for match in pattern.finditer(text):
            if _PAST.search(text, 0, match.start()):
                continue
            try:
                meant = means(match, written_at)
            except (ValueError, OverflowError):
                continue  # 30 February is no day
            if isinstance(meant, datetime):
                yield Due(match.start(), match.end(), meant)
                continue
            end, at = _timed(text, match.end(), _ending(meant, written_at), match[0])
            if at < written_at and meant == written_at.date() and end == match.end():
                at = at.replace(hour=23, minute=59)  # "today", written after work
            elif at < written_at < at + timedelta(hours=12):
                at += timedelta(hours=12)  # 今天五点前, written at three in the afternoon
            yield Due(match.start(), end, at)
