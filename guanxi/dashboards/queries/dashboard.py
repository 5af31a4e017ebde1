"""Dashboards that a member sees."""

from django.db.models import QuerySet

from guanxi.core.actor import Actor
from guanxi.dashboards.models import Dashboard, Tile
from guanxi.dashboards.rules import may_change
from guanxi.staff.models import Member


def roles_of(actor: Actor) -> list[int]:
    """The roles of the acting member."""
    return list(Member.roles.through.objects.filter(member_id=actor.member_id or 0).values_list("role_id", flat=True))


def seen(actor: Actor) -> list[Dashboard]:
    """His start page first, then his own, then those given to his roles, then (for who gives them) those of other roles."""
    mine = set(roles_of(actor))

    def rank(one: Dashboard) -> tuple[bool, bool, bool]:
        return (not set(one.home_of) & mine, bool(one.roles), not set(one.roles) & mine)

    return sorted(Dashboard.objects.filter(deleted_at=None).order_by("pk"), key=rank)


def home(actor: Actor) -> Dashboard | None:
    """The one that his role begins with."""
    found = Dashboard.objects.filter(deleted_at=None, home_of__overlap=roles_of(actor))
    return found.order_by("pk").first()


def changeable(actor: Actor) -> list[Dashboard]:
    """Those that he may put cards on."""
    return [one for one in Dashboard.objects.filter(deleted_at=None).order_by("pk") if may_change(one, actor)]


def tiles_of(dashboard: Dashboard) -> "QuerySet[Tile]":
    """Its cards in their order."""
    return Tile.objects.filter(dashboard=dashboard, deleted_at=None).order_by("place", "pk")
