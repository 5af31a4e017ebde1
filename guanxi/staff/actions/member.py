"""Members: made, changed, deactivated and brought back. Only here."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core import events
from guanxi.core.actor import Actor
from guanxi.core.names import sort_key
from guanxi.core.refused import Refused
from guanxi.staff.events import MEMBER_DEACTIVATED, MEMBER_MOVED
from guanxi.staff.models import Member, Role
from guanxi.staff.rules import lock_staff, require_administrator_left

EDITABLE = ("name", "email", "title", "phone", "department", "manager", "language", "time_zone", "theme")
OWN = ("name", "title", "phone", "language", "time_zone", "theme")


class AddressTaken(Refused):
    """Two members cannot sign in with one mail address."""

    code = "address_taken"


class Circle(Refused):
    """Nobody is his own manager, not by a detour either."""

    code = "circle"


def create_member(
    values: dict[str, Any], *, actor: Actor, at: datetime, roles: Iterable[Role] = (), password: str | None = None
) -> Member:
    """A new member; with a password he can sign in at once, without one he needs an invitation.

    `values`: name, email, and any of title, phone, department, manager, language, time_zone. Raises `AddressTaken`.
    """
    actor.require("administer", "staff")
    given = {key: value for key, value in values.items() if key in EDITABLE}
    try:
        with transaction.atomic():
            member = Member.objects.create_user(
                given.pop("email"),
                password,
                name_sort=sort_key(given["name"]),
                joined_at=at if password else None,
                **given,
            )
    except IntegrityError as error:
        raise AddressTaken(_("A member with this mail address exists already."), field="email") from error
    member.roles.set(roles)
    return member


def edit_member(
    member: Member, changes: dict[str, Any], *, actor: Actor, at: datetime, roles: Iterable[Role] | None = None
) -> Member:
    """Change a member's data, department, manager and roles; raises `AddressTaken`, `Circle`, `LastAdministrator`."""
    actor.require("administer", "staff")
    lock_staff()
    before = member.department_id
    _write(member, {key: value for key, value in changes.items() if key in EDITABLE})
    if roles is not None:
        member.roles.set(roles)
        require_administrator_left()
    if member.department_id != before:
        told = {"before": before, "after": member.department_id}
        events.emit(events.Event(MEMBER_MOVED, [member.pk], actor, at, told))
    return member


def edit_own(member: Member, changes: dict[str, Any], *, actor: Actor, at: datetime) -> Member:
    """What everybody may change about himself: name, title, phone, language, time zone, appearance."""
    if actor.member_id != member.pk:
        raise PermissionError(member.pk)
    _write(member, {key: value for key, value in changes.items() if key in OWN})
    return member


def _write(member: Member, changes: dict[str, Any]) -> None:
    for key, value in changes.items():
        setattr(member, key, value)
    if "email" in changes:
        member.email = member.email.strip().lower()
    if "name" in changes:
        member.name_sort = sort_key(member.name)
    columns = [*changes, *(["name_sort"] if "name" in changes else [])]
    try:
        with transaction.atomic():
            member.save(update_fields=columns)
    except IntegrityError as error:
        if "staff_no_cycle" in str(error) or "cycle" in str(error):
            raise Circle(_("Nobody can be their own manager. Choose somebody else."), field="manager") from error
        raise AddressTaken(_("A member with this mail address exists already."), field="email") from error


def move_members(ids: list[int], department_id: int | None, *, actor: Actor, at: datetime) -> int:
    """Put members into a department (None: into none); answers how many moved."""
    actor.require("administer", "staff")
    moving = Member.objects.filter(pk__in=ids).exclude(department=department_id)
    found = list(moving.values_list("pk", "department_id"))
    Member.objects.filter(pk__in=[pk for pk, _old in found]).update(department_id=department_id)
    for pk, old in found:
        told = {"before": old, "after": department_id}
        events.emit(events.Event(MEMBER_MOVED, [pk], actor, at, told))
    return len(found)


def deactivate_member(member: Member, *, actor: Actor, at: datetime) -> None:
    """The member can do nothing any more, at once: his sessions end, his API keys and streams are refused.

    His customers stay with him until they are handed over. Raises `LastAdministrator`.
    """
    actor.require("administer", "staff")
    lock_staff()
    member.is_active, member.deactivated_at = False, at
    member.save(update_fields=["is_active", "deactivated_at"])
    require_administrator_left()
    end_sessions(member)
    events.emit(events.Event(MEMBER_DEACTIVATED, [member.pk], actor, at))


def delete_members(ids: list[int], *, actor: Actor, at: datetime) -> None:
    """Take back members whom nobody has used, as the undo of an import does; whoever has been here is deactivated instead.

    Nothing may refer to them but each other.
    """
    actor.require("administer", "staff")
    lock_staff()
    Member.objects.filter(manager_id__in=ids).update(manager=None)
    Member.objects.filter(pk__in=ids).delete()
    require_administrator_left()


def reactivate_member(member: Member, *, actor: Actor, at: datetime) -> None:
    """The member may sign in again, with the password he had."""
    actor.require("administer", "staff")
    member.is_active, member.deactivated_at = True, None
    member.save(update_fields=["is_active", "deactivated_at"])


def end_sessions(member: Member, *, but: str = "", only: int | None = None) -> int:
    """End the member's sessions: all, all but the one with the key `but`, or only the one noted under the id `only`."""
    noted = UserSession.objects.filter(user=member).exclude(session_key=but)
    if only is not None:
        noted = noted.filter(pk=only)
    keys = list(noted.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    noted.delete()
    return len(keys)
