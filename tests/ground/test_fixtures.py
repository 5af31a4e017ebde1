"""The test database itself."""

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from guanxi.config import env
from tests.fixtures.database import WorkerDatabase


@pytest.mark.django_db
def test_connection_is_the_application_which_cannot_bypass_row_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user")
        assert cursor.fetchone() == (env.APP_ROLE, False, False)


@pytest.mark.django_db(transaction=True)
def test_committed_rows_are_gone_afterwards_and_migrated_rows_stay(
    worker_database: WorkerDatabase, owner_db: psycopg.Connection
) -> None:
    before = ContentType.objects.count()
    owner_db.execute("INSERT INTO django_content_type (app_label, model) VALUES ('ground', 'stray')")
    assert ContentType.objects.count() == before + 1

    worker_database.renew()

    assert before > 0
    assert ContentType.objects.count() == before
