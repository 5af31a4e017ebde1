"""The page of a narrow data scope, read owner by owner from one index and merged.

One walk along the sort index would step over everybody else's rows: a department that sees one record in two hundred would
read eight thousand for a page of forty. It pays where an index (owner, sort column, id) exists and the owners are few.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from guanxi.core import kinds
from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind

MOST_OWNERS = 200
OF_OWNER = '"{0}"."owner_id" = (scope.owner)'
EVERYTHING = Actor(member_id=None, through="system")  # to write a query with; what it finds the policy decides


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose records of a kind the actor sees, and which others were shared with him."""

    kind: str
    owners: list[int]
    shared: list[int]


def scope_of(kind: Kind, actor: Actor, column: str) -> Scope | None:
    """The data scope in owners where it is narrow and an index leads from them to this order; else None."""
    owners = actor.sight.owners.get(kind.name, [])
    if not kind.owned or actor.sees_all(kind.name) or len(owners) > MOST_OWNERS or not indexed(kind.name, column):
        return None
    return Scope(kind.name, owners, actor.sight.shared_read if kind.shared else [])


def rows_in(scope: Scope | None, kind: Kind, actor: Actor) -> "QuerySet[Any]":
    """The base query of a list. Read owner by owner it leaves the scope to the reading (and to the policy, as ever).

    Said twice, a plan that is made without values would look for all owners at once and sort.
    """
    return kind.rows(actor) if scope is None else _everything(kind.name)


@cache
def _everything(kind: str) -> "QuerySet[Any]":
    return kinds.kind(kind).rows(EVERYTHING)


@cache
def indexed(kind: str, column: str) -> bool:
    """Whether an index leads from the owner to this order, and the rows bring no more than their table."""
    rows = _everything(kind)
    wanted = ["owner", column, "id"]
    there = any([name.removeprefix("-") for name in index.fields] == wanted for index in rows.model._meta.indexes)
    return there and not (rows.query.annotations or rows.query.select_related)


def merged(
    rows: "QuerySet[Any]", scope: Scope, column: str, start: tuple[Any, ...] | None, *, descending: bool, size: int
) -> list[Any]:
    """The first `size` of the rows behind `start`, in the order (column, id), within the scope."""
    table = rows.model._meta.db_table
    # a list without filters asks the same question each time: Django is asked for its text once
    question, given = _kept_keys(scope.kind, column) if rows is _everything(scope.kind) else _keys(rows, column)
    way = "desc" if descending else "asc"
    order = f"order by {column} {way}, id {way} limit {size:d}"
    seek, begun = "", list(start or ())
    if begun:
        seek = f' and ("{table}"."{column}", "{table}"."id") {"<" if descending else ">"} (%s, %s)'
    each = f'{question}{seek} order by "{table}"."{column}" {way}, "{table}"."id" {way} limit {size:d}'
    ids = f"select keys.* from unnest(%s::bigint[]) as scope(owner) cross join lateral ({each}) keys"  # noqa: S608 - compiled by Django
    params: list[Any] = [scope.owners, *given, *begun]
    if scope.shared:
        # the same question once more, narrowed to the shared ids
        shared = each.replace(OF_OWNER.format(table), f'"{table}"."id" = any (%s::bigint[])')
        ids, params = f"({ids}) union ({shared})", [*params, *given, scope.shared, *begun]
    whole = f"select * from {table} where id = any (array(select id from ({ids} {order}) found)) {order}"  # noqa: S608 - names of our own
    return list(rows.model._default_manager.raw(whole, params))


def _keys(rows: "QuerySet[Any]", column: str) -> tuple[str, tuple[Any, ...]]:
    """The query for (column, id) of one owner's rows, and its parameters; the owner is its last condition."""
    mine = rows.filter(owner_id=RawSQL("scope.owner", []))
    return mine.order_by().values_list(column, "id").query.sql_with_params()


@cache
def _kept_keys(kind: str, column: str) -> tuple[str, tuple[Any, ...]]:
    return _keys(_everything(kind), column)
