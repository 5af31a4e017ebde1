"""`guanxi manage`."""

import sys
from contextlib import nullcontext

import click

from guanxi.config import database

OWNERS = {"migrate", "dbshell", "sqlflush", "makemigrations"}


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(*, arguments: tuple[str, ...]) -> None:
    """Django's own commands (makemigrations, …); those about tables run as their owner."""
    drafts = arguments[:1] == ("makemigrations",)
    with nullcontext() if drafts else database.up():
        database.start_django(as_owner=bool(OWNERS & set(arguments[:1])))
        from django.core.management import execute_from_command_line

        if drafts:  # models are held against the files: nothing is asked of a database, which may not be there
            from django.db import connection

            connection.settings_dict["ENGINE"] = "django.db.backends.dummy"
        execute_from_command_line([f"{sys.argv[0]} manage", *arguments])
