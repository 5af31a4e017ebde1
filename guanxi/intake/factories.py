"""Imports for tests: a file of these bytes, planned and run to its end in this process. Call with an actor set."""

from collections.abc import Sequence
from typing import Any

from guanxi.core import clock, work
from guanxi.core.actor import Actor, acting_as
from guanxi.intake.actions.importing import begin_import, plan_import, start_check, start_run
from guanxi.intake.actions.upload import take_upload
from guanxi.intake.models import Import
from guanxi.intake.plan import read_plan
from guanxi.intake.targets import target


def make_import(
    member_id: int,
    data: bytes,
    target_name: str,
    plan: dict[str, Any],
    *,
    name: str = "file.csv",
    run: bool = True,
    check: bool = False,
) -> Import:
    """An import by a member; with `run` (or only `check`) its job is done too."""
    with acting_as(member_id, through="page") as actor:
        made = begin(actor, data, name)
        plan_import(made, target_name, read_plan(plan, target(target_name)), actor=actor, at=clock.now())
        job = (
            start_check(made, actor=actor, at=clock.now())
            if check
            else start_run(made, actor=actor, at=clock.now())
            if run
            else None
        )
    if job:
        work.run(job.pk)
    with acting_as(member_id, through="page"):
        made.refresh_from_db()
    return made


def begin(actor: Actor, data: bytes, name: str = "file.csv") -> Import:
    """An import whose file has been read, and no more."""
    upload = take_upload(name, [data], actor=actor, at=clock.now())
    return begin_import(upload, actor=actor, at=clock.now())


def columns(*pairs: str) -> list[dict[str, str]]:
    """Columns of a plan from "column=field"; a column that is named like its field needs no "="."""
    found = []
    for pair in pairs:
        column, _mark, name = pair.partition("=")
        found.append({"column": column, "field": name or column})
    return found


def csv(header: Sequence[str], *rows: Sequence[str]) -> bytes:
    """A CSV file in UTF-8."""
    return "\n".join(",".join(row) for row in (header, *rows)).encode() + b"\n"
