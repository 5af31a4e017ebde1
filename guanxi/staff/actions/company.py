"""The company that uses this installation."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.staff.actions.member import create_member
from guanxi.staff.models import Company, Member, Role
from guanxi.staff.queries.company import forget_customs
from guanxi.staff.rules import lock_staff


class AlreadyInstalled(Refused):
    """The first-run page is for an empty installation only."""

    code = "already_installed"


def install(company: dict[str, Any], member: dict[str, Any], password: str, *, actor: Actor, at: datetime) -> Member:
    """Make the company and its first administrator; raises `AlreadyInstalled` when there is a member."""
    lock_staff()
    if Member.objects.exists():
        raise AlreadyInstalled(_("This installation has members already. Sign in, or ask for an invitation."))
    Company.objects.update_or_create(pk=1, defaults=company)
    forget_customs()
    administrator = Role.objects.filter(built_in="administrator")
    return create_member(member, actor=actor, at=at, roles=administrator, password=password)


def edit_company(changes: dict[str, Any], *, actor: Actor, at: datetime) -> Company:
    """Change the company's name and customs: currency, time zone, language, phone region, days until a customer is silent, hours a device keeps its pocket."""
    actor.require("administer", "staff")
    company, _made = Company.objects.update_or_create(pk=1, defaults=changes)
    forget_customs()
    return company
