"""What can be asked of a field, by its type. Each operator has its words, the values it takes and the query it makes.

Under row-level security an index serves only leakproof comparisons (=, <, >, ranges, IN), so text is matched by equality,
by its beginning (a range over the sort key, then rechecked) or through the search index. LIKE, array and JSON operators
filter the rows that a walk finds, which is why nothing here relies on them alone for a field that is indexed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core.actor import Actor
from guanxi.core.kinds import Field, Kind, Type
from guanxi.core.names import sort_key
from guanxi.ui.lists import asking, beside, colleagues, periods
from guanxi.ui.lists.asking import Ask, BadFilter

Values = tuple[str, ...]
Build = Callable[[Ask, Field, Values], Q]
LAST_SIGN = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Operator:
    """`takes` is what the value is: "", text, number, day, days (a count), period, choices, tags, or members, departments, links."""

    name: str
    label: str | Promise
    takes: str
    build: Build
    least: int = 1
    most: int = 1


def _empty(ask: Ask, field: Field, _values: Values) -> Q:
    column = asking.column_of(ask.kind, field)
    condition = Q(**{f"{field.path}__isnull": True})
    if field.type == Type.TAGS:
        return condition | Q(**{f"{field.path}__len": 0})
    if column is None or column.get_internal_type() in {"CharField", "TextField"}:
        return condition | Q(**{field.path: ""})
    return condition


def _not_empty(ask: Ask, field: Field, values: Values) -> Q:
    return ~_empty(ask, field, values)


def _is(_ask: Ask, field: Field, values: Values) -> Q:
    key = asking.sort_name_column(field)
    condition = Q(**{field.path: values[0]})
    return condition & Q(**{key: sort_key(values[0])}) if key else condition


def _starts(_ask: Ask, field: Field, values: Values) -> Q:
    text = values[0].strip()
    condition = Q(**{f"{field.path}__istartswith": text})
    key = asking.sort_name_column(field)
    if not key:
        return condition
    start = sort_key(text)
    return condition & Q(**{f"{key}__gte": start, f"{key}__lt": start + LAST_SIGN})


def _contains(ask: Ask, field: Field, values: Values) -> Q:
    text = values[0].strip()
    inside = Q(GreaterThan(StrIndex(Lower(field.path), Lower(Value(text))), 0))
    hits = ask.kind.search(text, ask.actor) if ask.kind.search else None
    return inside if hits is None else Q(pk__in=hits) & inside


def _number(suffix: str, ask: Ask, field: Field, values: Values) -> Q:
    return _compared(suffix, ask, field, asking.number(values[0]))


def _numbers(ask: Ask, field: Field, values: Values) -> Q:
    low, high = sorted(asking.number(value) for value in values)
    return _compared("__gte", ask, field, low) & _compared("__lte", ask, field, high)


def _compared(suffix: str, ask: Ask, field: Field, number: Decimal) -> Q:
    if not field.minor:
        return Q(**{f"{field.path}{suffix}": number})
    units = asking.units(ask.kind, field, number)
    if suffix == "" and units != units.to_integral_value():
        return Q(pk__in=[])
    rounding = ROUND_FLOOR if suffix == "__lte" else ROUND_CEILING
    return Q(**{f"{field.minor}{suffix}": int(units.to_integral_value(rounding))})


def _span(field: Field, first: Any, after: Any) -> Q:
    """From the day `first` until before the day `after`; None is open."""
    sharp = periods.moment if field.type == Type.DATETIME else lambda one: one
    condition = Q()
    if first is not None:
        condition &= Q(**{f"{field.path}__gte": sharp(first)})
    if after is not None:
        condition &= Q(**{f"{field.path}__lt": sharp(after)})
    return condition


def _day(which: str, _ask: Ask, field: Field, values: Values) -> Q:
    first = asking.day(values[0])
    last = asking.day(values[-1])
    if last < first:
        first, last = last, first
    after = last + timedelta(days=1)
    spans = {"on": (first, after), "before": (None, first), "after": (after, None), "between": (first, after)}
    return _span(field, *spans[which])


def _days(which: str, ask: Ask, field: Field, values: Values) -> Q:
    count = timedelta(days=asking.whole(values[0], periods.MOST_DAYS))
    tomorrow = ask.today + timedelta(days=1)
    spans = {
        "last": (tomorrow - count, tomorrow),
        "next": (ask.today, ask.today + count),
        "older": (None, ask.today - count),
    }
    return _span(field, *spans[which])


def _period(ask: Ask, field: Field, values: Values) -> Q:
    if values[0] not in periods.NAMED:
        raise BadFilter(_("There is no such period."))
    return _span(field, *periods.named(values[0], ask.today))


def _any(_ask: Ask, field: Field, values: Values) -> Q:
    known = dict(field.choices)
    if any(value not in known for value in values):
        raise BadFilter(_("This field has no such choice."))
    found = Q(**{f"{field.path}__in": list(values)})
    if not set(values) <= field.implied.keys():
        return found
    return found & reduce(or_, {field.implied[value] for value in values})


def _none(ask: Ask, field: Field, values: Values) -> Q:
    return ~_any(ask, field, values)


def _ids(_ask: Ask, field: Field, values: Values) -> Q:
    return Q(**{f"{field.path}__in": asking.ids(values)})


def _not_ids(ask: Ask, field: Field, values: Values) -> Q:
    return ~_ids(ask, field, values)


def _colleagues(which: str, ask: Ask, field: Field, _values: Values) -> Q:
    return Q(**{f"{field.path}__in": colleagues.members(which, ask.actor)})


def _below(_ask: Ask, field: Field, values: Values) -> Q:
    return Q(**{f"{field.path}__in": colleagues.departments_below(asking.ids(values))})


def _flag(wanted: bool, _ask: Ask, field: Field, _values: Values) -> Q:
    return Q(**{field.path: wanted})


def _tags(suffix: str, _ask: Ask, field: Field, values: Values) -> Q:
    return Q(**{f"{field.path}__{suffix}": list(values)})


def _no_tags(ask: Ask, field: Field, values: Values) -> Q:
    return ~_tags("overlap", ask, field, values)


def _own(name: str, ask: Ask, field: Field, values: Values) -> Q:
    """A filter that the kind's package makes, for what no column holds."""
    if field.condition is None:
        raise BadFilter(_("This field cannot be filtered."))
    return field.condition(name, values[0] if values else None, ask.actor)


def _beside(suffix: str, _ask: Ask, field: Field, values: Values) -> Q:
    """By a figure that stands in another table; several values are bounds."""
    if field.beside is None:
        raise BadFilter(_("This field cannot be filtered."))
    if suffix == "__between":
        low, high = sorted(asking.number(value) for value in values)
        return beside.condition(field.beside, "__gte", low) & beside.condition(field.beside, "__lte", high)
    return beside.condition(field.beside, suffix, asking.number(values[0]) if values else None)


def _own_any(ask: Ask, field: Field, values: Values) -> Q:
    """The same of a choice: any of several."""
    return reduce(or_, (_own("is", ask, field, (value,)) for value in values))


MANY = 50
IS = _("is")
IS_ANY = _("is any of")
IS_NONE = _("is none of")
EMPTY = Operator("empty", _("is empty"), "", _empty, 0, 0)
NOT_EMPTY = Operator("not_empty", _("is not empty"), "", _not_empty, 0, 0)
TEXT = (
    Operator("is", IS, "text", _is),
    Operator("not", _("is not"), "text", lambda ask, field, values: ~_is(ask, field, values)),
    Operator("starts", _("starts with"), "text", _starts),
    EMPTY,
    NOT_EMPTY,
)
CONTAINS = Operator("contains", _("contains"), "text", _contains)
NUMBERS = (
    Operator("is", IS, "number", partial(_number, "")),
    Operator("least", _("is at least"), "number", partial(_number, "__gte")),
    Operator("most", _("is at most"), "number", partial(_number, "__lte")),
    Operator("between", _("is between"), "number", _numbers, 2, 2),
    EMPTY,
    NOT_EMPTY,
)
DAYS = (
    Operator("in", pgettext_lazy("a date is in a period", "is"), "period", _period),
    Operator("last", _("in the last days"), "days", partial(_days, "last")),
    Operator("next", _("in the next days"), "days", partial(_days, "next")),
    Operator("older", _("longer ago than days"), "days", partial(_days, "older")),
    Operator("on", _("on"), "day", partial(_day, "on")),
    Operator("before", _("before"), "day", partial(_day, "before")),
    Operator("after", _("after"), "day", partial(_day, "after")),
    Operator("between", _("is between"), "day", partial(_day, "between"), 2, 2),
    EMPTY,
    NOT_EMPTY,
)
CHOICES = (
    Operator("any", IS_ANY, "choices", _any, 1, MANY),
    Operator("none", IS_NONE, "choices", _none, 1, MANY),
    EMPTY,
    NOT_EMPTY,
)
MEMBERS = (
    Operator("me", _("is me"), "", partial(_colleagues, "me"), 0, 0),
    Operator("team", _("is in my team"), "", partial(_colleagues, "team"), 0, 0),
    Operator("department", _("is in my department"), "", partial(_colleagues, "department"), 0, 0),
    Operator("any", IS_ANY, "members", _ids, 1, MANY),
    Operator("none", IS_NONE, "members", _not_ids, 1, MANY),
    EMPTY,
    NOT_EMPTY,
)
DEPARTMENTS = (
    Operator("any", IS_ANY, "departments", _ids, 1, MANY),
    Operator("below", _("is any of, or below"), "departments", _below, 1, MANY),
    Operator("none", IS_NONE, "departments", _not_ids, 1, MANY),
    EMPTY,
    NOT_EMPTY,
)
LINKS = (
    Operator("any", IS_ANY, "links", _ids, 1, MANY),
    Operator("none", IS_NONE, "links", _not_ids, 1, MANY),
    EMPTY,
    NOT_EMPTY,
)
FLAGS = (
    Operator("yes", _("yes"), "", partial(_flag, True), 0, 0),
    Operator("no", _("no"), "", partial(_flag, False), 0, 0),
)
TAGS = (
    Operator("any", _("has any of"), "tags", partial(_tags, "overlap"), 1, MANY),
    Operator("all", _("has all of"), "tags", partial(_tags, "contains"), 1, MANY),
    Operator("none", _("has none of"), "tags", _no_tags, 1, MANY),
    EMPTY,
    NOT_EMPTY,
)
OWN = (
    Operator("is", IS, "text", partial(_own, "is")),
    Operator("empty", EMPTY.label, "", partial(_own, "empty"), 0, 0),
    Operator("not_empty", NOT_EMPTY.label, "", partial(_own, "not_empty"), 0, 0),
)
OWN_CHOICES = (Operator("is", IS_ANY, "choices", _own_any, 1, MANY), *OWN[1:])
BESIDE = (
    Operator("least", _("is at least"), "number", partial(_beside, "__gte")),
    Operator("most", _("is at most"), "number", partial(_beside, "__lte")),
    Operator("between", _("is between"), "number", partial(_beside, "__between"), 2, 2),
    Operator("empty", EMPTY.label, "", lambda ask, field, values: ~_beside("", ask, field, values), 0, 0),
    Operator("not_empty", NOT_EMPTY.label, "", partial(_beside, ""), 0, 0),
)
BY_TYPE: dict[Type, tuple[Operator, ...]] = {
    Type.LONGTEXT: (EMPTY, NOT_EMPTY),
    Type.INTEGER: NUMBERS,
    Type.DECIMAL: NUMBERS,
    Type.MONEY: NUMBERS,
    Type.DATE: DAYS,
    Type.DATETIME: DAYS,
    Type.BOOLEAN: FLAGS,
    Type.CHOICE: CHOICES,
    Type.MEMBER: MEMBERS,
    Type.DEPARTMENT: DEPARTMENTS,
    Type.LINK: LINKS,
    Type.TAGS: TAGS,
}


def filterable(kind: Kind, actor: Actor) -> list[Field]:
    """The fields a member may filter by: not those he sees only in part, or he would find the rest by asking."""
    found = []
    for field in kind.fields:
        known = field.condition is not None or field.beside is not None or not field.filled
        if field.filterable and known and not actor.masks(kind.name, field.name):
            found.append(field)
    return found


def offered(kind: Kind, field: Field) -> tuple[Operator, ...]:
    """The operators of a field."""
    if field.condition is not None:
        return OWN_CHOICES if field.choices else OWN
    if field.beside is not None:
        return BESIDE
    if field.type not in BY_TYPE and kind.search is not None and field is asking.title_field(kind):
        return (CONTAINS, *TEXT)
    return BY_TYPE.get(field.type, TEXT)


def operator(kind: Kind, field: Field, name: str) -> Operator | None:
    """The operator called `name` of a field."""
    return next((one for one in offered(kind, field) if one.name == name), None)
