"""Mappings kept under a name."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.intake.models import Import, Mapping

LONGEST = 120


def save_mapping(run: Import, name: str, *, actor: Actor, at: datetime) -> Mapping:
    """Keep the plan of an import for files with the same columns; a name of one's own is overwritten."""
    actor.require("create", "import")
    member_id = int(actor.member_id or 0)
    name = _free_name(name, run.target, but={"member_id": member_id})
    columns = sorted({one["column"] for one in run.plan.get("columns", []) if one.get("column")})
    values = {"header": columns, "settings": run.plan, "created_at": at}
    saved, _made = Mapping.objects.update_or_create(name=name, target=run.target, member_id=member_id, defaults=values)
    return saved


def rename_mapping(one: Mapping, name: str, *, actor: Actor, at: datetime) -> Mapping:
    """Another name. Raises `Refused` for one that is taken."""
    _require_changeable(one, actor)
    one.name = _free_name(name, one.target, but={"pk": one.pk})
    one.save(update_fields=["name"])
    return one


def share_mapping(one: Mapping, shared: bool, *, actor: Actor, at: datetime) -> Mapping:
    """Offer it to colleagues, or keep it to its member."""
    _require_changeable(one, actor)
    one.shared = shared
    one.save(update_fields=["shared"])
    return one


def delete_mapping(one: Mapping, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Forget it; answers what `restore_mapping` makes it of again. Imports keep the plan they ran with."""
    _require_changeable(one, actor)
    names = ("member_id", "name", "target", "header", "settings", "shared")
    kept = {name: getattr(one, name) for name in names}
    one.delete()
    return kept


def restore_mapping(kept: dict[str, Any], *, actor: Actor, at: datetime) -> Mapping:
    """Undo of `delete_mapping`."""
    one = Mapping(**kept, created_at=at)
    _require_changeable(one, actor)
    one.name = _free_name(one.name, one.target, but={"pk": None})
    one.save()
    return one


def may_change(one: Mapping, actor: Actor) -> bool:
    """One's own; shared ones also for administrators of imports."""
    own = one.member_id is not None and one.member_id == actor.member_id
    return actor.may("create", "import") and (own or (one.shared and actor.may("administer", "import")))


def _require_changeable(one: Mapping, actor: Actor) -> None:
    if not may_change(one, actor):
        raise NotAllowed(_("Only the colleague who saved a mapping can change it."))


def _free_name(name: str, target: str, *, but: dict[str, Any]) -> str:
    name = name.replace("\0", "").strip()[:LONGEST]
    if not name:
        raise Refused(_("Give the mapping a name."), field="name")
    if Mapping.objects.filter(name=name, target=target).exclude(**but).exists():
        raise Refused(_("There is a mapping of this name already. Choose another."), field="name", code="name_taken")
    return name
