"""From the cells of a row to the values of fields: the plan compiled once, then a short loop per row."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from guanxi.core.kinds import Type
from guanxi.intake.loading.batch import Fault, Parsed
from guanxi.intake.plan import Column, Plan
from guanxi.intake.readers import RawRow
from guanxi.intake.targets import Target, TargetField
from guanxi.intake.values import (
    BadValue, Hints, is_blank, parse_bool, parse_choice, parse_date, parse_datetime, parse_decimal, parse_integer,
    parse_mail, parse_money, parse_phone, parse_tags, parse_text, parse_url, split_mails, split_phones,
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
    return partial(_several, single, _splitter(one, column))


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


def _several(read: Read, split: Callable[[str], list[str]], raw: str) -> list[Any]:
    try:
        return [read(raw)]
    except BadValue as whole:
        parts = split(raw)
        if len(parts) < 2:
            raise whole
        return [read(part) for part in parts]


class RowParser:
    """Reads rows of one file by one plan. Make it once per run: it holds the compiled columns."""

    def __init__(self, plan: Plan, target: Target, header: Sequence[str], hints: Hints) -> None:
        places = {name: at for at, name in enumerate(header)}
        self.required = [one.name for one in target.fields if one.required]
        self.any_of = target.any_of
        self.columns: list[tuple[int, str, bool, Read]] = []
        self.formats: list[tuple[str, bool, Read, str, dict[str, int]]] = []
        for column in plan.columns:
            one = target.field(column.field)
            many = one.many or one.type is Type.TAGS
            read = reader_of(one, column, hints)
            if column.column:
                self.columns.append((places[column.column], one.name, many, read))
            else:
                named = {name: places[name] for name in _PLACE.findall(column.value) if name in places}
                if one.type is Type.MAIL and named:
                    read = partial(_made_mail, read)
                self.formats.append((one.name, many, read, column.value, named))

    def parse(self, row: RawRow) -> tuple[Parsed, list[Fault]]:
        """The row's values and what is wrong with them."""
        if row.problem is not None:
            return Parsed(row.number, row.cells, {}), [Fault("", row.problem.code, dict(row.problem.params))]
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        cells = row.cells
        for place, name, many, read in self.columns:
            raw = cells[place]
            if raw and not raw.isspace():
                self._fill(values, faults, name, many, read, raw)
        for name, many, read, text, named in self.formats:
            if named:
                text = _PLACE.sub(
                    lambda match: (cells[named[match[1]]] or "").strip() if match[1] in named else "", text
                )
            if text and name not in values:
                self._fill(values, faults, name, many, read, text)
        faults += [
            Fault(name, "missing", {}) for name in self.required if name not in values and not _told(faults, name)
        ]
        for names in self.any_of:
            if not faults and not any(name in values for name in names):
                faults.append(Fault(names[0], "missing", {}))
        return Parsed(row.number, cells, values), faults

    @staticmethod
    def _fill(values: dict[str, Any], faults: list[Fault], name: str, many: bool, read: Read, raw: str) -> None:
        try:
            value = read(raw)
        except BadValue as bad:
            if bad.problem.code != "blank" and not is_blank(raw):
                faults.append(Fault(name, bad.problem.code, dict(bad.problem.params)))
            return
        if value == "" or value == []:
            return
        if many:
            known = values.setdefault(name, [])
            known.extend(one for one in value if one not in known)
        else:
            values[name] = value


def _made_mail(read: Read, raw: str) -> Any:
    """An address made of other columns: "Anna Snelling@example.com" becomes anna.snelling@example.com."""
    return read(".".join(raw.split()).lower())


def _told(faults: list[Fault], name: str) -> bool:
    return any(fault.field == name for fault in faults)
