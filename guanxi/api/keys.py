"""Keys as programs send them: made, taken apart, looked up."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

MARK = "gx"
MODES = ("read", "write")


@dataclass(frozen=True, slots=True)
class Opened:
    """A valid key: its id, its member, what it is for."""

    id: int
    member_id: int
    prefix: str
    scopes: frozenset[str]

    def allows(self, kind: str, mode: str) -> bool:
        """Whether the key's scopes cover `mode` ("read", "write") on a kind; writing includes reading."""
        wanted = {f"{one}:{two}" for one in (kind, "*") for two in ({mode, "write"} if mode == "read" else {mode})}
        return bool(wanted & self.scopes)


def fresh() -> tuple[str, str, str]:
    """A new key with its prefix and digest: (key, prefix, digest). The key is shown once."""
    prefix = secrets.token_hex(4)
    key = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    return key, prefix, digest_of(key)


def digest_of(key: str) -> str:
    """What is stored of a key; it is random and long, so a plain hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def open_key(header: str, *, at: datetime) -> Opened | None:
    """The key of an `Authorization: Bearer …` header, or None for none, a wrong, expired or revoked one."""
    scheme, _, key = header.partition(" ")
    parts = key.strip().split("_", 2)
    if scheme.lower() != "bearer" or len(parts) != 3 or parts[0] != MARK or not key.isascii():
        return None
    with connection.cursor() as cursor:
        cursor.execute("select id, member_id, scopes from api_open(%s, %s, %s)", [parts[1], digest_of(key.strip()), at])
        row = cursor.fetchone()
    return Opened(row[0], row[1], parts[1], frozenset(row[2])) if row else None
