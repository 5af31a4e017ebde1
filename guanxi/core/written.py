"""Questions that Django writes once and asks often, with another value each time.

Putting a query of a few tables together costs two to five times what the database needs to answer it: a page that asks ten such
questions spent a third of its time on their wording.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import ModelIterable, get_related_populators

M = TypeVar("M", bound=models.Model)
ANY = (
    -4_611_686_018_427_387_001
)  # stands in the wording for the value that is given later: no key, no number of a query


class Written(Generic[M]):
    """The rows of `question`, a query of whole records with what it joins (`select_related`), whose `by` is a given number.

    Only for questions that are the same for everybody: who may see which rows is the policy's to say, see docs/decisions.
    """

    def __init__(self, question: Callable[[], "models.QuerySet[M]"], by: str) -> None:
        self._question, self._by = question, by

    def of(self, value: int) -> list[M]:
        """The records for this value."""
        wording, given, place = self._wording
        with connection.cursor() as cursor:
            cursor.execute(wording, (*given[:place], value, *given[place + 1 :]))
            return list(self._records(cursor.fetchall()))

    def first_of(self, value: int) -> M | None:
        """The first of them, if there is one."""
        return next(iter(self.of(value)), None)

    @cached_property
    def _compiler(self) -> Any:
        rows = self._question()
        if rows._iterable_class is not ModelIterable or rows._prefetch_related_lookups or rows.query.annotations:  # type: ignore[attr-defined]  # noqa: SLF001
            raise TypeError("Only whole records are read so, and what is joined to them.")
        place = rows.query.low_mark, rows.query.high_mark
        rows.query.clear_limits()
        narrowed = rows.filter(**{self._by: ANY})
        narrowed.query.low_mark, narrowed.query.high_mark = place
        return narrowed.query.get_compiler(connection=connection)

    @cached_property
    def _wording(self) -> tuple[str, tuple[Any, ...], int]:
        wording, given = self._compiler.as_sql()
        return wording, given, given.index(ANY)

    @cached_property
    def _reading(self) -> tuple[Any, ...]:
        compiler = self._compiler
        kind, select = compiler.klass_info, compiler.select
        joined = get_related_populators(kind, select, connection.alias)  # type: ignore[call-arg] # its next version asks for more
        first, last = kind["select_fields"][0], kind["select_fields"][-1] + 1
        names = [column.target.attname for column, _sql, _alias in select[first:last]]
        converters = compiler.get_converters([column for column, _sql, _alias in select])
        return kind["model"], names, first, last, joined, converters

    def _records(self, rows: Sequence[Any]) -> Iterator[M]:
        model, names, first, last, joined, converters = self._reading
        for row in self._compiler.apply_converters(rows, converters) if converters else rows:
            record = model.from_db(connection.alias, names, row[first:last])
            for one in joined:
                one.populate(row, record)
            yield record
