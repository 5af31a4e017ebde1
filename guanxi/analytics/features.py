"""Rows of what was known, as tables that are learnt from. The worker alone brings this in: it needs numpy."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from guanxi.analytics.chance.table import Cases, Table, cases, table
from guanxi.analytics.notes import pairs
from guanxi.analytics.queries import leadcases, leavingcases, linecases

Row = Sequence[Any]
SAID = "note:"  # before the name of a fact that a note says


def lead_table(rows: Sequence[Row], fields: Sequence[str]) -> Table:
    """Leads with the facts of `leadcases` and what their notes say in these `fields`."""
    known = _table(rows, leadcases)
    said = [pairs(str(row[leadcases.FIRST.index("note")] or "")) for row in rows]
    more = {SAID + name: np.array([one.get(name, "") for one in said], dtype=str) for name in fields}
    return Table({**known.columns, **more})


def lead_cases(rows: Sequence[Row], fields: Sequence[str]) -> Cases:
    """The same with what became of them; those of one customer belong together."""
    return _cases(rows, lead_table(rows, fields), leadcases.FIRST, "customer_id")


def leaving_table(rows: Sequence[Row]) -> Table:
    """Customers with the facts of `leavingcases`."""
    return _table(rows, leavingcases)


def leaving_cases(rows: Sequence[Row]) -> Cases:
    """The same with whether they left."""
    return _cases(rows, leaving_table(rows), leavingcases.FIRST, "id")


def line_table(rows: Sequence[Row]) -> Table:
    """Customers and product lines with the facts of `linecases`."""
    return _table(rows, linecases)


def line_cases(rows: Sequence[Row]) -> Cases:
    """The same with whether they bought from the line; those of one customer belong together."""
    return _cases(rows, line_table(rows), linecases.FIRST, "id")


def differences(one: Table, other: Table) -> list[str]:
    """The columns in which two tables of the same moments differ: what knows something later."""
    return [
        name
        for name, values in one.columns.items()
        if not np.array_equal(values, other.columns[name], equal_nan=one.is_number(name))
    ]


def _table(rows: Sequence[Row], source: Any) -> Table:
    places = {name: place for place, name in enumerate((*source.FIRST, *source.NUMBERS, *source.WORDS))}
    return table(rows, {places[name]: name for name in source.NUMBERS}, {places[name]: name for name in source.WORDS})


def _cases(rows: Sequence[Row], known: Table, first: Sequence[str], person: str) -> Cases:
    came, day, whose = ([float(row[first.index(name)]) for row in rows] for name in ("came", "day", person))
    return cases(known, came, day, whose)
