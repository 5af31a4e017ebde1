"""Export of any size: records are written by id, a chunk per transaction, to a file that grows; memory stays the same.

The cursor holds how many bytes of the file are good. After a crash the file is cut there and goes on, so that there is one
complete file in the end. XLSX cannot grow: its rows are kept as lines of JSON first and packed in the last step.
"""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.core import clock, kinds, work
from guanxi.core.actor import Actor
from guanxi.core.kinds import Field, Kind
from guanxi.core.models import Work
from guanxi.core.refused import Refused
from guanxi.ui.lists import exported, references
from guanxi.ui.records import bulkwork, sheets
from guanxi.ui.records.bulk import speaking, tongue
from guanxi.ui.work.telling import tell

NAME = "export"
FORMATS = ("csv", "xlsx")
CHUNK = 2_000
KEPT = timedelta(days=7)
TITLE = gettext_noop("Export of {kind} as {format}")
READY = gettext_noop("{title}: the file is ready, {rows} rows. It is kept for 7 days.")
STOPPED = gettext_noop("{title} was stopped.")


def start(
    kind: Kind, columns: list[str], file_format: str, chosen: dict[str, Any], *, total: int, actor: Actor
) -> Work:
    """Have the records that `chosen` means ({"ids": […]} or {"filter": tree}) written to a file; the row of work records who exported what."""
    actor.require("export", kind.name)
    if file_format not in FORMATS:
        raise Refused(_("There is no such file format."), field="format")
    at = clock.now()
    arguments = {"kind": kind.name, "columns": columns, "format": file_format, "at": at.isoformat()}
    arguments |= {**tongue(), **chosen}
    params = {"kind": str(kind.plural), "format": file_format.upper()}
    return work.start(
        NAME, TITLE, actor=actor, at=at, arguments=arguments, title_params=params, total=total, url=str(kind.list_url())
    )


def folder() -> Path:
    """Where exports lie."""
    path = Path(settings.MEDIA_ROOT) / "exports"
    path.mkdir(parents=True, exist_ok=True)
    return path


def file_of(job: Work) -> Path:
    """The finished file of an export."""
    return folder() / f"{job.pk}.{job.arguments['format']}"


def _growing(job: Work) -> Path:
    return folder() / f"{job.pk}.part"


def step(job: Work, actor: Actor) -> bool:
    """One chunk of rows, or the packing at the end; answers whether there is more."""
    kind = kinds.kind(job.arguments["kind"])
    actor.require("export", kind.name)
    if job.cursor.get("written"):
        _finish(job)
        return False
    with speaking(actor, job.arguments):
        fields = [kind.field(name) for name in job.arguments["columns"] if kind.has(name)]
        rows = bulkwork.rows_of(kind, job.arguments, actor).order_by("pk")
        found = list(rows.filter(pk__gt=job.cursor.get("after", 0))[:CHUNK])
        lines = _lines(job, kind, fields, found, actor)
    size = _append(_growing(job), job.cursor.get("size", 0), lines)
    job.done += len(found)
    job.cursor = {
        "after": found[-1].pk if found else job.cursor.get("after", 0),
        "size": size,
        "written": len(found) < CHUNK,
    }
    return True


def _lines(job: Work, kind: Kind, fields: list[Field], rows: list[Any], actor: Actor) -> bytes:
    kind.fill_in(rows, fields)
    pointed = references.collect(kind, fields, rows)
    values = exported.values(kind, fields, rows, actor, pointed)
    head = [exported.headings(fields)] if not job.cursor else []
    if job.arguments["format"] == "csv":
        mark = sheets.BOM if not job.cursor else b""
        return mark + sheets.csv_lines([*head, *values])
    return b"".join(
        json.dumps(row, ensure_ascii=False, default=sheets.plain).encode() + b"\n" for row in [*head, *values]
    )


def _append(path: Path, size: int, data: bytes) -> int:
    """Write behind the first `size` bytes, whatever stands there, and to the disk; answers the new size."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.fstat(descriptor).st_size < size:
            raise Refused(_("The file of this export was lost. Please start it again."))
        os.ftruncate(descriptor, size)
        os.lseek(descriptor, size, os.SEEK_SET)
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return size + len(data)


def _finish(job: Work) -> None:
    """The whole file under its name; safe to do twice."""
    part, whole = _growing(job), file_of(job)
    if job.arguments["format"] == "xlsx" and part.exists():
        packing = whole.with_suffix(".packing")
        sheets.pack_xlsx(part, packing, title=job.title_params["kind"])
        packing.replace(whole)
        part.unlink()
    elif part.exists():
        part.replace(whole)
    job.result = {"rows": job.done, "bytes": whole.stat().st_size, "name": _name(job)}


def _name(job: Work) -> str:
    day = job.arguments["at"][:10]
    return f"{job.title_params['kind']} {day}.{job.arguments['format']}"


def ended(job: Work, actor: Actor) -> None:
    """Tell the member where the file is; half a file stays for a week, so that the work can go on."""
    if job.state == Work.State.DONE:
        job.url = f"{job.url}export/{job.pk}/"
        tell(job, actor, READY, {"title": bulkwork.title_told(job), "rows": job.done}, job.url)
        return
    tell(job, actor, STOPPED, {"title": bulkwork.title_told(job)}, f"/work/{job.pk}/")


def sweep() -> int:
    """Delete files older than seven days, the halves of cancelled ones too; answers how many."""
    oldest = (clock.now() - KEPT).timestamp()
    old = [path for path in folder().iterdir() if path.is_file() and path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
