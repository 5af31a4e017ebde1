"""Where sessions are kept: in the database, as Django does; reading one is asked in SQL, since every page does."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.utils import timezone

LOAD = "select session_data from django_session where session_key = %s and expire_date > %s"


class SessionStore(DatabaseStore):
    """The session of a browser."""

    def load(self) -> dict[str, Any]:
        """What it holds; one that is over or unknown is forgotten, so that a new key is given."""
        with connection.cursor() as cursor:
            cursor.execute(LOAD, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(found[0])
        return held
