"""Keys as programs send them: made, taken apart, looked up."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from guanxi.core.actor import Actor, UnknownMember, acting_by

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


@contextmanager
def acting_by_key(header: str, *, at: datetime) -> Iterator[tuple[Actor, Opened]]:
    """Act as the member of the key in an `Authorization: Bearer …` header.

    Raises `UnknownMember` for no key, a wrong, expired or revoked one.
    """
    scheme, _, key = header.partition(" ")
    parts = key.strip().split("_", 2)
    if scheme.lower() != "bearer" or len(parts) != 3 or parts[0] != MARK or not key.isascii():
        raise UnknownMember("no key")
    asked = "select api_enter(%s, %s, %s)"
    with acting_by(asked, [parts[1], digest_of(key.strip()), at], through="api", through_id=parts[1]) as (actor, seen):
        yield actor, Opened(seen["key"], seen["member"], parts[1], frozenset(seen["scopes"]))
