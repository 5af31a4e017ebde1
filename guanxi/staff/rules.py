"""Rules of the staff pages."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.locks import Lock, wait_for
from guanxi.core.refused import Refused
from guanxi.staff.models import Member, Role

INVITATION_LASTS = timedelta(days=7)


class LastAdministrator(Refused):
    """Somebody must be able to administer."""

    code = "last_administrator"


def can_administer(actor: Actor) -> bool:
    """Whether the actor may change members, departments, roles and the company."""
    return actor.may("administer", "staff")


def administrators() -> set[int]:
    """Ids of the active members whose roles let them administer staff."""
    found = Member.objects.filter(
        is_active=True, roles__grants__kind="staff", roles__grants__verbs__contains=["administer"]
    )
    return set(found.values_list("pk", flat=True))


def lock_staff() -> None:
    """Changes that could leave nobody in charge wait for each other until their transaction ends."""
    wait_for(Lock.ADMINISTRATORS)


def require_administrator_left() -> None:
    """Refuse a change after which nobody could administer; call it after the change, which the refusal rolls back."""
    if not administrators():
        raise LastAdministrator(_("Somebody must stay administrator. Give the role to a colleague first."))


def powers_of(roles: list[Role]) -> set[str]:
    """The powers ("kind.verb") that roles add up to; expects prefetched grants."""
    return {f"{grant.kind}.{verb}" for role in roles for grant in role.grants.all() for verb in grant.verbs}
