"""What every database connection does from its start: pass the server's warnings on to our log."""

import logging
from typing import Any

from django.db.backends.signals import connection_created

log = logging.getLogger("guanxi.database")


def _say(diagnostic: Any) -> None:
    if diagnostic.severity_nonlocalized in {"WARNING", "EXCEPTION"}:
        log.warning("%s", diagnostic.message_primary)


def _listen(connection: Any, **_: Any) -> None:
    if connection.vendor == "postgresql":
        connection.connection.add_notice_handler(_say)


def install() -> None:
    """Send PostgreSQL's warnings ("no actor: nothing is visible") to the log `guanxi.database`."""
    connection_created.connect(_listen, dispatch_uid="guanxi-notices")
