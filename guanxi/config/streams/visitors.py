"""Whose session a stream belongs to, read from Django's tables without loading Django's applications.

The same rules as Django's `get_user`: a living session, an active member, a password that has not changed since.
"""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from psycopg_pool import AsyncConnectionPool

SESSION_SALT = "django.contrib.sessions.SessionStore"
HASH_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > now()"
PASSWORD = "SELECT password FROM staff_member WHERE id = %s AND is_active"  # noqa: S105 - a query
STILL = """
    SELECT v.key FROM unnest(%s::text[], %s::bigint[], %s::text[]) v(key, member, password)
      JOIN django_session s ON s.session_key = v.key AND s.expire_date > now()
      JOIN staff_member m ON m.id = v.member AND m.is_active AND m.password = v.password
"""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A member with the session he came with."""

    member_id: int
    session_key: str
    password: str


class Visitors:
    """Asks the database who is who; `secret` is Django's SECRET_KEY."""

    def __init__(self, pool: AsyncConnectionPool[Any], *, secret: str) -> None:
        self.pool = pool
        self.secret = secret

    async def enter(self, session_key: str) -> Visitor | None:
        """The visitor of a session, or None if nobody is signed in with it."""
        async with self.pool.connection() as connection:
            row = await (await connection.execute(SESSION, [session_key])).fetchone()
            held = self._decode(row[0]) if row else {}
            if not str(held.get("_auth_user_id", "")).isdigit():
                return None
            member_id = int(held["_auth_user_id"])
            row = await (await connection.execute(PASSWORD, [member_id])).fetchone()
        if row is None or not constant_time_compare(held.get("_auth_user_hash", ""), self._hash(row[0])):
            return None
        return Visitor(member_id, session_key, row[0])

    async def still(self, visitors: set[Visitor]) -> set[Visitor]:
        """Those whose session still holds: signed out, revoked and deactivated ones are missing."""
        ordered = list(visitors)
        columns = [[getattr(one, name) for one in ordered] for name in ("session_key", "member_id", "password")]
        async with self.pool.connection() as connection:
            rows = await (await connection.execute(STILL, columns)).fetchall()
        keys = {row[0] for row in rows}
        return {one for one in ordered if one.session_key in keys}

    def _decode(self, data: str) -> dict[str, Any]:
        try:
            held: dict[str, Any] = signing.loads(data, key=self.secret, salt=SESSION_SALT, fallback_keys=[])
        except signing.BadSignature:
            return {}
        return held

    def _hash(self, password: str) -> str:
        return salted_hmac(HASH_SALT, password, secret=self.secret, algorithm="sha256").hexdigest()
