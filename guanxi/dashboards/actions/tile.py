"""Cards: taken from the explorer, changed, moved, removed and brought back."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from guanxi.analytics.exploring import asked_by, parameters
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.dashboards.models import Dashboard, Tile
from guanxi.dashboards.queries.dashboard import tiles_of
from guanxi.dashboards.rules import MOST_TILES, require_change

SWEPT = timedelta(days=1)  # until then a removed card can come back


@transaction.atomic
def add_tile(dashboard: Dashboard, asked: dict[str, Any], *, form: str, width: str, actor: Actor, at: datetime) -> Tile:
    """Put a question at the end; what stands there in the same form already stays as it is. Raises `Refused`."""
    require_change(dashboard, actor)
    Dashboard.objects.select_for_update().get(pk=dashboard.pk)
    if asked_by(parameters(asked), actor).asked is None:
        raise Refused(_("This question has no answer that you may see."))
    tiles = tiles_of(dashboard)
    if same := tiles.filter(asked=asked, form=form).first():
        return same
    if tiles.count() >= MOST_TILES:
        raise Refused(_("There are %(most)s cards already. Take one away first.") % {"most": MOST_TILES})
    last = tiles.aggregate(last=Max("place"))["last"] or 0
    return Tile.objects.create(dashboard=dashboard, place=last + 1, asked=asked, form=form, width=width, created_at=at)


def change_tile(tile: Tile, *, name: str, form: str, width: str, actor: Actor) -> None:
    """What it is called, how its answer is shown and how wide."""
    require_change(tile.dashboard, actor)
    tile.name, tile.form, tile.width = name, form, width
    tile.save(update_fields=["name", "form", "width"])


@transaction.atomic
def move_tile(tile: Tile, to: int, *, actor: Actor) -> None:
    """Have it stand at another place, counted from 0; beyond the ends is at the end."""
    require_change(tile.dashboard, actor)
    Dashboard.objects.select_for_update().get(pk=tile.dashboard_id)
    tiles = [one for one in tiles_of(tile.dashboard) if one.pk != tile.pk]
    tiles.insert(max(0, to), tile)
    for place, one in enumerate(tiles, start=1):
        one.place = place
    Tile.objects.bulk_update(tiles, ["place"])


def remove_tile(tile: Tile, *, actor: Actor, at: datetime) -> None:
    """Take it away; for a day it can come back."""
    require_change(tile.dashboard, actor)
    Tile.objects.filter(dashboard=tile.dashboard, deleted_at__lt=at - SWEPT).delete()
    tile.deleted_at = at
    tile.save(update_fields=["deleted_at"])


def restore_tile(tile: Tile, *, actor: Actor) -> None:
    """Bring it back to where it stood."""
    require_change(tile.dashboard, actor)
    tile.deleted_at = None
    tile.save(update_fields=["deleted_at"])
