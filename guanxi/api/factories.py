"""Keys for tests."""

from guanxi.api.actions.key import create_key
from guanxi.core import clock
from guanxi.core.actor import acting_as
from guanxi.staff.models import Member


def make_key(member: Member, *scopes: str) -> str:
    """A key of `member` as it is sent: the value of an Authorization header."""
    with acting_as(member.pk, through="page") as actor:
        _key, secret = create_key("test", scopes or ("*:read", "*:write"), actor=actor, at=clock.now())
    return f"Bearer {secret}"
