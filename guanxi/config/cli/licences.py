"""`guanxi licences`."""

import click

from guanxi.config import licences


@click.command()
def command() -> None:
    """Write docs/licences.md: what the product ships of others."""
    licences.PAGE.parent.mkdir(exist_ok=True)
    licences.PAGE.write_text(licences.page())
    click.echo(licences.PAGE)
