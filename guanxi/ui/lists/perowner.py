"""The page of a narrow data scope, read owner by owner from one index and merged.

One walk along the sort index would step over everybody else's rows: a department that sees one record in two hundred would
read eight thousand for a page of forty. It pays where an index (owner, sort column, id) exists and the owners are few.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.options import Options

from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind

MOST_OWNERS = 200


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose records the actor sees, and which others were shared with him."""

    owners: list[int]
    shared: list[int]


def scope_of(kind: Kind, actor: Actor, column: str) -> Scope | None:
    """The data scope in owners where it is narrow and an index leads from them to this order; else None."""
    owners = actor.sight.owners.get(kind.name, [])
    if (
        not kind.owned
        or actor.sees_all(kind.name)
        or len(owners) > MOST_OWNERS
        or not indexed(kind.model._meta, column)
    ):
        return None
    return Scope(owners, actor.sight.shared_read if kind.shared else [])


def rows_in(scope: Scope | None, kind: Kind, actor: Actor) -> "QuerySet[Any]":
    """The base query of a list. Read owner by owner it leaves the scope to the reading (and to the policy, as ever).

    Said twice, a plan that is made without values would look for all owners at once and sort.
    """
    if scope is None:
        return kind.rows(actor)
    sight = replace(actor.sight, all_kinds=actor.sight.all_kinds | {kind.name})
    return kind.rows(replace(actor, sight=sight))


@cache
def indexed(table: "Options[Any]", column: str) -> bool:
    """Whether an index of the table leads from the owner to this order."""
    wanted = ["owner", column, "id"]
    return any([name.removeprefix("-") for name in index.fields] == wanted for index in table.indexes)


def merged(part: "QuerySet[Any]", scope: Scope, column: str, *, descending: bool, size: int) -> list[Any]:
    """The first `size` rows of `part`, which is ordered by (column, id), within the scope."""
    table = part.model._meta.db_table
    mine = part.values_list(column, "id").filter(owner_id=RawSQL("scope.owner", []))
    each, params = mine[:size].query.sql_with_params()
    ids = f"select keys.* from unnest(%s::bigint[]) as scope(owner) cross join lateral ({each}) keys"  # noqa: S608 - compiled by Django
    given: list[Any] = [scope.owners, *params]
    if scope.shared:
        # the same query once more, narrowed to the shared ids; its last condition is the one above
        others = each.replace(f'"{table}"."owner_id" = (scope.owner)', f'"{table}"."id" = any (%s::bigint[])')
        ids, given = f"({ids}) union ({others})", [*given, *params, scope.shared]
    order = f"order by {column} desc, id desc" if descending else f"order by {column}, id"
    ids = f"select id from ({ids} {order} limit {size:d}) found"  # noqa: S608 - names of our own
    if part.query.annotations or part.query.select_related:
        return list(part[:size])  # a kind whose rows bring more than their table: no kind has both yet
    rows = f"select * from {table} where id = any (array({ids})) {order}"  # noqa: S608 - names of our own
    return list(part.model._default_manager.raw(rows, given))
