"""Mappings kept under a name."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.intake.models import Import, Mapping


def save_mapping(run: Import, name: str, *, actor: Actor, at: datetime) -> Mapping:
    """Keep the plan of an import for files with the same columns; a name of one's own is overwritten."""
    actor.require("create", "import")
    name, member_id = name.strip()[:120], int(actor.member_id or 0)
    if not name:
        raise Refused(_("Give the mapping a name."), field="name")
    other = Mapping.objects.filter(name=name, target=run.target).exclude(member_id=member_id)
    if other.exists():
        raise Refused(_("A colleague has a mapping of this name. Choose another."), field="name", code="name_taken")
    columns = sorted({one["column"] for one in run.plan.get("columns", []) if one.get("column")})
    values = {"header": columns, "settings": run.plan, "created_at": at}
    saved, _made = Mapping.objects.update_or_create(name=name, target=run.target, member_id=member_id, defaults=values)
    return saved
