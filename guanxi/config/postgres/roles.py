"""The two roles and the database: an owner who migrates, and an application that row-level security binds."""

from typing import Any

import psycopg
from psycopg import sql

from guanxi.core.locks import Lock

OLDEST = 150000  # server_version_num
APP_RIGHTS = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT NOREPLICATION"
OWNER_RIGHTS = "LOGIN NOSUPERUSER NOCREATEDB CREATEROLE NOBYPASSRLS NOREPLICATION"


POWERS = """
    SELECT rolsuper, rolbypassrls, rolcreaterole, pg_has_role(rolname, %s, 'MEMBER'),
           has_schema_privilege('public', 'CREATE')
      FROM pg_roles WHERE rolname = current_user
"""
TOO_MUCH = (
    "is a superuser",
    "can bypass row-level security",
    "can make roles",
    "belongs to the owner",
    "can make tables",
)


class NotAllowed(Exception):
    """The given user may not make what Guanxi needs; the text says what an administrator must do."""


def prepare_embedded(admin_url: str, *, owner: str, app: str, database: str = "guanxi") -> None:
    """Make roles and database on our own server, as its superuser; repeatable."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        prepare_roles(connection, owner=owner, app=app)
        if not _one(connection, "SELECT 1 FROM pg_database WHERE datname = %s", database):
            make = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(owner))
            connection.execute(make)
    with psycopg.connect(admin_url, dbname=database, autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(owner)))
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(owner)))
        grant_schema(connection, app=app)


def prepare_roles(connection: psycopg.Connection[Any], *, owner: str, app: str, password: str | None = None) -> None:
    """Make or correct both roles; `connection` is a superuser's."""
    connection.execute("SELECT pg_advisory_lock(%s)", [Lock.SERVER_ROLES.value])
    _role(connection, owner, OWNER_RIGHTS, password)
    _role(connection, app, APP_RIGHTS, password)
    connection.execute("SELECT pg_advisory_unlock(%s)", [Lock.SERVER_ROLES.value])


def prepare_external(owner_url: str, *, app: str, password: str | None) -> None:
    """Check the version of an external server and make the application's role with `password`.

    `password` None means that the operator made the role himself. Raises `NotAllowed` with what to do.
    """
    with psycopg.connect(owner_url, autocommit=True, connect_timeout=10) as connection:
        check_version(connection)
        if password is not None:
            _external_role(connection, app, password)
        grant_schema(connection, app=app)


def too_powerful(application: psycopg.Connection[Any], owner: str) -> list[str]:
    """In words, what the role of a connection may that would undo visibility; empty when it is as it must be."""
    found = application.execute(POWERS, [owner]).fetchone() or (True,) * len(TOO_MUCH)
    return [words for words, is_so in zip(TOO_MUCH, found, strict=True) if is_so]


def check_given(app_url: str, *, app: str, owner: str) -> None:
    """Raise `NotAllowed` for a role given by the operator that is another than `app`, or that policies do not bind."""
    with psycopg.connect(app_url, autocommit=True, connect_timeout=10) as connection:
        name = connection.info.user
        wrong = [f"must be named {app}"] if name != app else too_powerful(connection, owner)
    if wrong:
        message = (
            f"The role {name} of APP_DATABASE_URL {', '.join(wrong)}: visibility would not hold. "
            f"An administrator makes the right one: CREATE ROLE {app} {APP_RIGHTS} PASSWORD '…'"
        )
        raise NotAllowed(message)


def check_version(connection: psycopg.Connection[Any]) -> None:
    """Raise `NotAllowed` for a server that is too old or not in UTF-8."""
    version = connection.info.server_version
    if version < OLDEST:
        message = f"PostgreSQL {version // 10000} is too old: Guanxi needs 15 or later."
        raise NotAllowed(message)
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        message = f"The database's encoding is {encoding}: create it with ENCODING 'UTF8'."
        raise NotAllowed(message)


def grant_schema(connection: psycopg.Connection[Any], *, app: str) -> None:
    """As the owner: only he creates objects in the schema. What the application may do with them is the migrations' matter."""
    try:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM public")
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(app)))
    except psycopg.errors.InsufficientPrivilege as error:
        message = f"The user of DATABASE_URL must own the database and its schema `public`: {error}".strip()
        raise NotAllowed(message) from error


def _external_role(connection: psycopg.Connection[Any], app: str, password: str) -> None:
    by_hand = (
        f"ask the administrator for a role ({APP_RIGHTS}) and give it as APP_DATABASE_URL, "
        f"for example postgresql://{app}:password@{connection.info.host}/{connection.info.dbname}"
    )
    exists = _one(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", app)
    try:
        if exists:
            _login(connection, app, password)
        else:
            make = sql.SQL("CREATE ROLE {} {} PASSWORD {}")
            connection.execute(make.format(sql.Identifier(app), sql.SQL(APP_RIGHTS), sql.Literal(password)))
    except psycopg.errors.InsufficientPrivilege as error:
        message = f"The user of DATABASE_URL may not create the role {app}: {by_hand}"
        raise NotAllowed(message) from error
    except psycopg.OperationalError as error:
        message = f"The role {app} exists, but not with the password in var/secrets: {by_hand}"
        raise NotAllowed(message) from error


def _login(connection: psycopg.Connection[Any], app: str, password: str) -> None:
    """Try the password we keep: the role may belong to another installation on the same server."""
    info = connection.info
    psycopg.connect(
        host=info.host, port=info.port, dbname=info.dbname, user=app, password=password, connect_timeout=10
    ).close()


def _role(connection: psycopg.Connection[Any], name: str, rights: str, password: str | None) -> None:
    verb = "ALTER" if _one(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", name) else "CREATE"
    command = sql.SQL("{} ROLE {} {}").format(sql.SQL(verb), sql.Identifier(name), sql.SQL(rights))
    if password:
        command += sql.SQL(" PASSWORD {}").format(sql.Literal(password))
    connection.execute(command)


def _one(connection: psycopg.Connection[Any], query: Any, *values: object) -> bool:
    return connection.execute(query, values).fetchone() is not None
