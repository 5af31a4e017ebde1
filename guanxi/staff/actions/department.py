"""Departments: added, renamed, moved, and deleted when empty."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.staff.models import Department


class NameTaken(Refused):
    """Two departments below the same one need two names."""

    code = "name_taken"


class BelowItself(Refused):
    """A department cannot be moved into its own branch."""

    code = "below_itself"


class NotEmpty(Refused):
    """Members or departments below would lose their place."""

    code = "not_empty"


def create_department(name: str, parent_id: int | None, *, actor: Actor, at: datetime) -> Department:
    """A new department, at the top or below another; raises `NameTaken`."""
    actor.require("administer", "staff")
    return _save(Department(name=name.strip(), parent_id=parent_id))


def edit_department(department: Department, changes: dict[str, Any], *, actor: Actor, at: datetime) -> Department:
    """Rename (`name`) or move (`parent_id`); raises `NameTaken` or `BelowItself`."""
    actor.require("administer", "staff")
    for key in ("name", "parent_id"):
        if key in changes:
            setattr(department, key, changes[key])
    return _save(department)


def delete_department(department: Department, *, actor: Actor, at: datetime) -> None:
    """Delete an empty department; raises `NotEmpty`."""
    actor.require("administer", "staff")
    if department.members.exists() or department.children.exists():
        raise NotEmpty(_("Only an empty department can be deleted. Move its members and departments first."))
    department.delete()


def _save(department: Department) -> Department:
    try:
        with transaction.atomic():
            department.save()
    except IntegrityError as error:
        if "cycle" in str(error):
            raise BelowItself(_("A department cannot be below itself."), field="parent") from error
        raise NameTaken(_("There is a department of this name in the same place."), field="name") from error
    return department
