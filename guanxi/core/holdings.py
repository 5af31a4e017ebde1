"""What a member holds, kind by kind, and how it changes hands when he leaves: packages fill this from their manifests.

Kinds with an owner and an action to assign are there by themselves (`holdings`); what else belongs to a member is
registered. A column that refers to a member without making anything his is named by `stays`, with the reason; a test
asks the database for every such column, so that nothing is left behind unnoticed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import connection
from django.db.models import QuerySet

from guanxi.core import kinds
from guanxi.core.actor import Actor
from guanxi.core.slots import Label


class Held(Protocol):
    """Records of one kind that a member holds."""

    def count(self, limit: int) -> int:
        """How many, at most `limit`."""

    def ids(self, after: int, limit: int) -> list[int]:
        """The next by id after `after`, at most `limit`."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a member holds, as a query that an index on the member answers."""

    query: "QuerySet[Any]"

    def count(self, limit: int) -> int:
        """How many, at most `limit`."""
        return int(self.query.order_by()[:limit].count())

    def ids(self, after: int, limit: int) -> list[int]:
        """The next by id after `after`, at most `limit`."""
        return list(self.query.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


class Mover(Protocol):
    """Gives records to a member; what cannot go stays where it is."""

    def __call__(self, ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
        """Move `ids` from `giver` to `taker`."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing that a member holds.

    `held(member)` are its records, walked by id. `move` hands some to a colleague, `back` brings them to the giver
    again, who may be deactivated by then. `homes(ids)` tells the customer each hangs on. `rights` ("kind.verb") and
    `scope` (the kinds of which he must see everything) are what whoever hands over needs. `history` is (kind, column)
    under which the database notes the change; without it the work itself notes the ids.
    """

    name: str
    label: Label
    icon: str
    column: str  # "table.column"
    held: Callable[[int], Held]
    move: Mover
    back: Mover
    homes: Callable[[Sequence[int]], dict[int, int | None]] = field(default=dict.fromkeys)
    rights: tuple[str, ...] = ()
    scope: str = ""
    history: tuple[str, str] | None = None
    url: Callable[[int], str] | None = None
    place: int = 50

    def allowed(self, actor: Actor) -> bool:
        """Whether the actor may hand all of it over, and sees all of it."""
        powers = (right.partition(".") for right in self.rights)
        seen = not self.scope or actor.sees_all(self.scope)
        return seen and all(actor.may(verb, kind) for kind, _dot, verb in powers)


@dataclass(frozen=True, slots=True)
class Division:
    """A way to divide customers among several: `values(member)` are (value, how many), most first; `of(ids)` those of each."""

    name: str
    label: Label
    values: Callable[[int], list[tuple[str, int]]]
    of: Callable[[Sequence[int]], dict[int, list[str]]]


_holdings: dict[str, Holding] = {}
_divisions: dict[str, Division] = {}
_staying: dict[str, str] = {}


def register(holding: Holding) -> None:
    """Add what a member holds; instead of the one that its kind would bring by itself, if there is one."""
    _holdings[holding.name] = holding


def add_division(division: Division) -> None:
    """Offer one more way to divide customers among successors."""
    _divisions[division.name] = division


def stays(**reasons: str) -> None:
    """Columns ("table__column") that refer to a member and stay with him, each with the reason."""
    _staying.update({name.replace("__", "."): reason for name, reason in reasons.items()})


def staying() -> dict[str, str]:
    """Columns that stay, by "table.column"."""
    return dict(_staying)


def divisions() -> list[Division]:
    """Ways to divide customers."""
    return list(_divisions.values())


def holdings() -> list[Holding]:
    """Everything that changes hands, in the order in which it does: customers before what hangs on them."""
    own = {
        kind.name: owned(kind)
        for kind in kinds.all_kinds()
        if kind.owned and kind.verbs.assign and kind.name not in _holdings
    }
    return sorted((own | _holdings).values(), key=lambda one: (one.place, one.name))


def counts(member_id: int, limit: int) -> dict[str, int]:
    """How many of each a member holds, by name, at most `limit` of each: one question for all that are plain queries."""
    held = {one.name: one.held(member_id) for one in holdings()}
    found: dict[str, int] = {}
    parts: list[str] = []
    params: list[Any] = []
    for name, rows in held.items():
        if isinstance(rows, Rows):
            sql, given = rows.query.order_by().values("pk")[:limit].query.sql_with_params()
            parts.append(f"select %s, count(*) from ({sql}) held")  # noqa: S608 - compiled by Django
            params += [name, *given]
        else:
            found[name] = rows.count(limit)
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts), params)
        return found | dict(cursor.fetchall())


def owned(kind: kinds.Kind, **changes: Any) -> Holding:
    """The holding of a kind with `owner_id`: carried by its action "assign", taken back by `guanxi_assign`."""
    table, manager = kind.model._meta.db_table, kind.model._default_manager
    assign = kind.verbs.assign
    if assign is None:
        raise ValueError(f"{kind.name} has no action to assign")

    def move(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:  # noqa: ARG001
        assign(ids, taker, actor=actor, at=at)

    def back(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:  # noqa: ARG001
        actor.require("assign", kind.name)
        still = manager.filter(pk__in=ids, owner_id=taker, deleted_at__isnull=True)
        give(table, list(still.values_list("pk", flat=True)), giver)

    def homes(ids: Sequence[int]) -> dict[int, int | None]:
        if not kind.home:
            return dict.fromkeys(ids)
        return dict(manager.filter(pk__in=ids).values_list("pk", kind.home))

    given: dict[str, Any] = {
        "name": kind.name,
        "label": kind.plural,
        "icon": kind.icon,
        "column": f"{table}.owner_id",
        "held": lambda member: Rows(manager.filter(owner_id=member, deleted_at__isnull=True)),
        "move": move,
        "back": back,
        "homes": homes,
        "rights": (f"{kind.name}.assign", f"{kind.name}.edit"),
        "scope": kind.name,
        "history": (kind.name, "owner_id"),
        "url": lambda member: f"{kind.list_url()}?f=owner:any:{member}",
    }
    return Holding(**(given | changes))


def give(table: str, ids: Sequence[int], owner_id: int) -> list[int]:
    """Set the owner of records in reach, whoever he is, by the database's own rule; answers those that changed hands."""
    with connection.cursor() as cursor:
        cursor.execute("select guanxi_assign(%s::regclass, %s::bigint[], %s)", [table, list(ids), owner_id])
        return [row[0] for row in cursor.fetchall()]


def moved_by(job: int, holding: Holding, after: int, limit: int) -> list[tuple[int, int, int]]:
    """What a job moved of this kind: (record, from whom, to whom or 0 for nobody), at most `limit` after the record `after`.

    The database's history knows, so that what moved along with something else is part of it.
    """
    if holding.history is None:
        return []
    kind, column = holding.history
    with connection.cursor() as cursor:
        cursor.execute(
            "select record_id, (array_agg(changes #>> array[%(column)s, '0'] order by id))[1]::bigint,"
            " (array_agg(changes #>> array[%(column)s, '1'] order by id desc))[1]::bigint from core_change"
            " where through = 'job' and through_id = %(job)s and kind = %(kind)s and operation = 'U' and record_id > %(after)s"
            " and changes ? %(column)s group by record_id order by record_id limit %(limit)s",
            {"column": column, "job": str(job), "kind": kind, "after": after, "limit": limit},
        )
        return [(record, old, new or 0) for record, old, new in cursor.fetchall() if old is not None]


def tally(job: int, holding: Holding) -> dict[int, int]:
    """How many records a job gave to whom (0 for nobody), by the history."""
    if holding.history is None:
        return {}
    kind, column = holding.history
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(taker, 0), count(*) from (select distinct on (record_id) (changes #>> array[%(column)s, '1'])::bigint as taker"
            " from core_change where through = 'job' and through_id = %(job)s and kind = %(kind)s and operation = 'U'"
            " and changes ? %(column)s order by record_id, id desc) m group by 1",
            {"column": column, "job": str(job), "kind": kind},
        )
        return dict(cursor.fetchall())
