"""Filling the warehouse, part by part, and comparing it with what it was filled from.

Why nothing is missed and nothing stands in it twice: a trigger marks the part of a row in the transaction that changes the
row (sql/warehouse.sql). A part is filled in one transaction: (1) its marks are read, (2) its rows are copied, (3) the file
is written and on the disk, (4) the row that lists the file replaces the one of before, and the marks of (1) go. Statements
see what was committed before they began, and (2) begins after (1). So a change whose mark was seen in (1) is in the copy;
one that was committed later, whatever its number and however long it took, leaves a mark that (4) does not touch, and the
part is filled anew. A part holds its rows as they are, each once, however often it is filled. Where the run is killed before
(4), the list names the old file and the marks are still there; the new file is swept.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection

from guanxi.analytics.actions.agreeing import differences
from guanxi.analytics.actions.fill import folder
from guanxi.analytics.models import Fill, Mark, Part
from guanxi.analytics.warehouse import arrow, calendar, files
from guanxi.analytics.warehouse.sources import BY_NAME, SOURCES, WIDTH, Source
from guanxi.core import clock
from guanxi.core.models import Work
from guanxi.staff.queries.company import company_zone

Cursor = dict[str, Any]
CALENDAR_SHAPE = "calendar-1"
KEPT = 30  # runs


def _plan(job: Work, run: Fill) -> Cursor:
    """Find out which parts are to be filled."""
    todo = [[source.name, part] for source in SOURCES for part in _stale(source)]
    job.total = len(todo) + len(SOURCES)
    _fill_calendar()
    return {"phase": "fill", "todo": todo} if todo else {"phase": "compare", "place": 0}


def _stale(source: Source) -> list[int]:
    """Parts that were marked, were never filled or in another shape, or whose file is gone."""
    listed = Part.objects.filter(source=source.name, shape=source.shape(str(company_zone())))
    there = {part for part, name in listed.values_list("part", "file") if (folder() / name).exists()}
    marked = set(Mark.objects.filter(source=source.name).values_list("part", flat=True).distinct())
    with connection.cursor() as cursor:
        cursor.execute(f"select id from {source.table} order by id desc limit 1")  # noqa: S608 - a name of ours
        latest = cursor.fetchone()
    every = range((latest[0] // WIDTH if latest else 0) + 1)
    return sorted((set(every) - there) | marked)


def _fill(job: Work, run: Fill) -> Cursor:
    """Fill the next part."""
    name, part = job.cursor["todo"][0]
    run.rows += fill_part(BY_NAME[name], part)
    run.parts += 1
    run.save(update_fields=["rows", "parts"])
    job.done += 1
    left = job.cursor["todo"][1:]
    return {"phase": "fill", "todo": left} if left else {"phase": "compare", "place": 0}


def fill_part(source: Source, part: int) -> int:
    """Copy a part into a file and list it; answers its rows. Read as the system, in one transaction."""
    marks = list(Mark.objects.filter(source=source.name, part=part).values_list("pk", flat=True))
    shape = source.shape(str(company_zone()))
    rows = arrow.parse(copied(source, part), source.columns)
    if source.keeps:
        rows = arrow.versions(rows, _changes(source, part), source)
    name = files.write(rows, folder(), source.name, part)
    _list(source.name, part, name, rows.num_rows, shape)
    Mark.objects.filter(pk__in=marks).delete()
    return int(rows.num_rows)


def copied(source: Source, part: int) -> bytes:
    """A part as the database copies it out."""
    columns = ", ".join(source.columns)
    question = f"copy (select {columns} from analytics_read_{source.name}(%s, %s)) to stdout (format csv)"  # noqa: S608 - names of ours
    with connection.cursor() as cursor, cursor.copy(question, [part, str(company_zone())]) as stream:
        return b"".join(bytes(one) for one in stream)


def _changes(source: Source, part: int) -> list[tuple[int, datetime, dict[str, list[Any]]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, at, changes::text from analytics_read_changes(%s, %s, %s)",
            [source.kind, part, list(source.keeps)],
        )
        return [(pk, at, _read(changes)) for pk, at, changes in cursor.fetchall()]


def _read(changes: str) -> dict[str, list[Any]]:
    import json

    read: dict[str, list[Any]] = json.loads(changes)
    return read


def _list(source: str, part: int, name: str, rows: int, shape: str) -> None:
    said = {"file": name, "rows": rows, "shape": shape, "filled_at": clock.now()}
    Part.objects.update_or_create(source=source, part=part, defaults=said)


def _fill_calendar() -> None:
    kept = Part.objects.filter(source="calendar", shape=CALENDAR_SHAPE).first()
    if kept is None or not (folder() / kept.file).exists():
        table = calendar.table()
        _list("calendar", 0, files.write(table, folder(), "calendar", 0), table.num_rows, CALENDAR_SHAPE)


def _compare(job: Work, run: Fill) -> Cursor:
    """Compare the next source with its table; what differs is filled anew by the next run."""
    place = job.cursor["place"]
    source = SOURCES[place]
    rows, found = differences(source, folder(), str(company_zone()))
    run.compared = {**run.compared, source.name: rows}
    run.differences = [*run.differences, *(one.plain() for one in found)]
    run.save(update_fields=["compared", "differences"])
    Mark.objects.bulk_create(Mark(source=source.name, part=part, xid=0) for part in sorted({one.part for one in found}))
    job.done += 1
    return {"phase": "compare", "place": place + 1} if place + 1 < len(SOURCES) else {"phase": "close"}


def _close(job: Work, run: Fill) -> Cursor:
    """Sweep files that nothing lists, and close the run."""
    swept()
    run.ended_at = clock.now()
    run.save(update_fields=["ended_at"])
    kept = Fill.objects.order_by("-pk").values("pk")[:KEPT]
    Fill.objects.exclude(pk__in=kept).delete()
    return {"phase": "over"}


def swept() -> int:
    """How many files were removed that no row lists."""
    return files.sweep(folder(), set(Part.objects.values_list("file", flat=True)))


PHASES: dict[str, Callable[[Work, Fill], Cursor]] = {"plan": _plan, "fill": _fill, "compare": _compare, "close": _close}
