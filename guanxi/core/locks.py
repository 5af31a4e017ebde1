"""Advisory locks: each number means one thing on the whole database server, so all of them stand here."""

from enum import IntEnum, unique

from django.db import connection


@unique
class Lock(IntEnum):
    """What is done one at a time."""

    SERVER_ROLES = 72_816_301  # they belong to the whole server, and two commands may prepare it at once
    ADMINISTRATORS = 72_816_302  # two administrators must not remove each other in the same moment
    IMPORTS = 72_816_303  # chunks of two imports take turns, else both would make the same customer
    CONTRACT = 72_816_304  # of one contract: who books money of it sees what the one before booked


def wait_for(lock: Lock, *, of: int | None = None) -> None:
    """Wait until nobody else holds `lock` (`of` one record), and hold it to the end of the transaction."""
    with connection.cursor() as cursor:
        if of is None:
            cursor.execute("select pg_advisory_xact_lock(%s)", [lock.value])
        else:
            cursor.execute("select pg_advisory_xact_lock(%s, %s)", [lock.value, of % 2**31])
