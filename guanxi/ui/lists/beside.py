"""Lists in the order of what stands beside their table: a figure per record in a table of its own (`core.kinds.Beside`).

The figures are walked along their own index and joined to the rows, so that a page costs what it shows; rows without one come
last, by id, as in every list (`keyset`). The figure is compared as a whole row (currency, figure, id), of types that an index
serves under row-level security.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from guanxi.core.kinds import Beside
from guanxi.ui.lists.beyond import Beyond

VALUE, WITHIN = "beside_value", "beside_within"  # attributes of rows that were read so
Start = tuple[Any, ...]  # value, id, and what the value is within


def figures(beside: Beside) -> "QuerySet[Any]":
    """The rows of the table beside that hold a figure."""
    return beside.model._default_manager.filter(**beside.only, **{f"{beside.value}__isnull": False})


def with_figure(rows: "QuerySet[Any]", beside: Beside, start: Start | None, *, down: bool, size: int) -> list[Any]:
    """`size` rows that have a figure, in its order, behind `start`."""
    keys = [*filter(None, [beside.within]), beside.value, beside.key]
    read = figures(beside).filter(**{f"{beside.key}__in": rows.order_by().values("pk")})
    if start is not None:
        values = [*([start[2]] if beside.within else []), start[0], start[1]]
        read = read.filter(Beyond(*map(F, keys), *map(Value, values), sign="<" if down else ">"))
    read = read.order_by(*(f"-{key}" if down else key for key in keys))
    places = list(read.values_list(beside.key, beside.value, beside.within or beside.key)[:size])
    known = rows.order_by().in_bulk([pk for pk, _value, _within in places])
    found = []
    for pk, value, within in places:
        if pk in known:
            found.append(_marked(known[pk], value, within if beside.within else ""))
    return found


def without_figure(rows: "QuerySet[Any]", beside: Beside, start: Start | None, *, down: bool, size: int) -> list[Any]:
    """`size` rows that have none, by id, behind `start`."""
    left = rows.filter(~Exists(figures(beside).filter(**{beside.key: OuterRef("pk")})))
    if start is not None:
        left = left.filter(Q(**{"pk__lt" if down else "pk__gt": start[1]}))
    return [_marked(one, None, "") for one in left.order_by("-pk" if down else "pk")[:size]]


def _marked(row: Any, value: float | None, within: str) -> Any:
    setattr(row, VALUE, value)
    setattr(row, WITHIN, within)
    return row


def condition(beside: Beside, suffix: str, number: Any) -> Q:
    """The rows whose figure compares so with what was typed; without a `suffix` those that have one."""
    wanted = figures(beside)
    if suffix:
        wanted = wanted.filter(**{f"{beside.value}{suffix}": float(number) / beside.scale})
    return Q(pk__in=wanted.values(beside.key))
