"""Kinds of record, each described once: lists, filters, inline edit, import, export, API and history all read it here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

Label = str | Promise


class Type(StrEnum):
    """What a field holds; decides its filter operators, its form input, how it is shown and exported."""

    TEXT = "text"
    LONGTEXT = "longtext"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    MEMBER = "member"
    DEPARTMENT = "department"
    LINK = "link"
    TAGS = "tags"
    PHONE = "phone"
    MAIL = "mail"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices that a company keeps in a table (stages), read anew whenever they are asked for."""

    read: Callable[[], Iterable[tuple[str, Label]]]

    def __iter__(self) -> Iterator[tuple[str, Label]]:
        return iter(self.read())

    def get(self, value: str, default: Any = None) -> Any:
        """The words for a stored value."""
        return dict(self).get(value, default)


@dataclass(frozen=True, slots=True)
class Beside:
    """Where figures stand that no column of a kind's table holds: at most one row per record in another table.

    `model` has the record's id in `key` and a floating number in `value`, among the rows that fit `only`; `within` is the column
    that comes before the value (a currency). A list sorts by an index over the columns of `only`, then within, value, key.
    What is shown is `scale` times what is stored (100 for percent).
    """

    model: type[Model]
    key: str
    value: str
    only: Mapping[str, Any]
    within: str = ""
    scale: float = 1.0

    def __hash__(self) -> int:
        return hash((self.model, self.key, self.value, *self.only.items()))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind.

    `column` is the ORM path it is read from (default: the name). `sort` names the indexed column a list sorts by
    ("" = not sortable). `aliases` are header words of import files, in Chinese and English. `link` is the kind a
    LINK field points to, or the `slots.Origin` whose id an INTEGER field holds. `currency` is the ORM path of a MONEY field's currency. `minor` is the column that holds a MONEY
    amount as a whole number of its smallest units (`column` times ten to its decimal places): under row-level security
    an index serves comparisons of whole numbers, and none of decimals. Lists sort and filter by it, each currency apart.

    `filled` values are no column: `Kind.fill` sets them on the records of a page as attributes of the field's name.
    `condition` then makes their filter, for the operators it knows: (operator, value, actor) -> Q ("is", "empty", "not_empty").
    `named(record)` is the label where it depends on the record: Chinese calls the names of people and companies differently.
    `unit` stands behind a number ("%"), and `zero` in the place of none ("No tax").
    `beside` makes a `filled` number sortable and filterable by where it is kept.
    `implied` is what holds in the table wherever a computed CHOICE has a value: no index knows "overdue", one knows "not closed".
    """

    name: str
    label: Label
    type: Type = Type.TEXT
    column: str = ""
    sort: str = ""
    filterable: bool = True
    editable: bool = False
    listed: bool = False
    required: bool = False
    maskable: bool = False
    choices: tuple[tuple[str, Label], ...] | Choices = ()
    tones: dict[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    link: str = ""
    currency: str = ""
    minor: str = ""
    help: Label = ""
    filled: bool = False
    condition: Callable[[str, Any, Any], Q] | None = None
    named: Callable[[Any], Label] | None = None
    unit: str = ""
    zero: Label = ""
    beside: Beside | None = None
    implied: Mapping[str, Q] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The ORM path of the value."""
        return self.column or self.name

    def label_of(self, record: Any) -> Label:
        """The label beside one record's value."""
        return self.named(record) if self.named else self.label

    def choice_label(self, value: str) -> Label:
        """The words for a choice's stored value."""
        return dict(self.choices).get(value, value)


@dataclass(frozen=True, slots=True)
class Verbs:
    """The writing actions of a kind, as its package offers them; a missing one is not offered on pages and in the API.

    create(values, *, actor, at) -> record · edit(record, changes, *, actor, at) -> record
    assign(ids, owner_id, *, actor, at) -> int · delete(ids, *, actor, at) -> int · restore(ids, *, actor, at) -> int
    tag(ids, add, remove, *, actor, at) -> int
    give_back(ids, owner_id, *, actor, at) -> int takes back what the actor handed over to `owner_id` today, untouched since
    """

    create: Callable[..., Any] | None = None
    edit: Callable[..., Any] | None = None
    assign: Callable[..., int] | None = None
    delete: Callable[..., int] | None = None
    restore: Callable[..., int] | None = None
    tag: Callable[..., int] | None = None
    give_back: Callable[..., int] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record.

    `name` is one word and equals URL prefix, permission prefix and event prefix. `rows(actor)` is the visible base
    query of its list. `owned` kinds have `owner_id` and a data scope of their own; others hang on a customer.
    `default_sort` is a field name, "-" for descending. `search(text, actor)` narrows a list to hits, or is None.
    `presets` are views that come with the kind, as (words, address); its list opens with the first.
    `fill(records)` sets the `filled` fields of a page (or chunk of an export) in one query; `more` are those that `extend` gave
    to it, by the names of what each sets. Both are called through `fill_in`.
    `teaches` is what its list says while there is none: what it is for, and how the first is made.
    """

    name: str
    model: type[Model]
    label: Label
    plural: Label
    icon: str
    fields: tuple[Field, ...]
    url: Callable[[Any], str]
    list_url: Callable[[], str]
    title: Callable[[Any], str]
    rows: Callable[[Any], QuerySet[Any]]
    verbs: Verbs = Verbs()
    owned: bool = False
    shared: bool = False
    home: str = ""
    default_sort: str = "-created_at"
    search: Callable[[str, Any], Any] | None = None
    key: str = ""
    fill: Callable[[Sequence[Any]], None] | None = None
    presets: tuple[tuple[Label, str], ...] = ()
    teaches: Label = ""
    more: tuple[tuple[frozenset[str], Callable[[Sequence[Any]], None]], ...] = ()
    by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.name: one for one in self.fields})

    def fill_in(self, records: Sequence[Any], fields: Iterable[Field] | None = None) -> None:
        """Set the `filled` fields on records: those that are needed for `fields`, all where none are named."""
        wanted = {one.name for one in (self.fields if fields is None else fields) if one.filled}
        others = {name for names, _fill in self.more for name in names}
        if self.fill and (fields is None or wanted - others):
            self.fill(records)
        for names, fill in self.more:
            if wanted & names:
                fill(records)

    @property
    def path(self) -> str:
        """Where programs find it: the English plural of its name."""
        return f"{self.name[:-1]}ies" if self.name.endswith("y") else f"{self.name}s"

    def field(self, name: str) -> Field:
        """The field called `name`; raises KeyError."""
        return self.by_name[name]

    def has(self, name: str) -> bool:
        """Whether there is a field called `name`."""
        return name in self.by_name


def record_url(view: str, of: str = "pk") -> Callable[[Any], str]:
    """The address of a record on the page `view`, by its attribute `of`; a list asks for one per row, so the pattern is kept."""

    @cache
    def pattern() -> tuple[str, str]:
        before, _, after = reverse(view, args=[0]).rpartition("0")
        return before, after

    def url(record: Any) -> str:
        before, after = pattern()
        return f"{before}{getattr(record, of)}{after}"

    return url


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind; called from manifests at start-up."""
    if kind.name in _kinds:
        raise ValueError(f"kind {kind.name} is registered twice")
    _kinds[kind.name] = kind
    return kind


def extend(name: str, *fields: Field, fill: Callable[[Sequence[Any]], None]) -> None:
    """Give a kind of a lower package `filled` fields that a higher one knows about; called from its manifest.

    `fill` sets them on the records of a page that shows one of them, after the kind's own.
    """
    found = _kinds[name]
    object.__setattr__(found, "fields", (*found.fields, *fields))
    object.__setattr__(found, "by_name", {one.name: one for one in found.fields})
    object.__setattr__(found, "more", (*found.more, (frozenset(one.name for one in fields), fill)))


def kind(name: str) -> Kind:
    """The kind called `name`; raises KeyError."""
    return _kinds[name]


def all_kinds() -> Iterable[Kind]:
    """Every registered kind, in the order of registration."""
    return _kinds.values()


def kind_of(model: type[Model]) -> Kind | None:
    """The kind whose records are stored in `model`."""
    for one in _kinds.values():
        if one.model is model:
            return one
    return None
