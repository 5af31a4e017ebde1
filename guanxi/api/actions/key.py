"""Making and revoking keys."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guanxi.api.keys import MODES, fresh
from guanxi.api.models import Key
from guanxi.core import kinds
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused

MOST = 50
ONLY_READ = ("figure", "incentive", "scorecard")


def offered_scopes() -> list[str]:
    """Every scope a key can have, "kind:read" and "kind:write"; of what is only reckoned only the former."""
    written = [*(one.name for one in kinds.all_kinds()), "approval", "entry"]
    return [f"{name}:{mode}" for name in written for mode in MODES] + [f"{name}:read" for name in ONLY_READ]


@transaction.atomic
def create_key(
    name: str, scopes: Sequence[str], *, expires_at: datetime | None = None, actor: Actor, at: datetime
) -> tuple[Key, str]:
    """A key for the acting member, with the text that is shown once. Refuses unknown scopes and a life that is over."""
    if not name.strip():
        raise Refused(_("Give the key a name, such as the program that uses it."), field="name")
    unknown = {*scopes} - {*offered_scopes(), "*:read", "*:write"}
    if not scopes or unknown:
        raise Refused(_("Choose what the key is for."), field="scopes")
    if expires_at is not None and expires_at <= at:
        raise Refused(_("This day has passed."), field="expires_at")
    if Key.objects.filter(member=actor.member_id, revoked_at=None).count() >= MOST:
        raise Refused(_("You have 50 keys. Revoke those you do not use."))
    if actor.member_id is None:
        raise TypeError("a key belongs to a member")
    secret, prefix, digest = fresh()
    key = Key.objects.create(
        member_id=actor.member_id,
        name=name.strip(),
        prefix=prefix,
        digest=digest,
        scopes=sorted(set(scopes)),
        created_at=at,
        expires_at=expires_at,
    )
    return key, secret


@transaction.atomic
def revoke_key(key: Key, *, actor: Actor, at: datetime) -> None:
    """Make a key useless from now on."""
    Key.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at)
