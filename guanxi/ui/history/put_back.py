"""Putting back what a change replaced: through the kind's own verbs, so that every rule holds."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.core import kinds
from guanxi.core.actor import Actor
from guanxi.core.models import Change
from guanxi.core.refused import Refused
from guanxi.ui.history import words
from guanxi.ui.history.changes import is_put_back


class NothingToPutBack(Refused):
    """No field of this change can be written by this actor."""

    code = "nothing_to_put_back"


def put_back(change: Change, *, columns: list[str] | None, actor: Actor, at: datetime) -> int:
    """Write the old values of a change again (only `columns` when given); answers how many fields.

    Raises `NothingToPutBack`, and whatever the kind's verbs refuse.
    """
    kind = next((one for one in kinds.all_kinds() if one.name == change.kind), None)
    nothing = NothingToPutBack(_("This can't be put back: the field is not yours to change."))
    if kind is None or change.operation != "U":
        raise nothing
    record = kind.model._default_manager.filter(pk=change.record_id).first()
    if record is None or getattr(record, "deleted_at", None):
        raise NothingToPutBack(_("The record lies in the recycle bin: restore it first."))
    old = _old_values(kind, change, columns, actor)
    if not old:
        raise nothing
    if "owner" in old:
        assign: Any = kind.verbs.assign
        owner = old.pop("owner")
        if old:
            _edit(kind, record, old, actor, at)
        assign([record.pk], owner, actor=actor, at=at)
        return len(old) + 1
    _edit(kind, record, old, actor, at)
    return len(old)


def _edit(kind: kinds.Kind, record: Any, old: dict[str, Any], actor: Actor, at: datetime) -> None:
    edit: Any = kind.verbs.edit
    edit(record, old, actor=actor, at=at)


def _old_values(kind: kinds.Kind, change: Change, columns: list[str] | None, actor: Actor) -> dict[str, Any]:
    found = {}
    for column, (old, _new) in change.changes.items():
        described = words.column_of(change.kind, column)
        wanted = columns is None or column in columns
        if wanted and is_put_back(kind, described.name, actor) and not words.is_hidden(actor, kind.name, described):
            found[described.name] = old
    return found
