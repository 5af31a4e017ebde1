"""`guanxi export`."""

import shutil
from pathlib import Path

import click

from guanxi.config import database


@click.command()
@click.argument("kind")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--as", "mail", required=True, help="Mail address of the member in whose name it is exported.")
@click.option(
    "--filter", "wanted", default="", help='Which records, as in a list\'s address: "stage:any:lead;city:is:上海".'
)
@click.option("--columns", default="", help="Fields, comma-separated; without it those that the list shows.")
def command(kind: str, file: Path, mail: str, wanted: str, columns: str) -> None:
    """Write the records of KIND (customer, contact, order …) that a member sees to FILE (.csv or .xlsx)."""
    with database.up():
        database.start_django()
        from guanxi.core.refused import Refused
        from guanxi.staff.models import Member

        member = Member.objects.filter(email__iexact=mail, is_active=True).first()
        if member is None:
            raise click.ClickException(f"There is no active member with the address {mail}.")
        try:
            rows = _write(member.pk, kind, file, wanted, [name for name in columns.split(",") if name])
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
        click.echo(f"{rows} rows in {file}")


def _write(member_id: int, name: str, file: Path, wanted: str, columns: list[str]) -> int:
    """Do the export here and now, through the same job as the page's; answers the number of rows."""
    from guanxi.core import kinds, work
    from guanxi.core.actor import acting_as
    from guanxi.core.models import Work
    from guanxi.ui.lists import filters, state, trees
    from guanxi.ui.records import exporting

    if name not in {one.name for one in kinds.all_kinds()}:
        raise click.ClickException(f"There is no kind {name}: {', '.join(one.name for one in kinds.all_kinds())}.")
    kind = kinds.kind(name)
    unknown = [column for column in columns if not kind.has(column)]
    if unknown:
        raise click.ClickException(f"{name} has no field {', '.join(unknown)}.")
    with acting_as(member_id, through="shell") as actor:
        tree, problems = filters.parse(wanted, kind, actor)
        if problems:
            raise click.ClickException("; ".join(f"{one.filter}: {one.sentence}" for one in problems))
        names = columns or [field.name for field in state.default_columns(kind)]
        chosen = {"filter": trees.write(tree)}
        job = exporting.start(kind, names, file.suffix.removeprefix("."), chosen, total=0, actor=actor)
    work.run(job.pk)
    with acting_as(member_id, through="shell"):
        job = Work.objects.get(pk=job.pk)
    if job.state != Work.State.DONE:
        raise click.ClickException(job.error or "The export did not finish.")
    shutil.copyfile(exporting.file_of(job), file)
    return job.done
