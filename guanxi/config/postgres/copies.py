"""Backups of the embedded database, and bringing one back: beside what is there, and in its place only when it is whole."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from guanxi.config.postgres import roles
from guanxi.config.postgres.server import Server

DATABASE = "guanxi"
FRESH = "guanxi_restoring"
FOUND = """
    SELECT (SELECT count(*) FROM staff_member), (SELECT count(*) FROM customers_customer),
           (SELECT count(*) FROM timeline_entry), (SELECT count(*) FROM core_change)
"""
OPEN_TABLES = """
    SELECT table_name FROM core_protected
      LEFT JOIN pg_class ON oid = to_regclass(table_name) AND relrowsecurity WHERE oid IS NULL ORDER BY 1
"""
TRACKED = (
    "SELECT count(DISTINCT tgrelid) FROM pg_trigger WHERE tgfoid = 'guanxi_note_update'::regproc AND tgenabled = 'O'"
)
BYPASS = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_get_userbyid(relowner) = %s"


class NotRestored(Exception):
    """Nothing was changed; the text says why and what to do."""


@dataclass(frozen=True)
class Content:
    """What a database holds, in numbers that people know."""

    members: int
    customers: int
    entries: int
    changes: int

    def __str__(self) -> str:
        """For a sentence."""
        return (
            f"{self.members:,} members, {self.customers:,} customers, "
            f"{self.entries:,} timeline entries, {self.changes:,} changes in the history"
        )


@dataclass(frozen=True)
class Restored:
    """What was done: `aside` is the name of the database that was there before, empty if there was none worth keeping."""

    content: Content
    protected: int
    tracked: int
    aside: str


def backup(server: Server, target: Path) -> None:
    """Write the database to `target` (pg_dump's custom format, mode 0600); it appears there complete or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        # by name, not by redirection: only then does pg_restore notice a file that was cut off anywhere
        line = [server.place.tool("pg_dump"), "--format=custom", f"--file={fresh}", server.url(user="postgres")]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        if done.returncode:
            message = f"The backup was not written: {done.stderr.strip()}"
            raise NotRestored(message)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def restore(server: Server, source: Path, *, known: Path, owner: str, app: str, replace: bool) -> Restored:
    """Bring a backup back into the running server; raises `NotRestored`, having changed nothing.

    `known` is the folder of our packages: a backup of a newer Guanxi, with migrations that are not there, is refused.
    `replace` puts a database that holds something aside, under another name.
    """
    _look_into(server, source)
    roles.prepare_embedded(server.url(user="postgres", database="postgres"), owner=owner, app=app)
    with _as_postgres(server, DATABASE) as connection:
        there = _content(connection)
    if there and there.members and not replace:
        message = (
            f"The database holds {there}. With --replace it is put aside under another name, and nothing of it is lost."
        )
        raise NotRestored(message)
    try:
        _fill(server, source, owner)
        with _as_postgres(server, FRESH) as connection:
            found = _examine(connection, known, app)
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(owner)))
            roles.grant_schema(connection, app=app)
        aside = _put_in_place(server, keep=there is not None and there.members > 0)
    finally:
        _drop(server, FRESH)
    return Restored(*found, aside)


def _look_into(server: Server, source: Path) -> None:
    line = [server.place.tool("pg_restore"), "--list", str(source)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode or " core_protected " not in done.stdout:
        why = done.stderr.strip() or "it holds something else"
        message = f"{source} is no backup that `guanxi db backup` wrote: {why}"
        raise NotRestored(message)


def _fill(server: Server, source: Path, owner: str) -> None:
    _drop(server, FRESH)
    with _as_postgres(server, "postgres") as connection:
        make = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(FRESH), sql.Identifier(owner))
        connection.execute(make)
    line = [server.place.tool("pg_restore"), "--exit-on-error", "--jobs=2", "--dbname"]
    done = subprocess.run(
        [*line, server.url(user="postgres", database=FRESH), str(source)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"{source} could not be restored: {done.stderr.strip()[-2000:]}"
        raise NotRestored(message)
    with _as_postgres(server, FRESH) as connection:
        connection.execute("ANALYZE")


def _examine(connection: psycopg.Connection[Any], known: Path, app: str) -> tuple[Content, int, int]:
    """Hold what was restored against what must be so before anybody may see it."""
    rows = connection.execute("SELECT app, name FROM django_migrations").fetchall()
    newer = [f"{app} {name}" for app, name in rows if (known / app).is_dir() and not _has(known, app, name)]
    if newer:
        message = f"The backup is of a newer Guanxi ({', '.join(newer[:3])}): update this one first."
        raise NotRestored(message)
    unsafe = [f"row-level security is off: {table}" for (table,) in connection.execute(OPEN_TABLES)]
    (owned,) = connection.execute(BYPASS, [app]).fetchone() or (0,)
    if owned:
        unsafe.append(f"{app} owns {owned} tables")
    (protected,) = connection.execute("SELECT count(*) FROM core_protected").fetchone() or (0,)
    (tracked,) = connection.execute(TRACKED).fetchone() or (0,)
    content = _content(connection)
    if not protected or not tracked or content is None:
        unsafe.append("protection or history is missing")
    if unsafe or content is None:
        message = f"The backup is not used, visibility would not hold: {'; '.join(unsafe)}"
        raise NotRestored(message)
    return content, protected, tracked


def _has(known: Path, app: str, name: str) -> bool:
    return (known / app / "migrations" / f"{name}.py").exists()


def _put_in_place(server: Server, *, keep: bool) -> str:
    aside = f"{DATABASE}_before_{datetime.now(UTC):%Y%m%d_%H%M%S}"
    swap = "ALTER DATABASE {} RENAME TO {}"
    with _as_postgres(server, "postgres") as connection:
        try:
            connection.execute(sql.SQL(swap).format(sql.Identifier(DATABASE), sql.Identifier(aside)))
        except psycopg.errors.ObjectInUse as error:
            message = "Somebody is connected to the database (a shell, psql): end that first."
            raise NotRestored(message) from error
        connection.execute(sql.SQL(swap).format(sql.Identifier(FRESH), sql.Identifier(DATABASE)))
    if not keep:
        _drop(server, aside)
    return aside if keep else ""


def _content(connection: psycopg.Connection[Any]) -> Content | None:
    """What the database holds; None when there are no tables yet."""
    try:
        row = connection.execute(FOUND).fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    return Content(*row) if row else None


def _drop(server: Server, name: str) -> None:
    with _as_postgres(server, "postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _as_postgres(server: Server, database: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(server.url(user="postgres", database=database), autocommit=True) as connection:
        yield connection
