"""Schemas made from kinds: what a record looks like from outside, and what may be sent."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Literal

from django.db.models import CharField
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, create_model

from guanxi.core import kinds
from guanxi.core.kinds import Choices, Kind, Type
from guanxi.core.kinds import Field as KindField
from guanxi.ui.lists import asking

LARGEST = 2**63 - 1
LONGEST = 20_000
FIRST_YEAR, LAST_YEAR = 1000, 9998
WORDS = (Type.TEXT, Type.LONGTEXT, Type.PHONE, Type.MAIL, Type.URL)


def _storable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("holds characters that no text has")
    return text


def _tellable(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:  # in another zone it may lie in a year that no calendar has
        raise ValueError(f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_tellable)]
Id = Annotated[int, Field(ge=1, le=LARGEST)]
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]


def words(length: int = LONGEST) -> Any:
    """Text that can be stored."""
    return Annotated[str, Field(max_length=length), AfterValidator(_storable)]


Tag: Any = words(40)


def _sent(kind: Kind, one: KindField) -> Any:
    """The type of a value that is sent."""
    plain: dict[Type, Any] = {
        Type.INTEGER: Annotated[int, Field(ge=-(2**31), le=2**31 - 1)],
        Type.DECIMAL: Money,
        Type.MONEY: Money,
        Type.DATE: date,
        Type.DATETIME: Moment,
        Type.BOOLEAN: bool,
        Type.MEMBER: Id,
        Type.DEPARTMENT: Id,
        Type.LINK: Id,
        Type.TAGS: Annotated[list[Tag], Field(max_length=100)],
    }
    if one.type == Type.CHOICE and not isinstance(one.choices, Choices):
        return Literal[tuple(value for value, _ in one.choices)]
    if one.type in plain:
        return plain[one.type]
    column = asking.column_of(kind, one)
    return words(column.max_length or LONGEST if isinstance(column, CharField) else LONGEST)


def _shown(one: KindField) -> Any:
    """The type of a value that is answered; amounts are text, so that no digit is lost."""
    kinds: dict[Type, Any] = {
        Type.INTEGER: int,
        Type.BOOLEAN: bool,
        Type.MEMBER: int,
        Type.DEPARTMENT: int,
        Type.LINK: int,
        Type.TAGS: list[str],
        Type.DATE: date,
        Type.DATETIME: AwareDatetime,
    }
    return kinds.get(one.type, str)


def record_schema(kind: Kind) -> type[Schema]:
    """A record as it is answered."""
    fields: dict[str, Any] = {"id": (int, ...)}
    for one in kind.fields:
        fields[one.name] = (_shown(one) | None, Field(None, description=str(one.label)))
    fields["url"] = (str, ...)
    return create_model(kind.name.capitalize(), __base__=Schema, **fields)


def page_schema(kind: Kind, record: type[Schema]) -> type[Schema]:
    """A page of a list."""
    fields: dict[str, Any] = {
        "items": (list[record], ...),  # type: ignore[valid-type]
        "next": (str | None, Field(None, description="cursor of the next page")),
    }
    return create_model(f"{kind.name.capitalize()}Page", __base__=Schema, **fields)


def given_schema(kind: Kind, *, new: bool) -> type[Schema]:
    """What may be sent: every editable field, and for a new record what it hangs on and who owns it."""
    fields: dict[str, Any] = {}
    for one in kind.fields:
        settable = one.editable or (new and (one.required or one.name == "owner"))
        if settable:
            needed = new and one.required
            wanted = _sent(kind, one)
            fields[one.name] = (wanted, ...) if needed else (wanted | None, None)
    name = f"{'New' if new else 'Changed'}{kind.name.capitalize()}"
    made: type[Schema] = create_model(name, __config__=ConfigDict(extra="forbid"), **fields)
    return made


def taken(kind: Kind, given: Schema) -> dict[str, Any]:
    """What was sent, as actions take it: text that is null is empty, as pages send it."""
    sent = given.model_dump(exclude_unset=True)
    return {
        name: "" if value is None and kind.has(name) and kind.field(name).type in WORDS else value
        for name, value in sent.items()
    }


def writer(kind: Kind, actor: Any) -> Callable[[Any], dict[str, Any]]:
    """A function that turns a record into what is answered, fields masked for this actor."""
    from guanxi.ui.lists.masked import masked

    names, values_of, converters = _plan(kind.name)
    hidden = {one.name: one.type for one in kind.fields if actor.masks(kind.name, one.name)}

    def write(record: Any) -> dict[str, Any]:
        answer: dict[str, Any] = {"id": record.pk}
        answer.update(zip(names, values_of(record), strict=True))
        for name, convert in converters:
            if answer[name] is not None and name not in hidden:
                answer[name] = convert(answer[name])
        for name, type_ in hidden.items():
            answer[name] = masked(type_, answer[name]) or None
        answer["url"] = kind.url(record)
        return answer

    return write


Values = Callable[[Any], Sequence[Any]]


@cache
def _plan(kind: str) -> tuple[list[str], Values, list[tuple[str, Callable[[Any], Any]]]]:
    """What is answered of a kind: the names, how their values are read from a record, and what makes text of some of them."""
    described = kinds.kind(kind)
    names = [one.name for one in described.fields]
    attributes = [_attribute(described, one) for one in described.fields]
    at_once = attrgetter(*attributes)

    def values_of(record: Any) -> Sequence[Any]:
        try:
            found: Sequence[Any] = at_once(record)
        except (
            AttributeError
        ):  # made just now and seen by others only: without what the rows of its list bring with them
            found = [getattr(record, one, None) for one in attributes]
        return found

    return names, values_of, [(one.name, convert) for one in described.fields if (convert := _converter(one))]


def _attribute(kind: Kind, one: KindField) -> str:
    return one.name if one.filled else asking.attribute_of(kind, one)


def _converter(one: KindField) -> Callable[[Any], Any] | None:
    if one.type in (Type.DECIMAL, Type.MONEY):
        return str
    if one.type in (Type.DATE, Type.DATETIME):
        return lambda value: value.isoformat()
    return None
