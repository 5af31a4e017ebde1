"""What every database connection does from its start, and how the pool knows that one is still good."""

import logging
import select
from typing import Any

from django.db.backends.signals import connection_created
from psycopg_pool import ConnectionPool

log = logging.getLogger("guanxi.database")


def _say(diagnostic: Any) -> None:
    if diagnostic.severity_nonlocalized in {"WARNING", "EXCEPTION"}:
        log.warning("%s", diagnostic.message_primary)


def _listen(connection: Any, **_: Any) -> None:
    if connection.vendor == "postgresql":
        connection.connection.add_notice_handler(_say)
        if connection.pool is not None:
            connection.pool._check = _look  # noqa: SLF001 - Django offers only the check that asks the server each time


def _look(connection: Any) -> None:
    """Raise where the server has gone: an idle connection has something to read only then, so a good one costs no question."""
    ears = select.poll()
    ears.register(connection.fileno(), select.POLLIN)
    if ears.poll(0):
        ConnectionPool.check_connection(connection)


def install() -> None:
    """Send PostgreSQL's warnings ("no actor: nothing is visible") to the log `guanxi.database`; look before asking the server."""
    connection_created.connect(_listen, dispatch_uid="guanxi-notices")
