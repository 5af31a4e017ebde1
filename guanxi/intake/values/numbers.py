"""Numbers and amounts as people and programs write them."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from guanxi.intake.values.clean import narrow, shown
from guanxi.intake.values.hints import PLAIN, Hints
from guanxi.intake.values.problem import BadValue

UNITS = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "億": 10**8,
    "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "萬": 10**4, "千": 1000, "百": 100,
}  # fmt: skip
# The longest come first, so that "US$" is not read as "$" after two letters.
CURRENCIES = {
    "US$": "USD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD", "C$": "CAD", "S$": "SGD", "R$": "BRL", "人民币": "CNY",
    "美元": "USD", "美金": "USD", "港元": "HKD", "港币": "HKD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY",
    "新台币": "TWD", "台币": "TWD", "澳元": "AUD", "加元": "CAD", "韩元": "KRW", "RMB": "CNY",
    "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR", "₽": "RUB", "฿": "THB", "₫": "VND", "₱": "PHP",
}  # fmt: skip
CODES = frozenset(
    [
        "CNY",
        "USD",
        "EUR",
        "GBP",
        "JPY",
        "HKD",
        "TWD",
        "MOP",
        "SGD",
        "AUD",
        "CAD",
        "CHF",
        "SEK",
        "NOK",
        "DKK",
        "NZD",
        "KRW",
        "INR",
        "RUB",
        "BRL",
        "ZAR",
        "THB",
        "MYR",
        "IDR",
        "PHP",
        "VND",
        "AED",
        "SAR",
        "TRY",
        "PLN",
        "CZK",
        "HUF",
        "ILS",
        "MXN",
        "ARS",
        "CLP",
        "EGP",
        "NGN",
        "PKR",
        "BDT",
        "KZT",
        "UAH",
    ]
)
DIGITS = 30  # of the whole part: more is not a figure of a business
_NUMERAL = re.compile(r"\d[\d.,' ’]*(?:[eE][+-]?\d{1,4})?|[.,]\d+")
_UNIT = re.compile("|".join(UNITS))
_MARK = re.compile("|".join(re.escape(mark) for mark in CURRENCIES) + "|¥|[$]|元整?|圆|块")
_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")


class Money(NamedTuple):
    """An amount and its ISO currency, None where the value names none."""

    amount: Decimal
    currency: str | None


def parse_decimal(raw: str, *, hints: Hints = PLAIN) -> Decimal:
    """The number, exactly. A currency sign is passed over; "15%" is 0.15; "1.2万" is 12000; "(5)" and "5-" are −5."""
    if raw.isascii() and raw.isdigit() and len(raw) <= DIGITS:
        return Decimal(raw)
    return _money(raw, hints, "not_a_number").amount


def parse_integer(raw: str, *, hints: Hints = PLAIN) -> int:
    """A whole number that fits 64 bits; "12.0" is 12, "12.5" is refused."""
    number = parse_decimal(raw, hints=hints)
    if number != number.to_integral_value():
        raise BadValue("not_whole", raw=shown(raw))
    if abs(number) >= 2**63:
        raise BadValue("number_too_large", raw=shown(raw))
    return int(number)


def parse_money(raw: str, *, hints: Hints = PLAIN) -> Money:
    """Amount and currency. ¥ and 元 are CNY unless `hints.currency` says JPY; $ is USD unless it says another dollar."""
    return _money(raw, hints, "not_an_amount")


def infer_decimal(samples: Iterable[str]) -> str | None:
    """The decimal mark of a column, from the values that show it; None when none does or they disagree."""
    found: set[str] = set()
    for raw in samples:
        try:
            text = re.sub(r"[^\d.,]", "", narrow(raw))
        except BadValue:
            continue
        last = max(text.rfind("."), text.rfind(","))
        if last < 0:
            continue
        mark, other = text[last], ",."[text[last] == ","]
        if text.count(mark) > 1:
            found.add("." if mark == "," else ",")
        elif other in text or len(text) - last - 1 != 3 or text.startswith("0"):
            found.add(mark)
    return found.pop() if len(found) == 1 else None


def _money(raw: str, hints: Hints, code: str) -> Money:
    text = narrow(raw)
    if not text:
        raise BadValue("blank", raw="")
    if len(text) > 100:
        raise BadValue(code, raw=shown(raw))
    text, currency = _without_currency(text, hints)
    text, sign = _without_sign(text)
    text, scale = _without_percent(text)
    try:
        return Money(sign * scale * _amount(text, raw, hints, code), currency)
    except InvalidOperation:
        raise BadValue(code, raw=shown(raw)) from None


def _without_currency(text: str, hints: Hints) -> tuple[str, str | None]:
    named = _CODE.search(text.upper())
    if named and named[0] in CODES:
        currency = named[0]
        rest = text[: named.start()] + text[named.end() :]
        return _MARK.sub("", rest, count=1).strip(), currency
    mark = _MARK.search(text.upper() if text.isascii() else text)
    if not mark:
        return text, None
    rest = (text[: mark.start()] + text[mark.end() :]).strip()
    rest = _MARK.sub("", rest, count=1).strip() if mark[0] not in ("元", "元整") else rest
    return rest, _currency(mark[0], hints)


def _currency(mark: str, hints: Hints) -> str:
    if mark in CURRENCIES:
        return CURRENCIES[mark]
    if mark == "$":
        return hints.currency if hints.currency in ("HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MXN") else "USD"
    return "JPY" if hints.currency == "JPY" else "CNY"


def _without_sign(text: str) -> tuple[str, int]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), -1
    if text.startswith(("-", "+")):
        return text[1:].strip(), -1 if text[0] == "-" else 1
    if text.endswith("-"):
        return text[:-1].strip(), -1
    return text, 1


def _without_percent(text: str) -> tuple[str, Decimal]:
    if text.endswith("%"):
        return text[:-1].strip(), Decimal("0.01")
    if text.endswith("‰"):
        return text[:-1].strip(), Decimal("0.001")
    return text, Decimal(1)


def _amount(text: str, raw: str, hints: Hints, code: str) -> Decimal:
    """The sum of numerals with their units: 1亿2000万 is 120000000. Units must fall from left to right."""
    total, place, last = Decimal(0), 0, 10**13
    while place < len(text):
        numeral = _NUMERAL.match(text, place)
        if not numeral:
            raise BadValue(code, raw=shown(raw))
        unit = _UNIT.match(text, numeral.end())
        worth = UNITS[unit[0]] if unit else 1
        if worth >= last:
            raise BadValue(code, raw=shown(raw))
        total += _plain(numeral[0].strip(), raw, hints, code) * worth
        place, last = (unit or numeral).end(), worth
        while place < len(text) and text[place] == " ":
            place += 1
    if last == 10**13:
        raise BadValue(code, raw=shown(raw))
    return total


def _plain(text: str, raw: str, hints: Hints, code: str) -> Decimal:
    """One numeral without sign and unit, its separators understood."""
    body, _e, exponent = text.lower().partition("e")
    if (exponent and abs(int(exponent)) > DIGITS) or len(body) > 60:
        raise BadValue("number_too_large", raw=shown(raw))
    whole, fraction = _split(body, raw, hints)
    groups = re.split(r"[.,' ’]", whole)
    if len(groups) > 1 and not _grouped(groups):
        raise BadValue(code, raw=shown(raw))
    digits = "".join(groups)
    if len(digits) > DIGITS or not (digits or fraction) or (fraction and not fraction.isdigit()):
        raise BadValue(code if len(digits) <= DIGITS else "number_too_large", raw=shown(raw))
    return Decimal(f"{digits or 0}.{fraction or 0}e{exponent or 0}") if fraction or exponent else Decimal(digits)


def _split(body: str, raw: str, hints: Hints) -> tuple[str, str]:
    """The whole part (with its separators) and the fraction."""
    if hints.decimal in (".", ","):
        whole, mark, fraction = body.partition(hints.decimal)
        return whole, fraction
    last = max(body.rfind("."), body.rfind(","))
    if last < 0:
        return body, ""
    mark, whole, fraction = body[last], body[:last], body[last + 1 :]
    other = "," if mark == "." else "."
    if mark in whole:  # the same mark twice parts thousands
        return body, ""
    if other in whole or mark == "." or re.search(r"[' ’]", whole):
        return whole, fraction
    if len(fraction) == 3 and whole.strip("0") and len(whole) <= 3:
        return body, ""
    if len(fraction) == 4 and len(whole) <= 4 and whole.strip("0"):  # 1,2345 as in 1,2345,6789, or 1.2345
        raise BadValue("ambiguous_number", raw=shown(raw))
    return whole, fraction


def _grouped(groups: list[str]) -> bool:
    """Whether the groups are thousands, ten thousands (1,2345,6789) or Indian (1,23,456)."""
    first, rest = groups[0], groups[1:]
    threes = len(first) in (1, 2, 3) and all(len(group) == 3 for group in rest)
    fours = len(first) in (1, 2, 3, 4) and len(rest) > 1 and all(len(group) == 4 for group in rest)
    indian = len(first) in (1, 2) and len(rest[-1]) == 3 and all(len(group) == 2 for group in rest[:-1])
    return threes or fours or indian
