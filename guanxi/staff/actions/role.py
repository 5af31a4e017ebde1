"""Roles: made, copied, changed, deleted. Those that came with the product stay as they are."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.staff.catalogue import BY_NAME
from guanxi.staff.models import Grant, Role, Scope
from guanxi.staff.rules import lock_staff, require_administrator_left


class BuiltIn(Refused):
    """A role that came with the product is copied, not changed."""

    code = "built_in"


class InUse(Refused):
    """Members hold this role."""

    code = "in_use"


@dataclass(frozen=True, slots=True)
class Rights:
    """The matrix of a role: verbs per kind, scope per owned kind, masked fields ("kind.field")."""

    verbs: dict[str, list[str]] = field(default_factory=dict)
    scopes: dict[str, str] = field(default_factory=dict)
    masked: list[str] = field(default_factory=list)


def create_role(name: str, description: str, rights: Rights, *, actor: Actor, at: datetime) -> Role:
    """A new role; raises `Refused` when the name is taken."""
    actor.require("administer", "staff")
    return _write(Role(), name, description, rights)


def edit_role(role: Role, name: str, description: str, rights: Rights, *, actor: Actor, at: datetime) -> Role:
    """Change name, purpose and rights; takes effect with the next request of whoever holds it."""
    actor.require("administer", "staff")
    if role.built_in:
        raise BuiltIn(_("This role came with Guanxi and stays as it is. Copy it and change the copy."))
    lock_staff()
    _write(role, name, description, rights)
    require_administrator_left()
    return role


def copy_role(role: Role, *, actor: Actor, at: datetime) -> Role:
    """The same rights under a new name, free to be changed."""
    actor.require("administer", "staff")
    grants = list(role.grants.all())
    rights = Rights(
        verbs={grant.kind: grant.verbs for grant in grants},
        scopes={grant.kind: grant.scope for grant in grants},
        masked=role.masked,
    )
    base = str(_("Copy of %(role)s")) % {"role": role.label}
    taken = set(Role.objects.filter(name__startswith=base).values_list("name", flat=True))
    name = next(name for number in range(1, 1000) if (name := base if number == 1 else f"{base} {number}") not in taken)
    return create_role(name, str(role.sentence), rights, actor=actor, at=at)


def delete_role(role: Role, *, actor: Actor, at: datetime) -> None:
    """Delete a role that nobody holds; raises `BuiltIn` or `InUse`."""
    actor.require("administer", "staff")
    if role.built_in:
        raise BuiltIn(_("This role came with Guanxi and stays."))
    if role.members.exists():
        raise InUse(_("Members hold this role. Take it from them first."))
    role.delete()


def _write(role: Role, name: str, description: str, rights: Rights) -> Role:
    role.name, role.description, role.masked = name, description, sorted(set(rights.masked))
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError as error:
        raise Refused(_("There is a role of this name already."), field="name") from error
    kept = {grant.kind: grant for grant in role.grants.all()}
    for kind in BY_NAME.values():
        verbs = [verb for verb in kind.verbs if verb in rights.verbs.get(kind.name, [])]
        scope = rights.scopes.get(kind.name, Scope.OWN) if kind.owned else Scope.ALL
        before = kept.pop(kind.name, None)
        if not verbs:
            if before:
                before.delete()
        elif before is None:
            Grant.objects.create(role=role, kind=kind.name, verbs=verbs, scope=Scope(scope))
        elif (before.verbs, before.scope) != (verbs, scope):
            before.verbs, before.scope = verbs, Scope(scope)
            before.save(update_fields=["verbs", "scope"])
    return role
