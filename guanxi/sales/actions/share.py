"""Splitting the credit for an opportunity among members."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.sales.actions.move import require_change
from guanxi.sales.models import Opportunity, Share
from guanxi.staff.models import Member

MOST = 5  # members who share one


@transaction.atomic
def set_shares(opportunity: Opportunity, shares: Mapping[int, int], *, actor: Actor, at: datetime) -> list[Share]:
    """Say whose credit it is, in percent by member; none, or all of it to its owner, leaves it with whoever owns it.

    Raises `Refused`.
    """
    require_change(opportunity, actor)
    if len(shares) > MOST:
        raise Refused(_("At most 5 members share one opportunity."), field="member1")
    if shares and (any(percent < 1 for percent in shares.values()) or sum(shares.values()) != 100):
        raise Refused(_("The shares must add up to 100 %."), field="percent1")
    locked = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    before = set(Share.objects.filter(opportunity=locked).values_list("member_id", flat=True))
    known = set(Member.objects.filter(pk__in=shares, is_active=True).values_list("pk", flat=True))
    if shares.keys() - known - before:
        raise Refused(_("Choose a colleague who works here."), field="member1")
    Share.objects.filter(opportunity=locked).delete()
    split = bool(shares) and shares.keys() != {locked.owner_id}
    if split != locked.is_split:
        Opportunity.objects.filter(pk=locked.pk).update(is_split=split)
    if not split:
        return []
    rows = [Share(opportunity=locked, member_id=member, percent=percent) for member, percent in shares.items()]
    return Share.objects.bulk_create(rows)


def pass_shares(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Credit a leaver's shares to a colleague. Somebody may have two then; they are shown as one."""
    actor.require("assign", "opportunity")
    Share.objects.filter(pk__in=ids, member_id=giver).update(member_id=taker)


def return_shares(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Bring a leaver's shares back to him."""
    actor.require("assign", "opportunity")
    Share.objects.filter(pk__in=ids, member_id=taker).update(member_id=giver)
