"""`guanxi demo`."""

from importlib import import_module
from importlib.util import find_spec

import click

from guanxi.config import database


@click.command()
def command() -> None:
    """Load the demo once (as jobs of the worker) and say who can sign in."""
    if not find_spec("guanxi.config.demo"):
        raise click.ClickException("This installation has no demo.")
    with database.up():
        database.start_django()
        for line in import_module("guanxi.config.demo").ensure():
            click.echo(line)
