"""The database: does it answer, is it new enough, are the roles what they must be, is it migrated."""

from collections.abc import Iterator
from typing import Any

import psycopg

from guanxi.config import database, env
from guanxi.config.doctor.finding import Finding
from guanxi.config.postgres import roles, trouble

SILENT = 60  # seconds without a heartbeat of the worker
WORKERS = "SELECT extract(epoch FROM now() - max(last_heartbeat))::int FROM procrastinate_workers"
STALLED = """
    SELECT count(*) FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
     WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - interval '60 seconds')
"""


def check() -> Iterator[Finding]:
    """Everything about the database, if it answers."""
    server = database.embedded()
    if server and not server.running():
        yield Finding(
            "Database", "the embedded server is not running", "Start Guanxi (`make run`) or `guanxi db start`."
        )
        return
    try:
        owner = psycopg.connect(env.owner_database_url(), autocommit=True, connect_timeout=5)
    except psycopg.Error as error:
        remedy = "Run `guanxi migrate`, which makes it." if server else trouble.remedy(error)
        yield Finding("Database", f"cannot connect as the owner: {trouble.says(error)}", remedy)
        return
    with owner:
        yield _version(owner)
    try:
        app = psycopg.connect(env.application_database_url(), autocommit=True, connect_timeout=5)
    except psycopg.Error as error:
        remedy = "Run `guanxi migrate`, which makes the role, or correct APP_DATABASE_URL."
        yield Finding("Application's role", f"cannot connect: {trouble.says(error)}", remedy)
        return
    with app:
        yield _role(app)
        migrated = app.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone() == (True,)
        if not migrated:
            yield Finding("Migrations", "the database is empty", "Run `guanxi migrate`.")
            return
        yield _migrations()
        yield from _jobs(app)


def _version(owner: psycopg.Connection[Any]) -> Finding:
    try:
        roles.check_version(owner)
    except roles.NotAllowed as error:
        return Finding("Database", str(error), "Use another server, or leave DATABASE_URL out for the embedded one.")
    version = owner.info.parameter_status("server_version")
    return Finding("Database", f"PostgreSQL {version} answers as {owner.info.user}")


def _role(app: psycopg.Connection[Any]) -> Finding:
    name = app.info.user
    owner = psycopg.conninfo.conninfo_to_dict(env.owner_database_url()).get("user", env.OWNER_ROLE)
    wrong = roles.too_powerful(app, str(owner))
    if not wrong:
        return Finding("Application's role", f"{name} cannot bypass row-level security")
    remedy = f"As an administrator: ALTER ROLE {name} {roles.APP_RIGHTS}; then run `guanxi migrate`."
    if name != env.APP_ROLE:
        remedy = (
            f"Give APP_DATABASE_URL with the role {env.APP_ROLE}, or leave it out: `guanxi migrate` makes that role."
        )
    return Finding("Application's role", f"{name} {', '.join(wrong)}: visibility would not hold", remedy)


def _migrations() -> Finding:
    database.start_django()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()
    if pending:
        names = ", ".join(f"{migration.app_label} {migration.name}" for migration, _ in pending[:5])
        return Finding("Migrations", f"{len(pending)} pending ({names})", "Run `guanxi migrate`.")
    return Finding("Migrations", "are complete")


def _jobs(app: psycopg.Connection[Any]) -> Iterator[Finding]:
    (silence,) = app.execute(WORKERS).fetchone() or (None,)
    if silence is None or silence > SILENT:
        since = "never" if silence is None else f"{silence} s ago"
        yield Finding(
            "Job worker", f"last seen {since}", "Start Guanxi (`make run`), or `guanxi worker` beside your web server."
        )
    else:
        yield Finding("Job worker", f"seen {silence} s ago")
    (stalled,) = app.execute(STALLED).fetchone() or (0,)
    if stalled:
        yield Finding(
            "Jobs", f"{stalled} stalled", "A running worker takes them up within a minute; if not, restart it."
        )
    else:
        yield Finding("Jobs", "none is stalled")
