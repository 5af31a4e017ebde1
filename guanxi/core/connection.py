"""What every database connection does from its start, and how the pool knows that one is still good."""

import logging
import select
from datetime import UTC, datetime
from typing import Any
from weakref import WeakSet

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import BaseTzLoader, get_adapters_template
from django.db.backends.signals import connection_created
from psycopg_pool import ConnectionPool

log = logging.getLogger("guanxi.database")
_heard: WeakSet[Any] = WeakSet()  # the signal comes with every request, a pooled connection stays


class Moment(BaseTzLoader):
    """Reads a moment with Python's own parser, written in C: a page of a list holds a hundred and twenty of them."""

    timezone = UTC  # as the server is told to write them

    def load(self, data: Any) -> datetime:
        """The moment; what no datetime holds (infinity, the year 10000) is psycopg's to refuse."""
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            refused: datetime = super().load(data)
            return refused


def _say(diagnostic: Any) -> None:
    if diagnostic.severity_nonlocalized in {"WARNING", "EXCEPTION"}:
        log.warning("%s", diagnostic.message_primary)


def _listen(connection: Any, **_: Any) -> None:
    if connection.vendor == "postgresql" and connection.connection not in _heard:
        _heard.add(connection.connection)
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
    get_adapters_template(settings.USE_TZ, UTC).register_loader("timestamptz", Moment)
    connection_created.connect(_listen, dispatch_uid="guanxi-notices")
