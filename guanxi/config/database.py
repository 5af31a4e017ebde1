"""The database of this installation, embedded or external: bring it up, make its roles, migrate it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from guanxi.config import env
from guanxi.config.postgres import Server


def embedded() -> Server | None:
    """The embedded server, or None when `DATABASE_URL` names another."""
    return None if env.external_url() else Server(env.VAR)


@contextmanager
def up() -> Iterator[None]:
    """The database runs inside this block; an embedded server that was not running before is stopped after it."""
    server = embedded()
    adopted = server.start(attached=True) if server else True
    try:
        yield
    finally:
        if server and not adopted:
            server.stop()


def prepare() -> None:
    """Make what must exist before the first migration: version, roles, the database itself. Repeatable.

    Raises `roles.NotAllowed` with what an administrator must do.
    """
    from guanxi.config.postgres import roles  # brings psycopg, which the supervisor does without

    server = embedded()
    if server:
        admin = server.url(user="postgres", database="postgres")
        roles.prepare_embedded(admin, owner=env.OWNER_ROLE, app=env.APP_ROLE)
    else:
        given, owner_url = os.environ.get("APP_DATABASE_URL"), env.owner_database_url()
        roles.prepare_external(owner_url, app=env.APP_ROLE, password=None if given else env.secret("app-role"))
        if given:
            roles.check_given(given, app=env.APP_ROLE, owner=env.database_settings(owner_url)["USER"])


def start_django(*, as_owner: bool = False) -> None:
    """Set Django up in this process, connected as the application, or as the tables' owner (to migrate)."""
    if as_owner:
        os.environ["APP_DATABASE_URL"] = env.owner_database_url()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")
    import django

    django.setup()


def migrate(*, verbosity: int = 1) -> None:
    """Bring the tables up to date, as their owner. Starts Django as owner: only in a process of its own."""
    prepare()
    start_django(as_owner=True)
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=verbosity)
