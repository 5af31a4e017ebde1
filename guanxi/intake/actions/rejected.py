"""Rejected rows: mended and tried again, or given up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor, acting_as
from guanxi.core.refused import NotAllowed, Refused
from guanxi.intake.models import Import, RejectedRow
from guanxi.intake.readers import RawRow
from guanxi.intake.running import Job, added, as_json, kept, load
from guanxi.intake.sources import Item

OVER = (Import.State.DONE, Import.State.CANCELLED, Import.State.FAILED)


def mend_row(row: RejectedRow, cells: Sequence[str | None], *, actor: Actor, at: datetime) -> RejectedRow:
    """Try a row again with other cells, as the import would have: in, or rejected with its present reasons.

    Of a row that is in already only the values that were left out are taken; they replace what stands there.
    """
    run = _open_run(row, actor)
    row = RejectedRow.objects.select_for_update().get(pk=row.pk)
    if row.state != RejectedRow.State.OPEN:
        raise Refused(_("This row has been dealt with already."), code="not_open")
    if actor.member_id is None:
        raise NotAllowed(_("Only the colleague who began an import can go on with it."))
    job = Job(run)
    known = {row.number: row.record_id} if row.record_id else {}
    if known:
        job.complete({problem["field"] for problem in row.problems})
    item = Item(RawRow(row.number, [cell or None for cell in cells]), _thing(job, row.number))
    with acting_as(actor.member_id, through="import", through_id=str(run.pk)) as importing:
        result = load(job, run, [item], importing, at, known=known)
    row.cells = [kept(cell) for cell in cells]
    was = _counted_as(row)
    if result.faults:
        row.problems = as_json(result.faults[row.number])
        row.record_id = row.record_id or result.records.get(row.number)
    else:
        row.state, row.mended_at, row.problems = RejectedRow.State.MENDED, at, []
    row.save()
    now = "mended" if row.state == RejectedRow.State.MENDED else _counted_as(row)
    run = Import.objects.select_for_update().get(pk=run.pk)
    counts = {} if was == "partly" else result.counts()  # what is in already is counted already
    run.counts = added(run.counts, {**counts, "rejected": 0, "partly": 0})
    run.counts = added(added(run.counts, {was: -1}), {now: 1})
    run.save(update_fields=["counts"])
    return row


def _counted_as(row: RejectedRow) -> str:
    return "partly" if row.record_id else "rejected"


def discard_rows(run: Import, numbers: Sequence[int] | None, *, actor: Actor, at: datetime) -> int:
    """Give rejected rows up (None: all that are open); answers how many."""
    _require_mine(run, actor)
    rows = RejectedRow.objects.filter(run=run, state=RejectedRow.State.OPEN)
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
    partly = rows.filter(record_id__isnull=False).count()
    count = rows.update(state=RejectedRow.State.DISCARDED, mended_at=at)
    _count(run, {"rejected": partly - count, "partly": -partly, "discarded": count})
    return count


def keep_rows(run: Import, discarded_at: datetime, *, actor: Actor) -> int:
    """Take back what was discarded at that moment: the rows are open again; answers how many."""
    _require_mine(run, actor)
    rows = RejectedRow.objects.filter(run=run, state=RejectedRow.State.DISCARDED, mended_at=discarded_at)
    partly = rows.filter(record_id__isnull=False).count()
    count = rows.update(state=RejectedRow.State.OPEN, mended_at=None)
    _count(run, {"rejected": count - partly, "partly": partly, "discarded": -count})
    return count


def _count(run: Import, changes: dict[str, int]) -> None:
    run = Import.objects.select_for_update().get(pk=run.pk)
    run.counts = added(run.counts, changes)
    run.save(update_fields=["counts"])


def _thing(job: Job, number: int) -> Any:
    """The card or mail behind a row, with its attachments; tables have none."""
    if job.opened.sort != "mails":
        return None
    return next((item.thing for item in job.opened.items() if item.row.number == number), None)


def _open_run(row: RejectedRow, actor: Actor) -> Import:
    run = Import.objects.select_related("upload").get(pk=row.run_id)
    _require_mine(run, actor)
    if run.state not in OVER:
        raise Refused(_("Wait until the import is over."), code="not_over")
    return run


def _require_mine(run: Import, actor: Actor) -> None:
    actor.require("create", "import")
    if run.member_id != actor.member_id:
        raise NotAllowed(_("Only the colleague who began an import can go on with it."))
