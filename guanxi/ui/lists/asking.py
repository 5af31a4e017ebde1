"""What a filter is read with, and the values in it: text into numbers, days and ids, or a sentence that says why not."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field as Column
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.kinds import Field, Kind, Type
from guanxi.core.refused import Refused

LARGEST = Decimal(10) ** 18
LARGEST_ID = 2**63 - 1
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # a moment to check a filter with, when no rows are asked for yet


class BadFilter(Refused):
    """A condition that cannot be asked; the sentence says why."""

    code = "bad_filter"


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks, of which kind, and when ("today" is the day of `now` in the active time zone)."""

    kind: Kind
    actor: Actor
    now: datetime

    @property
    def today(self) -> date:
        """The day it is for the member."""
        return timezone.localtime(self.now).date()


def column_of(kind: Kind, field: Field) -> "Column[Any, Any] | None":
    """The column of the kind's own table that holds the field, or None."""
    path = field.path
    try:
        found = kind.model._meta.get_field(path.removesuffix("_id") if path.endswith("_id") else path)
    except FieldDoesNotExist:
        try:
            found = kind.model._meta.get_field(path)
        except FieldDoesNotExist:
            return None
    return found if isinstance(found, Column) else None


def attribute_of(kind: Kind, field: Field) -> str:
    """The attribute of a record that holds the field's plain value (the id of a link)."""
    column = column_of(kind, field)
    return field.path if column is None else column.attname


def title_field(kind: Kind) -> Field:
    """The field that names a record: the first one."""
    return kind.fields[0]


def sort_name_column(field: Field) -> str:
    """The column that holds the field's pinyin for sorting, or nothing."""
    return field.sort if field.type == Type.TEXT and field.sort != field.path else ""


def number(text: str) -> Decimal:
    """A number as typed into a filter."""
    try:
        found = Decimal(text.replace(",", "").strip()[:40])
    except InvalidOperation:
        raise BadFilter(_("This is not a number.")) from None
    if not found.is_finite() or abs(found) >= LARGEST:
        raise BadFilter(_("This number is too large."))
    return found


def units(kind: Kind, field: Field, amount: Decimal) -> Decimal:
    """An amount in the smallest units of a MONEY field's column, kept within what `Field.minor` can hold."""
    places: int = getattr(column_of(kind, field), "decimal_places", 0)
    return max(min(amount.scaleb(places), Decimal(LARGEST_ID)), Decimal(-LARGEST_ID))


def whole(text: str, most: int) -> int:
    """A whole number from 0 to `most`."""
    if not text.strip().isdecimal() or int(text.strip()[:30]) > most:
        raise BadFilter(_("This is not a whole number in range."))
    return int(text)


def day(text: str) -> date:
    """A day written as 2026-01-31."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise BadFilter(_("This is not a day; write it as 2026-01-31.")) from None
    if not 1000 <= found.year < 9000:
        raise BadFilter(_("This day is out of range."))
    return found


def ids(texts: tuple[str, ...]) -> list[int]:
    """Record ids."""
    return [whole(text, LARGEST_ID) for text in texts]
