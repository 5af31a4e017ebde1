"""From the cells of a row to the values of fields: the plan compiled once, then a short loop per row."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from guanxi.core.kinds import Type
from guanxi.intake.loading.batch import Fault, Parsed
from guanxi.intake.plan import Column, Plan
from guanxi.intake.readers import RawRow
from guanxi.intake.targets import Target, TargetField
from guanxi.intake.values import (
    BadValue,
    Hints,
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
    parse_tags,
    parse_text,
    parse_url,
    split_mails,
    split_phones,
)  # fmt: skip

Read = Callable[[str], Any]
_PARSERS: dict[Type, Any] = {
    Type.INTEGER: parse_integer, Type.DECIMAL: parse_decimal, Type.DATE: parse_date, Type.DATETIME: parse_datetime,
    Type.BOOLEAN: parse_bool, Type.CHOICE: parse_choice, Type.PHONE: parse_phone, Type.MAIL: parse_mail,
    Type.URL: parse_url, Type.TAGS: parse_tags,
}  # fmt: skip
_PLACE = re.compile(r"\{([^{}]+)\}")


def hints_for(one: TargetField, hints: Hints) -> Hints:
    """The hints of the plan with what the field adds to them."""
    return Hints(
        region=hints.region,
        zone=hints.zone,
        date_order=hints.date_order,
        decimal=hints.decimal,
        currency=hints.currency,
        choices=dict(one.choices),
        max_length=one.max_length,
    )


def reader_of(one: TargetField, column: Column, hints: Hints) -> Read:
    """The function that reads a cell for a field; it raises `BadValue`. Fields of `many` give lists."""
    own = hints_for(one, hints)
    if one.parse:
        single: Read = partial(_own, one.parse, own)
    elif one.type is Type.MONEY:
        single = partial(_amount, own)
    else:
        single = partial(_PARSERS.get(one.type, parse_text), hints=own)
    if column.scale != 1:
        single = partial(_scaled, single, Decimal(str(column.scale)))
    if not one.many or one.type is Type.TAGS:
        return single
    return partial(_several, single, _splitter(one, column), at_once=bool(column.split))


def _own(parse: Callable[[str, Hints], Any], hints: Hints, raw: str) -> Any:
    return parse(raw, hints)


def _amount(hints: Hints, raw: str) -> Decimal:
    return parse_money(raw, hints=hints).amount


def _scaled(read: Read, factor: Decimal, raw: str) -> Any:
    return Decimal(read(raw)) * factor


def _splitter(one: TargetField, column: Column) -> Callable[[str], list[str]]:
    if column.split:
        marks = re.compile("|".join(re.escape(mark) for mark in column.split.split() or [column.split]))
        return lambda raw: [part for part in marks.split(raw) if part.strip()]
    if one.type is Type.PHONE:
        return split_phones
    if one.type is Type.MAIL:
        return split_mails
    return lambda raw: [raw]


class Partly(BadValue):
    """Some of the values in a cell cannot be read; `found` are the others."""

    def __init__(self, bad: BadValue, found: list[Any]) -> None:
        super().__init__(bad.problem.code, **bad.problem.params)
        self.found = found


def _several(read: Read, split: Callable[[str], list[str]], raw: str, *, at_once: bool) -> list[Any]:
    """The values of a cell; what reads as one is one, unless the plan says how cells are split (`at_once`)."""
    parts = split(raw) if at_once else [raw]
    if len(parts) < 2:
        try:
            return [read(raw)]
        except BadValue:
            parts = split(raw)
            if len(parts) < 2:
                raise
    found, bad = [], None
    for part in parts:
        try:
            found.append(read(part))
        except BadValue as problem:
            bad = bad or problem
    if bad:
        raise Partly(bad, found)
    return found


class Fill(NamedTuple):
    """A column of the plan, ready to be read: from a cell, or from a text that names columns."""

    name: str
    many: bool
    loose: bool
    read: Read
    place: int = -1
    text: str = ""
    named: Mapping[str, int] = {}

    def raw(self, cells: Sequence[str | None]) -> str | None:
        """What the row has for it; nothing where all the columns that a text names are empty."""
        if self.place >= 0:
            return cells[self.place]
        if not self.named:
            return self.text
        if not any((cells[at] or "").strip() for at in self.named.values()):
            return None
        return _PLACE.sub(
            lambda match: (cells[self.named[match[1]]] or "").strip() if match[1] in self.named else "", self.text
        )


class RowParser:
    """Reads rows of one file by one plan. Make it once per run: it holds the compiled columns."""

    def __init__(self, plan: Plan, target: Target, header: Sequence[str], hints: Hints) -> None:
        places = {name: at for at, name in enumerate(header)}
        self.required = [one.name for one in target.fields if one.required]
        self.keys = plan.keys if target.source == "table" else ()  # a card that nobody can place is kept all the same
        self.any_of = target.any_of
        # fixed values come last: they only fill what no column did
        ordered = sorted(plan.columns, key=lambda column: not column.column)
        self.fills = [_fill_of(column, target.field(column.field), places, hints) for column in ordered]

    def parse(self, row: RawRow) -> tuple[Parsed, list[Fault]]:
        """The row's values and what is wrong with them."""
        parsed = Parsed(row.number, row.cells, {})
        if row.problem is not None:
            return parsed, [Fault("", row.problem.code, dict(row.problem.params))]
        values, cells = parsed.values, row.cells
        faults: list[Fault] = []
        for fill in self.fills:
            raw = cells[fill.place] if fill.place >= 0 else None if fill.name in values else fill.raw(cells)
            if not raw or raw.isspace():
                continue
            try:
                value = fill.read(raw)
            except BadValue as bad:
                _blame(parsed, faults, fill, raw, bad)
                if not isinstance(bad, Partly):
                    continue
                value = bad.found
            if not fill.many:
                if value != "":
                    values[fill.name] = value
            elif value:
                known = values.setdefault(fill.name, [])
                known.extend(one for one in value if one not in known)
        faults = faults or self._missing(values)
        if faults or self._nobody(parsed):  # a row that waits, waits with all that is wrong with it
            faults += parsed.left_out
        return parsed, faults

    def _missing(self, values: Mapping[str, Any]) -> list[Fault]:
        lacking = [name for name in self.required if name not in values]
        lacking += [names[0] for names in self.any_of if not any(name in values for name in names)]
        return [Fault(name, "missing", {}) for name in lacking]

    def _nobody(self, parsed: Parsed) -> bool:
        """Whether a key that cannot be read is all that says whom the row is about: taken in, he might be doubled."""
        return any(fault.field in self.keys for fault in parsed.left_out) and not any(
            key in parsed.values for key in self.keys
        )


def _fill_of(column: Column, one: TargetField, places: Mapping[str, int], hints: Hints) -> Fill:
    many = one.many or one.type is Type.TAGS
    read = reader_of(one, column, hints)
    if column.column:
        return Fill(one.name, many, one.loose, read, places[column.column])
    named = {name: places[name] for name in _PLACE.findall(column.value) if name in places}
    if one.type is Type.MAIL and named:
        read = partial(_made_mail, read)
    return Fill(one.name, many, one.loose, read, text=column.value, named=named)


def _blame(parsed: Parsed, faults: list[Fault], fill: Fill, raw: str, bad: BadValue) -> None:
    if bad.problem.code == "blank" or is_blank(raw):
        return
    params = dict(bad.problem.params)
    if fill.loose:
        parsed.left_out.append(Fault(fill.name, bad.problem.code, {**params, "cell": raw.strip()[:300]}))
    else:
        faults.append(Fault(fill.name, bad.problem.code, params))


def _made_mail(read: Read, raw: str) -> Any:
    """An address made of other columns: "Anna Snelling@example.com" becomes anna.snelling@example.com."""
    return read(".".join(raw.split()).lower())
