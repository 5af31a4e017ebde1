"""`guanxi migrate`."""

import click
import psycopg
from django.db import OperationalError

from guanxi.config import database
from guanxi.config.postgres import roles, trouble


@click.command()
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when there is nothing to do.")
def command(*, quiet: bool) -> None:
    """Make the database's roles and bring its tables up to date."""
    try:
        with database.up():
            database.migrate(verbosity=0 if quiet else 1)
    except roles.NotAllowed as error:
        raise click.ClickException(str(error)) from error
    except (psycopg.OperationalError, psycopg.ProgrammingError, OperationalError) as error:
        cause = error.__cause__ if isinstance(error.__cause__, psycopg.Error) else error
        if isinstance(cause, psycopg.ProgrammingError) and cause.sqlstate:
            raise  # a fault of ours, not of the place
        raise click.ClickException(f"The database: {trouble.says(cause)}\n{trouble.remedy(cause)}") from error
