"""Invitations: a signed link that opens an account once, within seven days, by mail."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanxi.core import events
from guanxi.core.actor import Actor
from guanxi.core.names import sort_key
from guanxi.core.refused import Refused
from guanxi.staff.actions.member import create_member
from guanxi.staff.events import MEMBER_INVITED
from guanxi.staff.models import Member, Role
from guanxi.staff.queries.company import company
from guanxi.staff.rules import INVITATION_LASTS

SALT = "staff.invitation"


class LinkSpent(Refused):
    """The link was used, replaced, revoked or is older than seven days."""

    code = "link_spent"


def invite_member(values: dict[str, Any], *, actor: Actor, at: datetime, roles: Iterable[Role] = ()) -> Member:
    """A new member without a password, waiting for his invitation; raises `AddressTaken`."""
    member = create_member(values, actor=actor, at=at, roles=roles)
    _invite(member, at)
    events.emit(events.Event(MEMBER_INVITED, [member.pk], actor, at))
    return member


def invite_again(member: Member, *, actor: Actor, at: datetime) -> None:
    """A new link with a new term; the one sent before opens nothing any more."""
    actor.require("administer", "staff")
    if member.joined_at:
        raise Refused(_("This member has joined already; they can ask for a new password on the sign-in page."))
    _invite(member, at)
    events.emit(events.Event(MEMBER_INVITED, [member.pk], actor, at))


def revoke_invitation(member: Member, *, actor: Actor, at: datetime) -> None:
    """The link opens nothing any more; the member stays on the list and can be invited again."""
    actor.require("administer", "staff")
    member.invited_at = None
    member.save(update_fields=["invited_at"])


def _invite(member: Member, at: datetime) -> None:
    member.invited_at = at.replace(microsecond=0)
    member.save(update_fields=["invited_at"])


def token_of(member: Member) -> str:
    """What the link carries: who, and which of his invitations."""
    if member.invited_at is None:
        raise LookupError(member.pk)
    return signing.Signer(salt=SALT).sign_object([member.pk, int(member.invited_at.timestamp())])


def invited_by(token: str, *, at: datetime) -> Member:
    """The member whom a link invites; raises `LinkSpent`."""
    spent = LinkSpent(_("This link has been used, replaced or is older than seven days. Ask for a new invitation."))
    try:
        pk, stamp = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature as error:
        raise spent from error
    member = Member.objects.filter(pk=pk, is_active=True, joined_at=None, invited_at__isnull=False).first()
    if member is None or member.invited_at is None or int(member.invited_at.timestamp()) != stamp:
        raise spent
    if at - member.invited_at > INVITATION_LASTS:
        raise spent
    return member


def accept(token: str, *, name: str, password: str, actor: Actor, at: datetime) -> Member:
    """The invited member chooses name and password; the link is spent. Raises `LinkSpent`."""
    member = Member.objects.select_for_update().get(pk=invited_by(token, at=at).pk)
    if member.joined_at:
        raise LinkSpent(_("This link has been used already. Sign in with the password you chose."))
    member.name, member.name_sort, member.joined_at = name, sort_key(name), at
    member.set_password(password)
    member.save(update_fields=["name", "name_sort", "joined_at", "password"])
    return member


def send_invitation(member: Member, link: str, inviter: Member) -> None:
    """The mail with the link, in the language of the company; raises OSError or SMTPException when it can't be sent."""
    ours = company()
    with translation.override(member.language or ours.language):
        subject = gettext("%(inviter)s invites you to Guanxi of %(company)s") % {
            "inviter": inviter,
            "company": ours.name,
        }
        context = {
            "member": member,
            "inviter": inviter,
            "company": ours.name,
            "link": link,
            "days": INVITATION_LASTS.days,
        }
        text = render_to_string("staff/mail/invitation.txt", context)
    EmailMessage(subject, text, to=[member.email]).send()
