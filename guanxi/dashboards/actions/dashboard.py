"""Making, changing, giving, copying and removing dashboards."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.analytics.exploring import asked_by, parameters
from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.dashboards.models import Dashboard, Tile
from guanxi.dashboards.offered import BY_KEY
from guanxi.dashboards.rules import MOST, may_give, require_change


def create(name: str, *, actor: Actor, at: datetime) -> Dashboard:
    """An empty one of one's own. Raises `Refused`."""
    actor.require("see", "fact")
    if Dashboard.objects.filter(member_id=actor.member_id or 0, deleted_at=None).count() >= MOST:
        raise Refused(gettext_lazy("You have %(most)s dashboards already. Remove one first.") % {"most": MOST})
    return Dashboard.objects.create(name=name, member_id=actor.member_id or 0, created_at=at)


@transaction.atomic
def begin(key: str, *, actor: Actor, at: datetime, period: str = "own") -> Dashboard:
    """One of one's own with the cards of a template whose figures the member may see. KeyError for no template."""
    offered = BY_KEY[key]
    made = create("", actor=actor, at=at)
    made.template, made.period = key, period
    made.save(update_fields=["template", "period"])
    fit = [one for one in offered.cards if asked_by(parameters(one[0]), actor).asked is not None]
    Tile.objects.bulk_create(
        Tile(dashboard=made, place=place, asked=asked, form=form, width=width, created_at=at)
        for place, (asked, form, width) in enumerate(fit, start=1)
    )
    return made


def change(dashboard: Dashboard, *, name: str, period: str, actor: Actor) -> None:
    """Its name ("" for that of its template) and its period."""
    require_change(dashboard, actor)
    dashboard.name, dashboard.period = name, period
    dashboard.save(update_fields=["name", "period"])


@transaction.atomic
def give(dashboard: Dashboard, roles: Iterable[int], home_of: Iterable[int], *, actor: Actor) -> None:
    """Have roles see it, and some begin with it; a role begins with one. Given to none it is one's own again. Raises `NotAllowed`."""
    if not may_give(actor):
        raise NotAllowed(gettext_lazy("Your roles do not allow this. Ask an administrator to change them."))
    require_change(dashboard, actor)
    home = sorted(set(home_of))
    for other in Dashboard.objects.select_for_update().filter(home_of__overlap=home).exclude(pk=dashboard.pk):
        other.home_of = [one for one in other.home_of if one not in home]
        other.save(update_fields=["home_of"])
    dashboard.roles, dashboard.home_of = sorted({*roles, *home}), home
    if not dashboard.roles and actor.member_id:
        dashboard.member_id = actor.member_id
    dashboard.save(update_fields=["roles", "home_of", "member"])


@transaction.atomic
def copy(dashboard: Dashboard, *, actor: Actor, at: datetime) -> Dashboard:
    """One of one's own with the same cards."""
    made = create(_("%(name)s (my copy)") % {"name": dashboard.label}, actor=actor, at=at)
    made.period = dashboard.period
    made.save(update_fields=["period"])
    fields = ("place", "name", "asked", "form", "width")
    tiles = Tile.objects.filter(dashboard=dashboard, deleted_at=None)
    Tile.objects.bulk_create(Tile(dashboard=made, created_at=at, **one) for one in tiles.order_by("pk").values(*fields))
    return made


def remove(dashboard: Dashboard, *, actor: Actor, at: datetime) -> None:
    """Take it away; it can come back."""
    require_change(dashboard, actor)
    dashboard.deleted_at = at
    dashboard.save(update_fields=["deleted_at"])


def restore(dashboard: Dashboard, *, actor: Actor) -> None:
    """Bring it back."""
    require_change(dashboard, actor)
    dashboard.deleted_at = None
    dashboard.save(update_fields=["deleted_at"])
