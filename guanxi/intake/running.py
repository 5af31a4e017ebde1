"""The job of an import: a chunk of rows read, parsed and loaded in one transaction that also moves the cursor."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.core.locks import Lock, wait_for
from guanxi.core.models import Work
from guanxi.intake import sources, storage
from guanxi.intake.loading.batch import OUTCOMES, Batch, Fault, Parsed
from guanxi.intake.loading.parsing import RowParser
from guanxi.intake.loading.seen import Seen
from guanxi.intake.models import Import, RejectedRow
from guanxi.intake.plan import Plan, check_plan, read_plan
from guanxi.intake.sources import Item
from guanxi.intake.targets import Target, target
from guanxi.intake.values import DateOrder, Hints
from guanxi.staff.models import Company

log = logging.getLogger("guanxi.import")
MOST_TOGETHER = 20_000  # rows that are kept in one chunk because they belong together
LONGEST_KEPT = 20_000  # characters of a rejected cell; what is longer could not be mended in a page anyway


class Job:
    """An import in progress: plan, parser and the open file, kept between chunks by the process that runs it."""

    def __init__(self, run: Import) -> None:
        self.target: Target = target(run.target)
        self.plan: Plan = read_plan(run.plan, self.target)
        self.opened = sources.open_file(storage.path_of(run.upload), run.upload.format, run.reading)
        check_plan(self.plan, self.target, self.opened.header)
        self.hints = hints_of(self.plan)
        self.parser = RowParser(self.plan, self.target, self.opened.header, self.hints)
        self.position = -1
        self.items: Iterator[Item] = iter(())
        self.ahead: Item | None = None  # read already, but of the next chunk
        self.together = self._together()
        self.seen: Seen | None = None

    def complete(self, names: set[str]) -> None:
        """From now on only take over these fields, into records that are known."""
        needed = {one.name for one in self.target.fields if one.required}
        needed |= {name for name, _label in self.target.links} | {name for some in self.target.any_of for name in some}
        self.parser.fills = [fill for fill in self.parser.fills if fill.name in names | needed]
        self.plan = replace(self.plan, on_match="overwrite")

    def _together(self) -> int | None:
        """The place of the column by which rows belong together."""
        names = [one.column for one in self.plan.columns if one.field == self.target.together and one.column]
        return self.opened.header.index(names[0]) if names else None

    def take(self, at: int) -> list[Item]:
        """The items of the next chunk from place `at`; goes on where it stands, else reads up to there."""
        if self.position != at:
            self.items, self.ahead = self.opened.items(at), None
        found = [self.ahead] if self.ahead else []
        self.ahead = None
        found += islice(self.items, self.target.chunk - len(found))
        if len(found) >= self.target.chunk and self.together is not None:
            last = found[-1].row.cells[self.together]
            for item in self.items:
                if item.row.cells[self.together] != last or len(found) >= MOST_TOGETHER:
                    self.ahead = item
                    break
                found.append(item)
        self.position = at + len(found)
        return found


MOST_OPEN = 8  # files kept open between chunks; a worker does a few jobs side by side
_jobs: dict[int, Job] = {}


def hints_of(plan: Plan) -> Hints:
    """What values are read with: the plan's choices, else the company's."""
    company = Company.objects.first()
    return Hints(
        region=plan.region or (company.phone_region if company else "CN"),
        zone=plan.zone or (company.time_zone if company else "Asia/Shanghai"),
        date_order=DateOrder(plan.date_order) if plan.date_order else None,
        decimal=plan.decimal or None,
        currency=plan.currency or (company.currency if company else None),
    )


def job_of(work: Work, run: Import) -> Job:
    """The open job of this process, or a new one."""
    job = _jobs.get(work.pk)
    if job is None:
        while len(_jobs) >= MOST_OPEN:  # what is left over belongs to imports that failed or went to another worker
            _jobs.pop(next(iter(_jobs)), None)
        job = _jobs[work.pk] = Job(run)
    return job


def step(work: Work, actor: Actor, *, trial: bool = False) -> bool:
    """Load one chunk; answers whether there is more. In a trial everything is rolled back but the counts."""
    run = Import.objects.select_related("upload").get(pk=work.arguments["import_id"])
    job = job_of(work, run)
    at = int(work.cursor.get("at", 0))
    if trial and job.seen is None:
        job.seen = Seen()
    if not trial:
        wait_for(Lock.IMPORTS)
    items = job.take(at)
    if items:
        result = load(job, run, items, actor, clock.now(), trial=trial)
        if trial:
            note_trial(run, result)
        else:
            keep_rejected(run, result)
            run.counts = added(run.counts, result.counts())
        run.total = max(run.total or 0, at + len(items))
        run.save(update_fields=["counts", "check_result", "total"])
    work.cursor = {"at": at + len(items)}
    work.done = at + len(items)
    if len(items) >= job.target.chunk:
        return True
    work.total = work.done
    run.total = work.done
    run.save(update_fields=["total"])
    _jobs.pop(work.pk, None)
    return False


def check_step(work: Work, actor: Actor) -> bool:
    """One chunk of a dry run."""
    return step(work, actor, trial=True)


@dataclass(slots=True)
class Result:
    """What became of a chunk."""

    batches: list[Batch]
    cells: dict[int, list[str | None]]
    faults: dict[int, list[Fault]]
    records: dict[int, int]  # rows that are in without some of their values, with the record they went into

    def counts(self) -> dict[str, int]:
        """Rows by what became of them."""
        total: dict[str, int] = {}
        for batch in self.batches:
            total = added(total, batch.counts())
        total["partly"] = len(self.records)
        total["rejected"] = len(self.faults) - len(self.records)
        return total


def added(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    """The sums of two counts."""
    names = dict.fromkeys((*OUTCOMES, "rejected", *one, *other))
    return {name: one.get(name, 0) + other.get(name, 0) for name in names}


def load(
    job: Job,
    run: Import,
    items: list[Item],
    actor: Actor,
    at: datetime,
    *,
    trial: bool = False,
    known: Mapping[int, int] | None = None,
) -> Result:
    """Parse and load items in the open transaction. `known`: records that rows are in already, to be completed."""
    rows: list[Parsed] = []
    faults: dict[int, list[Fault]] = {}
    cells: dict[int, list[str | None]] = {}
    for item in items:
        parsed, wrong = job.parser.parse(item.row)
        if wrong:
            faults[parsed.number] = wrong
            cells[parsed.number] = parsed.cells
        else:
            parsed.source = item.thing
            rows.append(parsed)

    def batch_of(part: list[Parsed]) -> Batch:
        raw: Any = connection.cursor().cursor  # psycopg's own cursor, for COPY
        seen = job.seen if trial else None
        return Batch(part, job.plan, job.hints, actor, at, run.pk, raw, trial, seen, records=dict(known or {}))

    batches: list[Batch] = []
    if rows:
        with transaction.atomic():
            batches = _loaded(job.target, rows, batch_of)
            if trial:
                transaction.set_rollback(True)
    records: dict[int, int] = {}
    for batch in batches:
        for row in batch.rows:
            if row.number in batch.faults:
                faults[row.number] = batch.faults[row.number] + row.left_out
                cells[row.number] = row.cells
        for row in batch.partly():
            faults[row.number], cells[row.number] = row.left_out, row.cells
            records[row.number] = batch.records.get(row.number, 0)
    return Result(batches, cells, faults, records)


def _loaded(one: Target, rows: list[Parsed], batch_of: Any) -> list[Batch]:
    """Load rows; what the database refuses is narrowed down to the row at fault, so that it spoils no other.

    A colleague may have taken a phone number since we looked: then the second look sees it.
    """
    for last in (False, True):
        batch = batch_of(rows)
        try:
            with transaction.atomic(), connection.wrap_database_errors:  # the batch's cursor is psycopg's own
                one.load(batch)
        except (IntegrityError, DataError, ProgrammingError) as error:
            if isinstance(error, ProgrammingError) and not isinstance(error.__cause__, InsufficientPrivilege):
                raise
            log.warning("chunk from row %s refused by the database: %s", rows[0].number, error)
            if not last:
                continue
            if len(rows) == 1:
                batch.faults.clear()
                batch.reject(rows[0], "", _code_of(error), detail=_constraint(error))
                batch.samples.clear()
                return [batch]
        else:
            return [batch]
    middle = len(rows) // 2
    return _loaded(one, rows[:middle], batch_of) + _loaded(one, rows[middle:], batch_of)


def _code_of(error: Exception) -> str:
    return "not_allowed" if isinstance(error, ProgrammingError) else "refused_by_database"


def _constraint(error: Exception) -> str:
    diagnostic = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnostic, "constraint_name", None) or getattr(diagnostic, "message_primary", None) or "")[:200]


def keep_rejected(run: Import, result: Result) -> None:
    """Keep the rejected rows and values with their reasons, to be mended."""
    RejectedRow.objects.bulk_create(
        [
            RejectedRow(
                run=run,
                number=number,
                cells=[kept(cell) for cell in result.cells[number]],
                problems=as_json(faults),
                record_id=result.records.get(number),
            )
            for number, faults in sorted(result.faults.items())
        ],
        batch_size=2_000,
    )


def as_json(faults: list[Fault]) -> list[dict[str, Any]]:
    """Faults as they are stored: words are made when they are shown."""
    return [
        {"field": fault.field, "code": fault.code, "params": {key: kept(value) for key, value in fault.params.items()}}
        for fault in faults
    ]


def kept(value: Any) -> Any:
    """A cell as JSON can hold it: no NUL, no broken surrogates, not endless."""
    if not isinstance(value, str):
        return value
    text = value[:LONGEST_KEPT].replace("\x00", "␀")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def note_trial(run: Import, result: Result) -> None:
    """Add a chunk to what the dry run tells: counts, samples of each outcome, reasons."""
    told = run.check_result or {}
    told["counts"] = added(told.get("counts", {}), result.counts())
    samples = told.setdefault("samples", {})
    for batch in result.batches:
        for outcome, found in batch.samples.items():
            have = samples.setdefault(outcome, [])
            room = max(0, 8 - len(have))
            have += [{"number": one.number, "title": kept(one.title), "changes": one.changes} for one in found[:room]]
    reasons = told.setdefault("reasons", {})
    for number, faults in sorted(result.faults.items()):
        have = samples.setdefault("partly" if number in result.records else "rejected", [])
        for fault in faults:
            key = f"{fault.field}:{fault.code}"
            reasons[key] = reasons.get(key, 0) + 1
        if len(have) < 20:
            have.append(
                {
                    "number": number,
                    "cells": [kept((cell or "")[:200]) for cell in result.cells[number]],
                    "problems": as_json(faults),
                }
            )
    run.check_result = told
