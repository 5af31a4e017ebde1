"""Who may change a dashboard, and how many there are."""

from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed
from guanxi.dashboards.models import Dashboard, Schedule

MOST = 20  # dashboards of a member
MOST_TILES = 24  # cards of a dashboard


def may_give(actor: Actor) -> bool:
    """Whether he may give dashboards to roles."""
    return actor.may("administer", "fact")


def may_change(dashboard: Dashboard, actor: Actor) -> bool:
    """Whether he may: his own, and what is given to roles where he administers figures."""
    if dashboard.roles:
        return may_give(actor)
    return actor.may("see", "fact") and dashboard.member_id == actor.member_id


def require_change(dashboard: Dashboard, actor: Actor) -> None:
    """Raise `NotAllowed` unless he may."""
    if not may_change(dashboard, actor):
        from django.utils.translation import gettext_lazy as _

        raise NotAllowed(_("It was given to your role. Make a copy of your own and change that."))


def may_keep(schedule: Schedule, actor: Actor) -> bool:
    """Whether he may change what is sent: whoever set it up, and who gives dashboards."""
    return schedule.member_id == actor.member_id or may_give(actor)


def may_send_to(member_id: int, actor: Actor) -> bool:
    """Whether he may have it sent to this member: himself, and those whose customers he sees."""
    return member_id == actor.member_id or actor.reaches("customer", member_id)
