"""A search does not pay for what was made since the last vacuum."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_the_list_of_what_waits_to_be_sorted_in_is_kept_short() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select reloptions from pg_class where relname = 'core_searchdoc_scoped'")
        (options,) = cursor.fetchone()
    assert "gin_pending_list_limit=256" in options  # kB; the server's 4 MB cost each search 10 ms
