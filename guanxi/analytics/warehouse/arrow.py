"""Rows as the database copies them out, as Arrow tables; and versions of rows from their history."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pyarrow as pa
from pyarrow import compute, csv

from guanxi.analytics.warehouse.sources import ALWAYS, FOREVER, Source, Type

# Moments are microseconds in UTC, also where an engine reckons in nanoseconds: Parquet, DuckDB and Spark then agree.
TYPES: dict[Type, pa.DataType] = {
    "number": pa.int64(), "text": pa.string(), "moment": pa.timestamp("us", "UTC"), "day": pa.date32(), "yes": pa.bool_(),
    "money": pa.decimal128(18, 2), "exact": pa.decimal128(24, 4),
}  # fmt: skip


def schema(columns: dict[str, Type]) -> pa.Schema:
    """Their Arrow schema."""
    return pa.schema([(name, TYPES[kind]) for name, kind in columns.items()])


def parse(copied: bytes, columns: dict[str, Type]) -> pa.Table:
    """What `copy (…) to stdout (format csv)` gave."""
    if not copied:
        return schema(columns).empty_table()
    return csv.read_csv(
        io.BytesIO(copied),
        read_options=csv.ReadOptions(column_names=list(columns), use_threads=False, block_size=1 << 24),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=schema(columns), null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False,
            true_values=["t"], false_values=["f"],
        ),
    )  # fmt: skip


def moment(text: str) -> datetime:
    """A moment as this module writes it."""
    return datetime.fromisoformat(text.replace("+00", "+00:00"))


def versions(rows: pa.Table, changes: Iterable[tuple[int, datetime, dict[str, list[Any]]]], source: Source) -> pa.Table:
    """A row per time in which the kept columns stood as they did; `changes` are ordered by row and time.

    A change tells what a column was before. So from the last one backwards: what a version says is what the one after it
    says, but for the columns that the change between them names.
    """
    first, last = moment(ALWAYS), moment(FOREVER)
    places = {pk: place for place, pk in enumerate(rows["id"].to_pylist())}
    taken: list[int] = []
    since: list[datetime] = []
    until: list[datetime] = []
    before: dict[str, list[Any]] = {name: [] for name in source.keeps}
    of_each: dict[int, list[tuple[datetime, dict[str, list[Any]]]]] = {}
    for pk, at, changed in changes:
        if pk in places:
            of_each.setdefault(pk, []).append((at, changed))
    newest = [of_each[pk][-1][0] if pk in of_each else first for pk in places]
    for pk, told in of_each.items():
        place = places[pk]
        stood = {name: rows[name][place].as_py() for name in source.keeps}
        for number in range(len(told) - 1, -1, -1):
            at, changed = told[number]
            stood |= {name: changed[name][0] for name in source.keeps if name in changed}
            taken.append(place)
            since.append(told[number - 1][0] if number else first)
            until.append(at)
            for name in source.keeps:
                before[name].append(stood[name])
    return _joined(rows, newest, last, (taken, since, until, before), source)


def _joined(rows: pa.Table, newest: list[datetime], last: datetime, past: tuple[Any, ...], source: Source) -> pa.Table:
    taken, since, until, before = past
    wanted = schema(source.filed)
    old = rows.take(pa.array(taken, pa.int64()))
    for name in source.keeps:
        place = old.schema.get_field_index(name)
        old = old.set_column(place, name, pa.array(before[name], TYPES[source.columns[name]]))
    now = _valid(rows, newest, [last] * rows.num_rows, current=True)
    every = pa.concat_tables([now, _valid(old, since, until, current=False)]).cast(wanted)
    return every.filter(
        compute.less(every["valid_from"], every["valid_to"])
    )  # two changes in one moment leave none between


def _valid(rows: pa.Table, since: list[datetime], until: list[datetime], *, current: bool) -> pa.Table:
    kind = TYPES["moment"]
    rows = rows.append_column("valid_from", pa.array(since, kind)).append_column("valid_to", pa.array(until, kind))
    return rows.append_column("is_current", pa.array([current] * rows.num_rows, pa.bool_()))
