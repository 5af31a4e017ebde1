"""What files can become: each package registers, in its manifest, the targets that it can load."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from guanxi.core import slots
from guanxi.core.kinds import Label, Type

if TYPE_CHECKING:
    from guanxi.intake.loading.batch import Batch
    from guanxi.intake.values import Hints

Source = Literal["table", "cards", "mails"]
Mode = Literal["fill", "overwrite", "skip"]
MODES: tuple[Mode, ...] = ("fill", "overwrite", "skip")


# Of a change `h` in the history: neither the import nor its undo made it.
BY_OTHERS = "(h.through, h.through_id) not in (('import', %(import)s::text), ('job', 'undo-' || %(import)s::text))"


@dataclass(frozen=True, slots=True)
class TargetField:
    """One field that a column can fill.

    `many`: several columns may fill it and one cell may hold several values. `max_length` in characters.
    `choices`: stored value and the words that mean it. `parse` replaces the parser of the type.
    `group`: fields of one thing inside the row ("address", "contact"), shown together. `loose`: what cannot be read
    does not reject the row, which goes in without it; the value waits to be mended. Not for fields that are never
    blank; where nothing else says whom the row is about, a match key that cannot be read rejects it all the same.
    """

    name: str
    label: Label
    type: Type = Type.TEXT
    aliases: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    max_length: int | None = None
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    parse: "Callable[[str, Hints], Any] | None" = None
    group: str = ""
    help: Label = ""
    loose: bool = False

    @property
    def takes(self) -> str:
        """What a column that fills it can be told besides: the "scale" of its amounts, how to "split" its cells, or ""."""
        if self.type in (Type.MONEY, Type.DECIMAL):
            return "scale"
        return "split" if self.many and self.type is not Type.TAGS else ""


@dataclass(frozen=True, slots=True)
class Key:
    """What a row can be recognised by: the name of the field that holds it."""

    name: str
    label: Label


@dataclass(frozen=True, slots=True)
class Made:
    """A table that an import writes, for undo, in the order in which rows are to be taken back.

    `kind` is the kind in the history. Rows go to the recycle bin, through the action `remove` where there is one.
    `changed` is SQL, true when somebody else has touched row `r` since (parameter %(import)s); such rows are kept and
    listed under `title` (SQL). `restored` and `removed` are told the rows and the import, to make them findable under
    the values that came back and to say on timelines what happened. `made_by` and `alive`
    are SQL for tables without the columns of `core.rows.Row`.
    """

    table: str
    kind: str
    changed: str = ""
    title: str = "''"
    remove: Callable[..., Any] | None = None
    restored: Callable[..., None] | None = None  # (ids, import_id, *, actor, at)
    removed: Callable[..., None] | None = None
    made_by: str = "r.import_id = %(import)s"
    alive: str = "r.deleted_at is null"


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of row that files hold. `load(batch)` writes one chunk with a few statements in the open transaction.

    `needs`: power ("kind.verb") without which the target is not offered. `any_of`: groups of fields of which each
    needs one that is filled. `links`: what a row may point to that can be made when missing. `chunk`: rows of one
    transaction; rows that follow each other with the same cell in the field `together` are not parted. `take_back`
    undoes what no table of `made` says: import id in, number of things that are gone out. `known`: what happens to rows
    that are known already, where there is nothing to choose. `undo_help` says what undo does where there is no bin.
    """

    name: str
    label: Label
    icon: str
    needs: str
    load: "Callable[[Batch], None]"
    fields: tuple[TargetField, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    keys: tuple[Key, ...] = ()
    modes: tuple[Mode, ...] = MODES
    known: Label = ""
    links: tuple[tuple[str, Label], ...] = ()
    owned: bool = False
    source: Source = "table"
    made: tuple[Made, ...] = ()
    take_back: Callable[[int], int] | None = None
    undo_help: Label = ""
    list_url: Callable[[int], str] | None = None
    help: Label = ""
    place: int = 50
    chunk: int = 5_000
    together: str = ""

    def field(self, name: str) -> TargetField:
        """The field called `name`; raises KeyError."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(f"{self.name} has no field {name}")

    def has(self, name: str) -> bool:
        """Whether there is a field called `name`."""
        return any(one.name == name for one in self.fields)


_targets: dict[str, Target] = {}
_touches: dict[str, list[str]] = {}


def add_touch(kind: str, condition: str) -> None:
    """Let a higher package say when a made row counts as touched since: SQL as in `Made.changed`."""
    _touches.setdefault(kind, []).append(condition)


def touches_of(kind: str) -> list[str]:
    """The conditions that higher packages gave for a kind."""
    return _touches.get(kind, [])


def register(target: Target) -> Target:
    """Make a target known; called from manifests."""
    if target.name in _targets:
        raise ValueError(f"target {target.name} is registered twice")
    slots.add_source(slots.Source(target.name, "import_list", ("import.create", target.needs)))
    _targets[target.name] = target
    return target


def target(name: str) -> Target:
    """The target called `name`; raises KeyError."""
    return _targets[name]


def all_targets() -> Iterable[Target]:
    """Every registered target, in the order in which they are offered."""
    return sorted(_targets.values(), key=lambda one: one.place)


def offered(source: Source, actor: Any) -> list[Target]:
    """Targets that a file of this sort can become, as far as the actor's roles allow."""
    found = []
    for one in all_targets():
        kind, _, verb = one.needs.partition(".")
        if one.source == source and actor.may(verb, kind):
            found.append(one)
    return found
