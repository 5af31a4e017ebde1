"""Advisory locks: each number means one thing on the whole database server, so all of them stand here."""

from enum import IntEnum, unique

from django.db import connection


@unique
class Lock(IntEnum):
    """What is done one at a time."""

    SERVER_ROLES = 72_816_301  # they belong to the whole server, and two commands may prepare it at once
    ADMINISTRATORS = 72_816_302  # two administrators must not remove each other in the same moment
    IMPORTS = 72_816_303  # chunks of two imports take turns, else both would make the same customer


def wait_for(lock: Lock) -> None:
    """Wait until nobody else holds `lock`, and hold it to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [lock.value])
