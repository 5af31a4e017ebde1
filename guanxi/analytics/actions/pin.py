"""Keeping a question of the explorer in sight."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.analytics.models import Pin
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused

MOST = 24


def pin(asked: dict[str, Any], *, actor: Actor, at: datetime) -> Pin:
    """Keep it; what is kept already stays as it is. Raises `Refused`."""
    actor.require("see", "fact")
    mine = Pin.objects.filter(member_id=actor.member_id or 0)
    known = mine.filter(asked=asked).first()
    if known is not None:
        return known
    if mine.count() >= MOST:
        raise Refused(_("You have pinned %(most)s already. Take one away first.") % {"most": MOST})
    return Pin.objects.create(asked=asked, member_id=actor.member_id or 0, created_at=at)


def unpin(pk: int, *, actor: Actor, at: datetime) -> int:
    """Take one away; answers how many of his own went."""
    return Pin.objects.filter(pk=pk, member_id=actor.member_id or 0).delete()[0]
