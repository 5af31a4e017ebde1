"""When two promises to one customer contradict each other. Pure, and the same in both directions.

Both are open, of one topic, and about the same thing, but
- two prices name different amounts (or currencies);
- two deliveries, documents or services are promised for different days.
"The same thing" is a shared word that says something: a product code, a Latin word, two Han characters in a row, after
the words of promising, of price and of time were taken away. A price or a delivery without such a word is about
whatever the other one is about; a document or a service without one is not compared. Calling back twice, and what is
of no topic, never contradicts.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

ABOUT_ANYTHING = frozenset({"price", "delivery"})
BY_DAY = frozenset({"delivery", "document", "service"})
_LATIN = re.compile(r"[a-z0-9][a-z0-9-]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SAID_ZH = re.compile(
    r"我们|我司|我方|我公司|客户|保证|承诺|答应|一定|尽快|安排|单价|价格|价钱|报价|每[台件个吨套只]|[台件个吨套只批]|折扣|优惠|[元块]|"
    r"发货|交货|到货|交付|送到|送货|发给|寄给|寄出|出货|完成|提供|发送|维修|上门|"
    r"本?周[一二三四五六日末天]|星期[一二三四五六日天]|下周|本周|月底|年底|月末|今天|明天|后天|上午|下午|之前|之内|以内|天内|周内|"
    r"贵司|您|你|给|在|把|的|会|将|我|前|内|为|到|按|是|到"
)
_SAID_EN = frozenset(
    [
        "a",
        "an",
        "the",
        "we",
        "ll",
        "will",
        "shall",
        "i",
        "you",
        "your",
        "our",
        "us",
        "to",
        "for",
        "of",
        "by",
        "on",
        "at",
        "in",
        "within",
        "per",
        "and",
        "or",
        "is",
        "are",
        "be",
        "be",
        "price",
        "prices",
        "quote",
        "cny",
        "usd",
        "eur",
        "rmb",
        "piece",
        "pieces",
        "each",
        "unit",
        "units",
        "promise",
        "promised",
        "guarantee",
        "guaranteed",
        "discount",
        "deliver",
        "delivered",
        "delivery",
        "ship",
        "shipped",
        "shipping",
        "send",
        "sent",
        "before",
        "until",
        "next",
        "this",
        "end",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "tomorrow",
        "today",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "from",
        "with",
        "it",
        "that",
        "than",
        "more",
        "not",
        "no",
        "have",
        "has",
        "get",
        "will",
        "keep",
        "stays",
        "stay",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "noon",
        "morning",
        "afternoon",
        "st",
        "nd",
        "rd",
        "th",
        "am",
        "pm",
        "complete",
        "install",
        "repair",
        "goods",
        "order",
    ]
)


@dataclass(frozen=True, slots=True)
class Said:
    """What counts of a promise; `day` is the day it is due, in one zone for all that are compared."""

    pk: int
    customer_id: int
    topic: str
    title: str
    amount: Decimal | None = None
    currency: str = ""
    day: date | None = None
    is_open: bool = True


@lru_cache(maxsize=4096)  # each title is compared with every other of its group
def things(title: str) -> frozenset[str]:
    """The words of a title that say what it is about; none for "we deliver by Friday"."""
    latin = {
        word
        for word in _LATIN.findall(title.lower())
        if word not in _SAID_EN
        and not word.replace("-", "").isdecimal()
        and not re.fullmatch(r"\d+(?:st|nd|rd|th)", word)
    }
    runs = _HAN.findall(_SAID_ZH.sub(" ", title))
    return frozenset(latin | {run[n : n + 2] for run in runs for n in range(len(run) - 1)})


def contradict(one: Said, other: Said) -> bool:
    """Whether these two cannot both be kept as they were said."""
    if one.pk == other.pk or not (one.is_open and other.is_open):
        return False
    if (one.customer_id, one.topic) != (other.customer_id, other.topic):
        return False
    return _differ(one, other) and _same_thing(one, other)


def _differ(one: Said, other: Said) -> bool:
    if one.topic == "price":
        known = one.amount is not None and other.amount is not None
        return known and (one.amount, one.currency) != (other.amount, other.currency)
    known = one.day is not None and other.day is not None
    return one.topic in BY_DAY and known and one.day != other.day


def _same_thing(one: Said, other: Said) -> bool:
    mine, others = things(one.title), things(other.title)
    if not mine or not others:
        return one.topic in ABOUT_ANYTHING
    return not mine.isdisjoint(others)


def contradictions(said: Iterable[Said], of: Collection[int] | None = None) -> dict[int, list[int]]:
    """For each promise that contradicts others, their ids; asked only `of` some, it compares only these with the others."""
    grouped: dict[tuple[int, str], list[Said]] = {}
    for one in said:
        grouped.setdefault((one.customer_id, one.topic), []).append(one)
    found: dict[int, list[int]] = {}
    for group in grouped.values():
        for one in group:
            if of is not None and one.pk not in of:
                continue
            if against := [other.pk for other in group if contradict(one, other)]:
                found[one.pk] = against
    return found
