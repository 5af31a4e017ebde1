"""`guanxi migrate`."""

import click

from guanxi.config import database
from guanxi.config.postgres import roles


@click.command()
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when there is nothing to do.")
def command(*, quiet: bool) -> None:
    """Make the database's roles and bring its tables up to date."""
    try:
        with database.up():
            database.migrate(verbosity=0 if quiet else 1)
    except roles.NotAllowed as error:
        raise click.ClickException(str(error)) from error
