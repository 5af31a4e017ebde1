"""What members hold of staff when they leave: those whom they lead."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.core import holdings
from guanxi.core.actor import Actor
from guanxi.staff.actions.member import edit_member
from guanxi.staff.models import Member


def pass_on_people(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Give people another manager; the one among whose own people or above the taker stands gets the giver's manager."""
    above = _above(taker)
    upper = Member.objects.filter(pk=giver).values_list("manager_id", flat=True).first()
    for one in Member.objects.filter(pk__in=ids, manager_id=giver).order_by("pk"):
        manager_id = upper if one.pk in above else taker
        manager = Member.objects.filter(pk=manager_id or 0).first()
        edit_member(one, {"manager": manager}, actor=actor, at=at)


def return_people(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Give people their manager of before."""
    manager = Member.objects.get(pk=giver)
    for one in Member.objects.filter(pk__in=ids, manager_id=taker or None).order_by("pk"):
        edit_member(one, {"manager": manager}, actor=actor, at=at)


def _above(member_id: int) -> set[int]:
    """The member and all above him."""
    found: set[int] = set()
    at: int | None = member_id
    while at is not None and at not in found:
        found.add(at)
        at = Member.objects.filter(pk=at).values_list("manager_id", flat=True).first()
    return found


def register_holdings() -> None:
    """Say what changes hands, and what stays."""
    holdings.register(
        holdings.Holding(
            "member",
            _("People they lead"),
            "users-group",
            "staff_member.manager_id",
            held=lambda member: holdings.Rows(Member.objects.filter(manager_id=member)),
            move=pass_on_people,
            back=return_people,
            rights=("staff.administer",),
            history=("member", "manager_id"),
            url=lambda _member: reverse("staff_members"),
            place=80,
        )
    )
    holdings.stays(
        account_emailaddress__user_id="his sign-in",
        mfa_authenticator__user_id="his second factor",
        staff_handover__giver_id="whose work it was",
        staff_handover__member_id="who handed it over",
        staff_member_roles__member_id="what he was allowed",
        staff_notice__member_id="what he was told",
        staff_notice__sender_id="who told it",
        usersessions_usersession__user_id="where he was signed in",
    )
