"""Moments are read as the same instants by the quick reader; a pooled connection is listened to once."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.signals import connection_created
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db


@settings(max_examples=60, deadline=None)
@given(at=st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001 - made aware by the strategy
def test_moments_come_back_as_they_went(at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select %s::timestamptz", [at])
        (found,) = cursor.fetchone()
    assert (found, found.utcoffset()) == (at, at.utcoffset())


def test_a_moment_beyond_what_a_datetime_holds_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 'infinity'::timestamptz")
        with pytest.raises(DataError):
            cursor.fetchone()


def test_a_pooled_connection_that_serves_again_warns_once(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):  # as Django says with every request
        connection_created.send(DatabaseWrapper, connection=connections["default"])
    with connection.cursor() as cursor, caplog.at_level("WARNING", "guanxi.database"):
        cursor.execute("do $$ begin raise warning 'heard'; end $$")
    assert [one.message for one in caplog.records] == ["heard"]
