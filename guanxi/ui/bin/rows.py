"""What lies in the recycle bin: per kind, the latest first, and who put it there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from guanxi.core import kinds
from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind, Type
from guanxi.core.models import Change

PAGE = 50


@dataclass(frozen=True, slots=True)
class Binned:
    """A deleted record: its name, when and by whom it was deleted ("" for the system)."""

    pk: int
    title: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class BinPage:
    """One page of the bin and the key of the next ("" at the end)."""

    rows: list[Binned]
    before: str


def kinds_for(actor: Actor) -> list[Kind]:
    """Kinds whose deleted records the actor may bring back."""
    return [one for one in kinds.all_kinds() if one.verbs.restore and actor.may("delete", one.name)]


def page(kind: Kind, actor: Actor, *, text: str = "", before: str = "") -> BinPage:
    """Deleted records of a kind that the actor sees, narrowed to names that contain `text`."""
    model: Any = kind.model
    found = model._default_manager.visible_to(actor).binned() if kind.owned else model._default_manager.binned()
    named = _named(kind)
    if text and named:
        found = found.filter(**{f"{named}__icontains": text})
    if before:
        moment, _bar, pk = before.rpartition("|")
        at = parse_datetime(moment)
        if at and pk.isdecimal():
            found = found.filter(Q(deleted_at__lt=at) | Q(deleted_at=at, pk__lt=int(pk)))
    rows = list(found.order_by("-deleted_at", "-pk")[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    who = _who(kind, [row.pk for row in rows])
    shown = [Binned(row.pk, kind.title(row), row.deleted_at, who.get(row.pk, "")) for row in rows]
    return BinPage(shown, f"{rows[-1].deleted_at.isoformat()}|{rows[-1].pk}" if more else "")


def _named(kind: Kind) -> str:
    """The field that names a record: its first text."""
    return next((one.path for one in kind.fields if one.type == Type.TEXT and not one.filled), "")


def _who(kind: Kind, ids: list[int]) -> dict[int, str]:
    """Who deleted each record last."""
    rows = Change.objects.filter(kind=kind.name, record_id__in=ids, operation="U", changes__has_key="deleted_at")
    last = dict(rows.order_by("pk").values_list("record_id", "member_id"))
    people: Any = get_user_model()._default_manager
    names = {one.pk: str(one) for one in people.filter(pk__in={pk for pk in last.values() if pk})}
    return {record_id: names.get(member_id, "") for record_id, member_id in last.items() if member_id}
