import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from guanxi.core.locks import Lock, wait_for
from guanxi.staff.rules import lock_staff

pytestmark = pytest.mark.django_db


def test_import_in_progress_keeps_no_administrator_waiting_but_the_next_import(owner_db: psycopg.Connection) -> None:
    owner_db.execute("select pg_advisory_lock(%s)", [Lock.IMPORTS.value])
    with connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '200ms'")
    lock_staff()
    with pytest.raises(OperationalError), transaction.atomic():
        wait_for(Lock.IMPORTS)
