"""The life of an import: begun, planned, checked, run, cancelled, resumed."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.core import work
from guanxi.core.actor import Actor
from guanxi.core.models import Work
from guanxi.core.refused import NotAllowed, Refused
from guanxi.intake import sources, storage
from guanxi.intake.models import Import, Upload
from guanxi.intake.plan import Plan, check_plan
from guanxi.intake.suggesting import suggest
from guanxi.intake.targets import target
from guanxi.intake.values import Unreadable, describe

UNDO = "intake.undo"
OPEN = (Import.State.MAPPING, Import.State.CHECKED)
RUN, CHECK = "intake.run", "intake.check"


def begin_import(upload: Upload, *, target_name: str = "", actor: Actor, at: datetime) -> Import:
    """A new import of an uploaded file, read as detected. Raises `Refused` when nothing can be read."""
    actor.require("create", "import")
    run = Import(upload=upload, member_id=actor.member_id, target=target_name, created_at=at)
    run.total = sources.estimate(storage.path_of(upload), upload.format)
    read_as(run, {}, actor=actor, at=at)
    return run


def read_as(run: Import, reading: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Read the file in another way (encoding, delimiter, sheet, header row); what is not given is detected."""
    _require_mine(run, actor)
    _require_open(run)
    run.reading = reading
    opened = open_run(run)
    if run.reading and opened.sort == "table":
        run.reading = {name: value for name, value in asdict(opened.options).items() if name in reading}
    run.state = Import.State.MAPPING
    run.save()


def open_run(run: Import) -> sources.Opened:
    """The file of an import, opened as chosen. Raises `Refused` with what is wrong with it."""
    try:
        return sources.open_file(storage.path_of(run.upload), run.upload.format, run.reading)
    except Unreadable as problem:
        raise Refused(describe(problem), field="file", code=problem.problem.code) from None


def plan_import(run: Import, target_name: str, plan: Plan, *, actor: Actor, at: datetime) -> None:
    """Decide what the file becomes; without any columns they are guessed. Raises `BadPlan` when it does not fit."""
    _require_mine(run, actor)
    _require_open(run)
    one = target(target_name)
    kind, _dot, verb = one.needs.partition(".")
    actor.require(verb, kind)
    opened = open_run(run)
    if not plan.columns:  # cards and mails come in columns of our own; a plan need not repeat them
        plan = replace(plan, columns=suggest(opened, one).plan.columns)
    check_plan(plan, one, opened.header)
    run.target, run.plan = target_name, plan.as_json()
    run.state, run.check_result = Import.State.MAPPING, {}
    run.save()


def start_check(run: Import, *, actor: Actor, at: datetime) -> Work:
    """A dry run: everything is tried, nothing is kept."""
    run.check_result = {}
    return _start(run, CHECK, Import.State.CHECKING, gettext_noop("Dry run of {name}"), actor=actor, at=at)


def start_run(run: Import, *, actor: Actor, at: datetime) -> Work:
    """Import for good."""
    return _start(run, RUN, Import.State.RUNNING, gettext_noop("Import of {name}"), actor=actor, at=at)


def cancel_import(run: Import, *, actor: Actor, at: datetime) -> None:
    """Stop after the present chunk; what is in stays in, and the import can be resumed or undone."""
    _require_mine(run, actor)
    if run.work:
        work.cancel(run.work)


def resume_import(run: Import, *, actor: Actor, at: datetime) -> None:
    """Go on after a cancellation or a failure, where the last chunk was committed."""
    _require_mine(run, actor)
    if not run.work or run.state not in (Import.State.CANCELLED, Import.State.FAILED):
        raise Refused(_("There is nothing to resume."), code="nothing_to_resume")
    work.resume(run.work)
    run.state = Import.State.CHECKING if run.work.kind == CHECK else Import.State.RUNNING
    run.ended_at = None
    run.save(update_fields=["state", "ended_at"])


def undo_import(run: Import, *, actor: Actor, at: datetime) -> Work:
    """Take the whole import back, as a job of whoever asks: an administrator reaches what he sees himself."""
    if not may_undo(run, actor):
        raise NotAllowed(
            _("Only the colleague who began an import, or an administrator once he has left, can undo it.")
        )
    if run.state not in (Import.State.DONE, Import.State.CANCELLED, Import.State.FAILED) or not run.counts:
        raise Refused(_("There is nothing to undo."), code="nothing_to_undo")
    if not target(run.target).made:
        raise Refused(_("Imports of this kind cannot be undone."), code="not_undoable")
    run.state = Import.State.UNDOING
    run.work = work.start(
        UNDO,
        gettext_noop("Undo of the import of {name}"),
        title_params={"name": run.upload.name},
        actor=actor,
        at=at,
        arguments={"import_id": run.pk},
        total=run.counts.get("created", 0) + run.counts.get("updated", 0),
        url=reverse("import", args=[run.pk]),
    )
    run.save(update_fields=["state", "work"])
    return run.work


def may_undo(run: Import, actor: Actor) -> bool:
    """Whether the import is the actor's; when whoever began it has left, an administrator of imports acts for him."""
    if run.member_id == actor.member_id:
        return actor.may("create", "import")
    return actor.may("administer", "import") and run.member is not None and not run.member.is_active


def _start(run: Import, kind: str, state: str, title: str, *, actor: Actor, at: datetime) -> Work:
    _require_mine(run, actor)
    _require_open(run)
    if not run.plan:
        raise Refused(_("Choose first what the columns are."), code="no_plan")
    run.state, run.ended_at = state, None
    run.work = work.start(
        kind,
        title,
        title_params={"name": run.upload.name},
        actor=actor,
        at=at,
        arguments={"import_id": run.pk},
        total=run.total,
        url=reverse("import", args=[run.pk]),
    )
    run.save()
    return run.work


def _require_mine(run: Import, actor: Actor) -> None:
    actor.require("create", "import")
    if run.member_id != actor.member_id:
        raise NotAllowed(_("Only the colleague who began an import can go on with it."))


def _require_open(run: Import) -> None:
    """A dry run that was cancelled or failed may be planned anew; what has written rows may not."""
    over = run.state in (Import.State.CANCELLED, Import.State.FAILED) and run.work and run.work.kind == CHECK
    if run.state not in OPEN and not over:
        raise Refused(_("This import has already run. Begin a new one."), code="not_open")
