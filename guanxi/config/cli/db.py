"""`guanxi db`: the embedded server by itself."""

import os
import subprocess

import click

from guanxi.config import database, env
from guanxi.config.postgres import Server


@click.group()
def command() -> None:
    """The embedded PostgreSQL by itself: start, stop, psql, dump."""


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
@click.argument("target", type=click.Path(dir_okay=False, writable=True))
def dump(*, target: str) -> None:
    """Write a backup (pg_dump's custom format) that `pg_restore` reads; safe while Guanxi runs."""
    with database.up():
        server = _server()
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as output:
            line = [server.place.tool("pg_dump"), "--format=custom", server.url(user="postgres")]
            done = subprocess.run(line, stdout=output, check=False)
    if done.returncode:
        raise click.ClickException(f"The backup {target} is not complete.")


def _server() -> Server:
    server = database.embedded()
    if server is None:
        raise click.ClickException("DATABASE_URL names an external server: use that server's own tools.")
    return server
