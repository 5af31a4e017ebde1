"""`guanxi import`."""

import json
import lzma
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from guanxi.config import database

BLOCK = 1 << 20


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--plan", "plan_file", type=click.Path(exists=True, path_type=Path), help="What the columns are (JSON).")
@click.option("--target", "target_name", help="What the rows are, where no plan says so; columns are then guessed.")
@click.option("--as", "mail", required=True, help="Mail address of the member in whose name it is imported.")
@click.option("--wait", is_flag=True, help="Do it here and now rather than hand it to the worker.")
@click.option("--check", is_flag=True, help="A dry run: tell what would happen, write nothing.")
def command(file: Path, plan_file: Path | None, target_name: str | None, mail: str, *, wait: bool, check: bool) -> None:
    """Import a file in the name of a member, with a plan as saved mappings have it. FILE may be packed with xz."""
    with database.up():
        database.start_django()
        from guanxi.core.refused import Refused
        from guanxi.staff.models import Member

        member = Member.objects.filter(email__iexact=mail, is_active=True).first()
        if member is None:
            raise click.ClickException(f"There is no active member with the address {mail}.")
        given = json.loads(plan_file.read_text()) if plan_file else {}
        try:
            run_id, work_id = begin(member.pk, file, given, target_name=target_name, check=check)
        except Refused as refusal:
            raise click.ClickException(f"{refusal.field}: {refusal}" if refusal.field else str(refusal)) from refusal
        click.echo(f"Import {run_id} of {file.name}")
        if wait or check:
            _finish(member.pk, run_id, work_id)


def begin(
    member_id: int, file: Path, given: dict[str, Any], *, target_name: str | None = None, check: bool = False
) -> tuple[int, int]:
    """Take the file in, plan it and start the job; answers the ids of import and work. Raises `Refused`."""
    from guanxi.core import clock
    from guanxi.core.actor import acting_as
    from guanxi.intake.actions.importing import begin_import, open_run, plan_import, read_as, start_check, start_run
    from guanxi.intake.actions.upload import take_upload
    from guanxi.intake.plan import BadPlan, read_plan
    from guanxi.intake.suggesting import best_target, suggest
    from guanxi.intake.targets import offered, target

    with acting_as(member_id, through="shell") as actor:
        at = clock.now()
        upload = take_upload(file.name.removesuffix(".xz"), _blocks(file), actor=actor, at=at)
        run = begin_import(upload, actor=actor, at=at)
        if given.get("reading"):
            read_as(run, given["reading"], actor=actor, at=at)
        opened = open_run(run)
        name = given.get("target") or target_name
        one = target(name) if name else best_target(opened, offered(opened.sort, actor))
        if one is None:
            raise BadPlan("Say with --target what the rows are.")
        plan = read_plan(given, one) if given else suggest(opened, one).plan
        plan_import(run, one.name, plan, actor=actor, at=at)
        job = start_check(run, actor=actor, at=at) if check else start_run(run, actor=actor, at=at)
        return run.pk, job.pk


def _blocks(file: Path) -> Iterator[bytes]:
    with lzma.open(file) if file.suffix == ".xz" else file.open("rb") as source:
        while block := source.read(BLOCK):
            yield block


def _finish(member_id: int, run_id: int, work_id: int) -> None:
    """Do the job here; a worker that takes it at the same time waits for each chunk and finds it done."""
    from guanxi.core import work
    from guanxi.core.actor import acting_as
    from guanxi.core.models import Work
    from guanxi.intake.models import Import

    started = time.monotonic()
    work.run(work_id)
    with acting_as(member_id, through="shell"):
        run, job = Import.objects.get(pk=run_id), Work.objects.get(pk=work_id)
    counts = run.check_result.get("counts", {}) if job.kind == "intake.check" else run.counts
    told = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    click.echo(f"{job.state}: {told or 'no rows'} ({time.monotonic() - started:.1f} s)")
    if job.state != Work.State.DONE:
        raise click.ClickException(job.error or "The import did not finish.")
