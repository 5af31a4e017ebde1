"""One record by its key, and whole rows by a question in SQL, with what Django writes once per kind.

Writing it took as long as asking it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState

from guanxi.core import kinds
from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind

EVERYTHING = Actor(member_id=None, through="system")  # to write a query with; what it finds the policy decides


def one_of(kind: Kind, actor: Actor, pk: int) -> Any | None:
    """The record, or None where the actor does not see it or it is in the bin.

    Of kinds that have owners the policy alone decides: the literal condition that lists add for the planner's sake finds nothing
    sooner where there is one row to find.
    """
    question = _question(kind.name) if kind.owned else None
    if question is None:
        return next(iter(kind.rows(actor).filter(pk=pk)), None)
    text, given, more = question
    return next(iter(whole_rows(kind.model, text, [*given, pk], more)), None)


def columns_of(model: type[Model]) -> str:
    """The columns of a model's table in its own order, as `whole_rows` wants them selected."""
    return ", ".join(f'"{model._meta.db_table}"."{one.column}"' for one in model._meta.concrete_fields)


def whole_rows(
    model: type[Model], question: str, given: Sequence[Any] | Mapping[str, Any], more: Sequence[str] = ()
) -> list[Any]:
    """Records from a question that selects `columns_of(model)`, and behind them what becomes the attributes `more`.

    Django's `raw` finds out anew each time which column is which, and a model's `__init__` goes through what a whole row does not
    need (defaults, what was deferred, signals that nobody hears): that took a tenth of a list.
    """
    names, converters = _reading(model)
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        rows = cursor.fetchall()
    if converters:
        rows = [_converted(row, converters) for row in rows]
    return [_record(model, [*names, *more], row) for row in rows]


def _record(model: type[Model], names: list[str], row: Sequence[Any]) -> Model:
    record: Any = model.__new__(model)
    vars(record).update(zip(names, row, strict=True))
    record._state = state = ModelState()  # noqa: SLF001 - as `Model.__init__` does
    state.adding, state.db = False, connection.alias
    return record  # type: ignore[no-any-return]


Converter = Callable[[Any, Any, Any], Any]


@cache
def _reading(model: type[Model]) -> tuple[list[str], list[tuple[int, Any, list[Converter]]]]:
    fields = model._meta.concrete_fields
    columns = [(place, one.get_col(model._meta.db_table), one) for place, one in enumerate(fields)]
    converters = [
        (place, column, [*connection.ops.get_db_converters(column), *one.get_db_converters(connection)])
        for place, column, one in columns
    ]
    return [one.attname for one in fields], [one for one in converters if one[2]]


def _converted(row: Sequence[Any], converters: list[tuple[int, Any, list[Converter]]]) -> list[Any]:
    values = list(row)
    for place, column, functions in converters:
        for function in functions:
            values[place] = function(values[place], column, connection)
    return values


@cache
def everything(kind: str) -> "QuerySet[Any]":
    """The rows of a kind that has owners, without a condition on who asks."""
    return kinds.kind(kind).rows(EVERYTHING)


@cache
def _question(kind: str) -> tuple[str, tuple[Any, ...], list[str]] | None:
    """The query for one key, its last value, and what it counts beside the row; None where the rows bring other tables with them."""
    rows = everything(kind)
    if rows.query.select_related:
        return None
    text, given = rows.filter(pk=0).order_by().query.sql_with_params()
    return text, given[:-1], list(rows.query.annotation_select)
