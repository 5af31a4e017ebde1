"""Pages by key: the place of the last row is the address of the next page, so that page 20,000 costs what page 1 costs.

The order is (empty last, the sort column, the id), both directions of it read from one plain index: rows with a value are
walked first, then rows without. Cursors are signed; they hold the value and id of a row, never an offset.
Amounts of money are in the order of their currency first: 90 USD is neither more nor less than 100 CNY.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Q, QuerySet, Value

from guanxi.core.actor import Actor
from guanxi.core.kinds import Beside, Kind
from guanxi.ui.lists import beside
from guanxi.ui.lists.beyond import Beyond
from guanxi.ui.lists.perowner import Scope, merged

DEFAULT = "created_at"
Start = tuple[Any, ...]  # value, id, and the value of `Sort.within`


@dataclass(frozen=True, slots=True)
class Sort:
    """A field to sort by and the indexed column that does it; `within` is the column that comes before it (a currency).

    `beside` is where the figure stands that no column holds; column and `within` are then what rows are marked with.
    """

    field: str
    column: str
    descending: bool
    within: str = ""
    beside: Beside | None = None

    def __str__(self) -> str:
        return f"-{self.field}" if self.descending else self.field


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the order of the list; `newer` and `older` are cursors, "" where there is nothing."""

    rows: list[Any]
    newer: str = ""
    older: str = ""


class BadCursor(Exception):
    """The cursor was made for another list, or by somebody else."""


def sort_of(kind: Kind, text: str, actor: Actor) -> Sort:
    """The sort that `text` ("name", "-created_at") asks for; the kind's own where it asks for nothing that can be."""
    for wish in (text, kind.default_sort):
        name = wish.removeprefix("-")
        if kind.has(name) and kind.field(name).sort and not actor.masks(kind.name, name):
            field = kind.field(name)
            if field.beside:
                within = beside.WITHIN if field.beside.within else ""
                return Sort(name, beside.VALUE, wish.startswith("-"), within, field.beside)
            return Sort(name, field.sort, wish.startswith("-"), field.currency if field.minor else "")
    name = kind.default_sort.removeprefix("-")
    return Sort(name, name, kind.default_sort.startswith("-"))


def page(
    rows: "QuerySet[Any]", sort: Sort, *, size: int, after: str = "", before: str = "", scope: Scope | None = None
) -> Page:
    """`size` rows behind the cursor `after`, or those in front of `before`; raises `BadCursor`.

    `scope` says in owners what the policy lets the actor see anyway, so that a narrow one is read quickly.
    """
    cursor = after or before
    start = _open(rows.model, sort, cursor) if cursor else None
    forward = not before
    found = _walk(rows, sort, start, forward=forward, size=size + 1, scope=scope)
    more = len(found) > size
    found = found[:size]
    if not forward:
        found.reverse()
    if not found:
        return Page([])
    newer = cursor_of(found[0], sort) if (more if before else after) else ""
    older = cursor_of(found[-1], sort) if (more if forward else True) else ""
    return Page(found, newer, older)


def cursor_of(row: Any, sort: Sort) -> str:
    """The cursor that stands at a row."""
    value = getattr(row, sort.column)
    text = None if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
    return _signer(type(row), sort).sign_object([text, row.pk, *([getattr(row, sort.within)] if sort.within else [])])


def _signer(model: type[models.Model], sort: Sort) -> Signer:
    return Signer(salt=f"cursor:{model._meta.label}:{sort.field if sort.beside else sort.column}")


def _stored(model: type[models.Model], sort: Sort) -> Any:
    """The column that is sorted by, or what a generated one holds."""
    column: Any = model._meta.get_field(sort.column)
    return getattr(column, "output_field", column)


def _open(model: type[models.Model], sort: Sort, cursor: str) -> Start:
    try:
        text, pk, *within = _signer(model, sort).unsign_object(cursor)
        if sort.beside:
            return None if text is None else float(text), pk, *within
        return _stored(model, sort).to_python(text), pk, *within
    except (BadSignature, ValidationError, ValueError, TypeError) as bad:
        raise BadCursor from bad


def seek(rows: "QuerySet[Any]", sort: Sort, *, after: str) -> "QuerySet[Any]":
    """The query that reads on behind a cursor, within the rows that have a value; not for what stands beside the table."""
    return _part(rows, sort, _open(rows.model, sort, after), empty=False, descending=sort.descending)


def _walk(
    rows: "QuerySet[Any]", sort: Sort, start: Start | None, *, forward: bool, size: int, scope: Scope | None
) -> list[Any]:
    column: Any = None if sort.beside else rows.model._meta.get_field(sort.column)
    found: list[Any] = []
    for empty in _parts(nullable=sort.beside is not None or column.null, forward=forward):
        here = start is not None and (start[0] is None) == empty
        if start is not None and not here and empty != forward:
            continue  # this part lies behind us
        behind = start if here else None
        descending, wanted = sort.descending == forward, size - len(found)
        if sort.beside:
            read = beside.without_figure if empty else beside.with_figure
            found += read(rows, sort.beside, behind, down=descending, size=wanted)
        elif scope and not empty and not sort.within:
            valued = rows.filter(**{f"{sort.column}__isnull": False}) if column.null else rows
            found += merged(valued, scope, sort.column, behind, descending=descending, size=wanted)
        else:
            found += _part(rows, sort, behind, empty=empty, descending=descending)[:wanted]
        if len(found) >= size:
            break
    return found


def _part(rows: "QuerySet[Any]", sort: Sort, start: Start | None, *, empty: bool, descending: bool) -> "QuerySet[Any]":
    """The rows with a value, or those without, in order, behind `start`."""
    column: Any = rows.model._meta.get_field(sort.column)
    sign = "<" if descending else ">"
    if start is not None and empty:
        rows = rows.filter(Q(**{"pk__lt" if descending else "pk__gt": start[1]}))
    elif start is not None:
        place = (Value(start[0], _stored(rows.model, sort)), Value(start[1]))
        before, values = ((F(sort.within),), (Value(start[2]),)) if sort.within else ((), ())
        rows = rows.filter(Beyond(*before, F(sort.column), F("pk"), *values, *place, sign=sign))
    if column.null:
        rows = rows.filter(**{f"{sort.column}__isnull": empty})
    keys = ["pk"] if empty or column.primary_key else [*filter(None, [sort.within]), sort.column, "pk"]
    return rows.order_by(*(f"-{key}" if descending else key for key in keys))


def _parts(*, nullable: bool, forward: bool) -> Sequence[bool]:
    """In which order rows without a value (True) and with one (False) are walked."""
    if not nullable:
        return (False,)
    return (False, True) if forward else (True, False)
