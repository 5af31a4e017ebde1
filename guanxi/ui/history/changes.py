"""The history of a record, read from what the database wrote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from guanxi.core import kinds, slots
from guanxi.core.actor import Actor
from guanxi.core.models import Change
from guanxi.ui.history import words

PAGE = 50
Sources = dict[tuple[str, str], tuple[str, str]]
# Parts whose changes belong to a record's page although their home is not that record's kind.
_parts: dict[str, set[str]] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a change: before and after in words; `can_put_back` for whoever may edit it."""

    column: str
    label: str
    old: str
    new: str
    masked: bool
    can_put_back: bool


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change as it reads. `who` is the member's name, "" for the system; `title` the record's, "" where it is hidden."""

    id: int
    at: datetime
    who: str
    through: str
    through_url: str
    kind: str
    record_id: int
    title: str
    what: str
    verb: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes, newest first, and the id where the next page goes on (None at the end)."""

    changes: list[ShownChange]
    before: int | None


def add_parts(kind: str, *parts: str) -> None:
    """Show changes of `parts` whose home id is a record of `kind` on that record's history; called from manifests."""
    _parts.setdefault(kind, set()).update(parts)


def of_record(kind: str, pk: int) -> QuerySet[Change]:
    """What happened to a record and to all that hangs on it; row-level security shows it to whoever sees the record."""
    mine = Q(kind=kind, record_id=pk) | Q(home_kind=kind, home_id=pk)
    if kind in _parts:
        mine |= Q(kind__in=_parts[kind], home_id=pk)
    return Change.objects.filter(mine)


def of_staff() -> QuerySet[Change]:
    """Every change of members, departments, roles and rights."""
    return Change.objects.filter(home_kind="staff")


def page(rows: QuerySet[Change], actor: Actor, *, column: str = "", before: int | None = None) -> ChangePage:
    """One page of changes, only those of `column` when given."""
    if column:
        rows = rows.filter(changes__has_key=column)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown, more = found[:PAGE], len(found) > PAGE
    return ChangePage(show(shown, actor), shown[-1].pk if more else None)


def show(rows: Sequence[Change], actor: Actor) -> list[ShownChange]:
    """Changes in words; rows that tell nothing to a reader are left out."""
    names = words.titles(_pointed(rows))
    people: Any = get_user_model()._default_manager
    members = {one.pk: str(one) for one in people.filter(pk__in={row.member_id for row in rows if row.member_id})}
    sources = _sources(rows)
    column_of = cache(words.read_column)  # choices of a table are asked for once a page
    shown = [_shown(row, actor, names, members, sources, _lines(row, actor, names, column_of)) for row in rows]
    return [
        one
        for one, row in zip(shown, rows, strict=True)
        if one.lines or row.operation != "U" or "deleted_at" in row.changes
    ]


def _pointed(rows: Sequence[Change]) -> set[tuple[type[Model], int]]:
    found = set()
    for row in rows:
        if about := words.model_of(row.kind):
            found.add((about, row.record_id))
        for name, pair in row.changes.items():
            target = words.column_of(row.kind, name).target
            if target is not None:
                found |= {(target, int(value)) for value in pair if value is not None}
    return found


def _sources(rows: Sequence[Change]) -> Sources:
    """Title and address of the imports, API keys … that these changes came through, one query for each sort."""
    found: Sources = {}
    for name, origin in slots.origins.items():
        ids = {row.through_id for row in rows if row.through == name and row.through_id}
        found |= {(name, one): said for one, said in (origin.named(ids) if ids else {}).items()}
    return found


def _shown(
    row: Change, actor: Actor, names: dict[Any, str], members: dict[int, str], sources: Sources, lines: list[Line]
) -> ShownChange:
    source, url = sources.get((row.through, row.through_id), ("", ""))
    return ShownChange(
        id=row.pk,
        at=row.at,
        who=members.get(row.member_id or 0, ""),
        through=_through(row, source),
        through_url=url,
        kind=row.kind,
        record_id=row.record_id,
        title=_title(row, actor, names),
        what=words.kind_label(row.kind),
        verb=_verb(row),
        lines=lines,
    )


def _title(row: Change, actor: Actor, names: dict[Any, str]) -> str:
    model = words.model_of(row.kind)
    if model is None or (actor.sight.masked and kinds.kind_of(model) is None):
        return ""  # a part of a record may be the very thing that is masked
    return names.get((model, row.record_id), "")


def _lines(
    row: Change, actor: Actor, names: dict[Any, str], column_of: Callable[[str, str], words.Column]
) -> list[Line]:
    if row.operation == "D" and row.kind == row.home_kind:
        return []
    kind = next((one for one in kinds.all_kinds() if one.name == row.kind), None)
    lines = []
    for name, (old, new) in row.changes.items():
        if name in words.SILENT or (name == "deleted_at" and row.operation == "U"):
            continue
        column = column_of(row.kind, name)
        if row.operation == "D" and (old in (None, "", []) or name in {"id", "created_at", "created_by_id"}):
            continue
        hidden = words.is_hidden(actor, row.kind, column)
        said = [words.say_masked(column, value) if hidden else words.say(column, value, names) for value in (old, new)]
        editable = kind is not None and row.operation == "U" and not hidden and is_put_back(kind, column.name, actor)
        lines.append(Line(name, str(column.label), said[0], said[1], hidden, editable))
    return lines


def is_put_back(kind: kinds.Kind, name: str, actor: Actor) -> bool:
    """Whether the actor may write this field through the kind's own verbs."""
    if not name or not kind.has(name):
        return False
    if name == "owner":
        return kind.verbs.assign is not None and actor.may("assign", kind.name)
    return kind.verbs.edit is not None and kind.field(name).editable and actor.may("edit", kind.name)


def _verb(row: Change) -> str:
    if row.operation == "I":
        return _("added")
    if row.operation == "D":
        return _("removed")
    if "deleted_at" in row.changes:
        return (
            _("restored from the recycle bin")
            if row.changes["deleted_at"][1] is None
            else _("put into the recycle bin")
        )
    return _("changed")


def _through(row: Change, source: str) -> str:
    if row.through == "import" and source:
        return _("by the import of %(file)s") % {"file": source}
    by = {
        "page": _("on a page"),
        "job": _("by a job"),
        "import": _("by an import"),
        "api": _("through the API"),
        "shell": _("in the shell"),
        "system": _("by the system"),
        "sql": _("in the database"),
    }.get(row.through, row.through)
    if row.through == "api" and row.through_id:
        return _("through the API, key %(key)s") % {"key": f"“{source}”" if source else row.through_id}
    return by
