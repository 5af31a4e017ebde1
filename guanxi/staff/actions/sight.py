"""Seeing as a colleague is noted in the history: who looked through whose eyes, from when to when."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.staff.models import Member
from guanxi.staff.rules import powers_of


class MorePowers(Refused):
    """Nobody gains sight by looking through the eyes of somebody who may more."""

    code = "more_powers"


def begin_seeing(colleague: Member, *, actor: Actor, at: datetime) -> None:
    """Allow and note it; raises `MorePowers`, and `Refused` for oneself or a deactivated member."""
    actor.require("administer", "staff")
    if colleague.pk == actor.member_id:
        raise Refused(_("You see as yourself already."))
    if not colleague.is_active:
        raise Refused(_("A deactivated member sees nothing."))
    wanted = powers_of(list(colleague.roles.prefetch_related("grants")))
    if wanted - actor.sight.powers:
        raise MorePowers(_("This member may do more than you: their view stays their own."))
    _note(colleague.pk, began=True, at=at)


def end_seeing(member_id: int, *, actor: Actor, at: datetime) -> None:
    """Note that the administrator is himself again."""
    _note(member_id, began=False, at=at)


def _note(member_id: int, *, began: bool, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select staff_note_sight(%s, %s, %s)", [member_id, began, at])
