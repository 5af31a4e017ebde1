"""The page of a narrow data scope, read owner by owner from one index and merged.

One walk along the sort index would step over everybody else's rows: a department that sees one record in two hundred would
read eight thousand for a page of forty. It pays where an index (owner, sort column, id) exists and the owners are few.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind
from guanxi.core.one import columns_of, everything, whole_rows
from guanxi.ui.lists.trees import Condition, Group

MOST_OWNERS = 200
SPARE = 4  # rows read of each owner beyond three times his even share of the page
OF_OWNER = '"{0}"."owner_id" = (scope.owner)'
NO_FILTER = Group()


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose records of a kind the actor sees, and which others were shared with him."""

    kind: str
    owners: list[int]
    shared: list[int]


def scope_of(kind: Kind, actor: Actor, column: str, tree: Group = NO_FILTER) -> Scope | None:
    """The data scope in owners where it is narrow and an index leads from them to this order; else None."""
    owners = actor.sight.owners.get(kind.name, [])
    if not kind.owned or actor.sees_all(kind.name) or len(owners) > MOST_OWNERS:
        return None
    if not indexed(kind.name, column, _settled(kind, tree)):
        return None
    return Scope(kind.name, owners, actor.sight.shared_read if kind.shared else [])


def rows_in(scope: Scope | None, kind: Kind, actor: Actor) -> "QuerySet[Any]":
    """The base query of a list. Read owner by owner it leaves the scope to the reading (and to the policy, as ever).

    Said twice, a plan that is made without values would look for all owners at once and sort.
    """
    return kind.rows(actor) if scope is None else everything(kind.name)


def _settled(kind: Kind, tree: Group) -> frozenset[str]:
    """Columns for which the filter leaves one value."""
    conditions = (one for one in tree.items if isinstance(one, Condition) and one.op == "any" and len(one.values) == 1)
    return frozenset(kind.field(one.field).path for one in conditions if kind.has(one.field))


@lru_cache(maxsize=1000)
def indexed(kind: str, column: str, settled: frozenset[str]) -> bool:
    """Whether an index leads from the owner, or from him and one of the settled columns, to this order.

    And whether the rows bring no more than their table.
    """
    rows = everything(kind)
    wanted = [["owner", column, "id"], *(["owner", one, column, "id"] for one in settled)]
    there = any([name.removeprefix("-") for name in index.fields] in wanted for index in rows.model._meta.indexes)
    return there and not (rows.query.annotations or rows.query.select_related)


def merged(
    rows: "QuerySet[Any]", scope: Scope, column: str, start: tuple[Any, ...] | None, *, descending: bool, size: int
) -> list[Any]:
    """The first `size` of the rows behind `start`, in the order (column, id), within the scope.

    Of each owner a few more than his even share are read; of those whose last row read is still on the page (one has just
    imported a file and has most of it), a page more.
    """
    table = rows.model._meta.db_table
    # a list without filters asks the same question each time: Django is asked for its text once
    question = _kept_keys(scope.kind, column) if rows is everything(scope.kind) else _keys(rows, column)
    way, behind, before = ("desc", "<", ">") if descending else ("asc", ">", "<")
    order, keys = f"order by {column} {way}, id {way}", f'"{table}"."{column}", "{table}"."id"'
    each = f'order by "{table}"."{column}" {way}, "{table}"."id" {way} limit'
    begun, values = (f" and ({keys}) {behind} (%s, %s)", list(start)) if start else ("", [])
    share = min(SPARE + 3 * size // max(len(scope.owners), 1), size)
    # names of our own, and a question that Django compiled
    read = f"select one.*, row_number() over () as place from ({question}{begun} {each} {share:d}) one"  # noqa: S608
    first = f"select owner, rows.* from unnest(%s::bigint[]) as scope(owner) cross join lateral ({read}) rows"  # noqa: S608
    last = f"select {column}, id from first {order} offset {size - 1:d} limit 1"  # noqa: S608
    on_page = f"not exists (select from last) or ({column}, id) {before} (select {column}, id from last)"  # noqa: S608
    owners = f"(select owner, {column} as at, id as row from first where place = {share:d} and ({on_page})) scope"  # noqa: S608
    more = f"{question} and ({keys}) {behind} (scope.at, scope.row) {each} {size:d}"
    ids = f"select {column}, id from first union all (select more.* from {owners} cross join lateral ({more}) more)"  # noqa: S608
    params: list[Any] = [scope.owners, *values]
    if scope.shared:
        # the same question once more, narrowed to the shared ids
        shared = question.replace(OF_OWNER.format(table), f'"{table}"."id" = any (%s::bigint[])')
        ids = f"({ids}) union ({shared}{begun} {each} {size:d})"
        params += [scope.shared, *values]
    whole = (
        f"with first as materialized ({first}), last as materialized ({last}) select {columns_of(rows.model)} from {table} "  # noqa: S608
        f"where id = any (array(select id from ({ids} {order} limit {size:d}) found)) {order}"
    )
    return whole_rows(rows.model, whole, params)


def _keys(rows: "QuerySet[Any]", column: str) -> str:
    """The query for (column, id) of one owner's rows; the owner is its last condition.

    What was asked for stands in it as literals: as parameters, PostgreSQL would plan the merge anew each time, since a
    plan for any value looks dearer to it than one for these, and planning takes as long as reading.
    """
    mine = rows.filter(owner_id=RawSQL("scope.owner", []))
    question, given = mine.order_by().values_list(column, "id").query.sql_with_params()
    try:
        return _literally(question, given)
    except TypeError:  # a list among the values: it has no hash to be remembered by
        return _literally.__wrapped__(question, given)


@lru_cache(maxsize=1000)
def _literally(question: str, given: tuple[Any, ...]) -> str:
    """The question with its values in it, quoted by the driver; that takes a millisecond, and the same filters come again."""
    driver: Any = connection.ops
    return str(driver.compose_sql(question, given)).replace("%", "%%")


@cache
def _kept_keys(kind: str, column: str) -> str:
    return _keys(everything(kind), column)
