"""`guanxi db`: the embedded server by itself."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import click

from guanxi.config import database, env
from guanxi.config.postgres import Server, copies
from guanxi.config.supervisor import AlreadyRunning, held

EXTERNAL = """DATABASE_URL names an external server: use that server's own tools, for example
    pg_dump --format=custom --file=guanxi.pgdump "$DATABASE_URL"
    pg_restore --exit-on-error --dbname="$DATABASE_URL" guanxi.pgdump
into an empty database on a server that has both roles (docs/operations/running.md)."""


@click.group()
def command() -> None:
    """The embedded PostgreSQL by itself: start, stop, psql, backup, restore."""


@command.command()
def start() -> None:
    """Start the server and leave it running."""
    adopted = _server().start()
    click.echo("PostgreSQL was running" if adopted else "PostgreSQL is running")


@command.command()
def stop() -> None:
    """Stop the server."""
    _server().stop()
    click.echo("PostgreSQL is stopped")


@command.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option("--as", "role", default=env.OWNER_ROLE, show_default=True, help="Database role.")
def psql(*, arguments: tuple[str, ...], role: str) -> None:
    """Psql on Guanxi's database."""
    with database.up():
        server = _server()
        line = [server.place.tool("psql"), server.url(user=role), *arguments]
        raise SystemExit(subprocess.run(line, check=False).returncode)


@command.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def backup(*, file: Path | None) -> None:
    """Write a backup of the database to FILE (otherwise to backups/ in Guanxi's folder); safe while Guanxi runs."""
    server = _server()
    target = file or env.VAR / "backups" / f"guanxi-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.pgdump"
    with database.up():
        try:
            copies.backup(server, target)
        except (copies.NotRestored, OSError) as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{target}: {target.stat().st_size / 2**20:.1f} MiB")
    click.echo(f"Keep {env.VAR / 'files'} (uploads, attachments) and {env.VAR / 'secrets'} with it.")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put the database that is there aside, under another name.")
def restore(*, file: Path, replace: bool) -> None:
    """Bring the backup FILE back. Guanxi must be stopped; a database that holds something stays unless --replace is given."""
    server = _server()
    try:
        with held(env.VAR / "running"), database.up():
            done = copies.restore(
                server, file, known=env.ROOT / "guanxi", owner=env.OWNER_ROLE, app=env.APP_ROLE, replace=replace
            )
    except AlreadyRunning as error:
        raise click.ClickException(f"{error}: stop it first.") from error
    except copies.NotRestored as error:
        raise click.ClickException(f"{error}\nNothing was changed.") from error
    click.echo(f"Restored {file}: {done.content}.")
    click.echo(f"Row-level security is on for {done.protected} tables, history for {done.tracked}.")
    if done.aside:
        click.echo(f"What was there before is the database {done.aside}; when you no longer need it:")
        click.echo(f"    guanxi db psql -c 'DROP DATABASE {done.aside}'")
    click.echo(f"Put the files back into {env.VAR / 'files'}. The next start brings the tables up to date.")


def _server() -> Server:
    server = database.embedded()
    if server is None:
        raise click.ClickException(EXTERNAL)
    return server
