"""Which column of a file fills which field: by the words of its header and by what its values look like."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from guanxi.intake.guess_words import SAME, WORDS
from guanxi.intake.values import (
    BadValue,
    DateOrder,
    Hints,
    Problem,
    clean,
    is_blank,
    parse_bool,
    parse_choice,
    parse_date,
    parse_datetime,
    parse_decimal,
    parse_integer,
    parse_mail,
    parse_money,
    parse_phone,
    parse_url,
)  # fmt: skip

SAMPLES = 100
LEAST = 0.35  # below this a guess is worse than none
_PARSERS: dict[str, Callable[..., object]] = {
    "integer": parse_integer, "decimal": parse_decimal, "money": parse_money, "date": parse_date,
    "datetime": parse_datetime, "bool": parse_bool, "phone": parse_phone, "mail": parse_mail, "choice": parse_choice,
    "url": parse_url,
}  # fmt: skip
_BY_VALUES = {"mail": 0.6, "phone": 0.45, "url": 0.4}  # how sure the values alone can make
_PHONE = re.compile(r"\+\d[\d ()-]{7,}|1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\(?0\d{1,4}\)?[ -]\d[\d -]{5,}")
# Words that make another thing of what stands before them: "phone type" is no phone, 客户编号 no 客户.
_TURNS = frozenset(
    [
        "type",
        "id",
        "code",
        "label",
        "number",
        "no",
        "date",
        "time",
        "status",
        "count",
        "owner",
        "year",
        "yomi",
        "prefix",
        "suffix",
        "initials",
        "idx",
        "index",
        "rate",
    ]
)
_OTHER = frozenset(["mail", "phone", "fax"])  # strong words: what they stand in is theirs
_GENERIC = frozenset(
    ["date", "name", "number", "description", "id", "time", "count", "value", "total", "amount", "code", "title"]
)
_HAN_TURNS = re.compile(
    "(?:类型|类别|编号|编码|代码|日期|时间|状态|级别|等级|数量|来源|号|经理|标签|性质|行业|地址|电话|负责人)$"
)


@dataclass(frozen=True)
class Target:
    """A field that can be filled.

    `type`: text, integer, decimal, money, date, datetime, bool, phone, mail, choice, tags or url. `aliases`:
    words for it, its labels in both languages among them. `choices`: as in `Hints`.
    """

    name: str
    type: str = "text"
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Guess(NamedTuple):
    """`column`: its place in the header, from 0. `target`: the field's name, None when nothing fits. `sure`: 0 to 1."""

    column: int
    target: str | None
    sure: float
    why: Problem


def guess_mapping(
    header: Sequence[str],
    samples: Sequence[Sequence[str | None]],
    targets: Sequence[Target],
    *,
    hints: Hints | None = None,
) -> list[Guess]:
    """One guess for each column, each target used once, the surest first. `samples` are rows."""
    hints = hints or Hints(date_order=DateOrder.MDY)
    columns = [_values(samples, at) for at in range(len(header))]
    marks = [
        (sure, -at, -place, why)
        for at, name in enumerate(header)
        for place, target in enumerate(targets)
        for sure, why in [_mark(name, columns[at], target, hints)]
        if sure >= LEAST
    ]
    found: dict[int, Guess] = {}
    used: set[int] = set()
    for sure, minus_at, minus_place, why in sorted(marks, key=lambda mark: mark[:3], reverse=True):
        if -minus_at not in found and -minus_place not in used:
            used.add(-minus_place)
            found[-minus_at] = Guess(-minus_at, targets[-minus_place].name, round(sure, 2), why)
    return [found.get(at) or Guess(at, None, 0.0, Problem("nothing_fits")) for at in range(len(header))]


def _mark(name: str, values: list[str], target: Target, hints: Hints) -> tuple[float, Problem]:
    """How well a column fits a target, and the reason."""
    words, alias = max((_likeness(name, alias), alias) for alias in _aliases(target))
    fits = _share(values, target, hints)
    told = Problem("same_words") if words == 1 else Problem("similar_words", {"alias": alias})
    if words < 0.5:
        alone = _BY_VALUES.get(target.type, 0.0)
        return (alone if fits is not None and fits >= 0.8 else 0.0), Problem("looks_like")
    if fits is None:
        return words * 0.9, told
    if fits >= 0.6:
        return min(1.0, words * 0.8 + fits * 0.2), Problem("words_and_values")
    return words * (0.35 if fits < 0.3 else 0.6), Problem("words_not_values")


def _aliases(target: Target) -> tuple[str, ...]:
    plain = re.split(r"[.:]", target.name)[-1]
    known = WORDS.get(plain) or WORDS.get(SAME.get(plain, ""), ())
    return (plain.replace("_", " "), *target.aliases, *known)


def _likeness(name: str, alias: str) -> float:  # noqa: PLR0911 - one line for each way to be alike
    """0 to 1: the same words, all of the alias's words among the header's, or the other way round."""
    header, wanted = _tokens(name), _tokens(alias)
    if not header or not wanted:
        return 0.0
    if header == wanted or sorted(header) == sorted(wanted):
        return 1.0
    if _is_han(alias) or _is_han(name):
        return _han_likeness("".join(header), "".join(wanted))
    extra, missing = set(header) - set(wanted), set(wanted) - set(header)
    if not missing:
        near = 0.6 + 0.3 * len(wanted) / len(header)
        if extra & _OTHER or (extra & _TURNS and header[-1] not in wanted):
            return near * 0.4
        return near * (0.7 if len(wanted) == 1 and wanted[0] in _GENERIC else 1.0)
    if not extra:
        return 0.6 * len(header) / len(wanted)
    return 0.0


def _han_likeness(header: str, wanted: str) -> float:
    if header == wanted:
        return 1.0
    if len(wanted) >= 2 and wanted in header:
        near = 0.6 + 0.35 * len(wanted) / len(header)
        turned = _HAN_TURNS.search(header)
        return near * (0.4 if turned and not wanted.endswith(turned[0]) else 1.0)
    return 0.55 * len(header) / len(wanted) if len(header) >= 2 and header in wanted else 0.0


@lru_cache(maxsize=8192)
def _tokens(text: str) -> tuple[str, ...]:
    """The words of a header: CamelCase, snake_case and punctuation parted, numbers of repetition left out."""
    try:
        text = clean(text)
    except BadValue:
        return ()
    text = re.sub(r"\(\d+\)$| - (?:Value|Formatted)$", "", text)  # our own numbering, and how Google names columns
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text).casefold()
    text = re.sub(r"\be[\s_-]?mails?\b", "mail", text.replace("'s", ""))
    text = re.sub(r"(?<=[a-z])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[a-z])", " ", text)
    words = [word for word in re.split(r"[\W_]+", text) if word]
    return tuple(word for word in words if not word.isdigit()) or tuple(words)


def _is_han(text: str) -> bool:
    return bool(re.search("[\u4e00-\u9fff]", text))


def _values(samples: Sequence[Sequence[str | None]], at: int) -> list[str]:
    return [row[at] or "" for row in samples[:SAMPLES] if at < len(row) and not is_blank(row[at])]


def _share(values: list[str], target: Target, hints: Hints) -> float | None:
    """The share of the values that are what the target holds; None where that says nothing."""
    parser = _PARSERS.get(target.type)
    if parser is None or not values:
        return None
    if target.type == "choice":
        hints = Hints(choices=target.choices)
    return sum(_is_a(parser, value, target.type, hints) for value in values) / len(values)


def _is_a(parser: Callable[..., object], value: str, kind: str, hints: Hints) -> bool:
    if kind == "phone" and _PHONE.fullmatch(value.strip()):
        return True
    try:
        parser(value, hints=hints)
    except BadValue as bad:
        return bad.problem.code in ("ambiguous_date", "several_phones", "several_mails", "digits_lost")
    return kind != "phone"
