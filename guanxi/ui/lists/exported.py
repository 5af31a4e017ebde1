"""Records as rows of plain values for a file: text, numbers, days and moments as a spreadsheet understands them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from guanxi.core.actor import Actor
from guanxi.core.kinds import Field, Kind, Type
from guanxi.ui.lists import asking, references
from guanxi.ui.lists.masked import masked
from guanxi.ui.lists.references import References

Reader = Callable[[Any], Any]


def headings(fields: Sequence[Field]) -> list[str]:
    """The first row; an amount is followed by its currency in a column of its own."""
    found = []
    for field in fields:
        found.append(str(field.label))
        if field.currency:
            found.append(f"{field.label} ({gettext('currency')})")
    return found


def values(
    kind: Kind, fields: Sequence[Field], rows: Sequence[Any], actor: Actor, pointed: References
) -> list[list[Any]]:
    """One list per record, in the order of the headings. What the actor sees only in part stays so."""
    readers: list[Reader] = []
    for field in fields:
        readers.append(_reader(kind, field, actor, pointed))
        if field.currency:
            readers.append(_plain(field.currency))
    return [[read(row) for read in readers] for row in rows]


def _plain(name: str) -> Reader:
    return lambda row: getattr(row, name, "")


def _reader(kind: Kind, field: Field, actor: Actor, pointed: References) -> Reader:  # noqa: PLR0911 - one line per type
    name = asking.attribute_of(kind, field)
    if actor.masks(kind.name, field.name):
        return lambda row: masked(field.type, getattr(row, name))
    match field.type:
        case Type.MEMBER | Type.DEPARTMENT | Type.LINK:
            table = references.table_of(field)
            return lambda row: _title(table, pointed.get(field, getattr(row, name)))
        case Type.CHOICE:
            said = {value: str(label) for value, label in field.choices}
            return lambda row: said.get(getattr(row, name), getattr(row, name))
        case Type.TAGS:
            return lambda row: ", ".join(getattr(row, name) or [])
        case Type.BOOLEAN:
            said_flags = {True: gettext("Yes"), False: gettext("No"), None: ""}
            return lambda row: said_flags[getattr(row, name)]
        case Type.DATETIME:
            return lambda row: _local(getattr(row, name))
    return _plain(name)


def _title(table: str, record: Any) -> str:
    return "" if record is None else references.title(table, record)


def _local(at: datetime | None) -> datetime | None:
    """The moment in the member's time zone, without naming it: a spreadsheet knows no zones."""
    return None if at is None else timezone.localtime(at).replace(tzinfo=None, microsecond=0)
