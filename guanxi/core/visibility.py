"""Row-level security: what a migration calls to put a table under it, and the literal condition for the planner."""

from typing import Any, Literal

from django.db import migrations
from django.db.models import BooleanField, F, Func, Model, Q

from guanxi.core.actor import Actor


class AnyOf(Func):
    """`column = any (array)`: one parameter however many values, where `in` has each of them looked at several times."""

    output_field = BooleanField()

    def __init__(self, column: str, values: list[int]) -> None:
        super().__init__(F(column), values=values)

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, Any]:  # noqa: ARG002
        """The comparison and its one parameter."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"{column} = any (%s::bigint[])", (*params, self.extra["values"])


# Above this many owners the planner is better off without the list: the scope is then most of the table anyway.
LITERAL_OWNERS = 1000


def _call(sql: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, migrations.RunSQL.noop)


def owned(table: str, kind: str, *, shared: bool = False, also_reads: str = "") -> migrations.RunSQL:
    """Protect a table with `owner_id`: seen through the data scope of `kind`; `shared` adds collaborators (customers only)."""
    return _call(f"select guanxi_protect_owned('{table}', '{kind}', {shared}, '{also_reads}'); {_touch(table)}")


def hanging(
    table: str,
    kind: str,
    *,
    column: str = "customer_id",
    parent: str = "customers_customer",
    parent_kind: str = "customer",
    mode: Literal["whole", "part", "log"] = "whole",
) -> migrations.RunSQL:
    """Protect a table whose rows are seen with the record they hang on; the modes are explained in sql/visibility.sql."""
    touch = _touch(table) if mode == "whole" else ""
    return _call(
        f"select guanxi_protect_hanging('{table}', '{kind}', '{parent}', '{parent_kind}', '{column}', '{mode}'); {touch}"
    )


def through(table: str, kind: str, *, parent: str, column: str) -> migrations.RunSQL:
    """Protect a table whose rows are seen and written where the row they belong to is seen."""
    return _call(f"select guanxi_protect_through('{table}', '{kind}', '{parent}', '{column}')")


def private(table: str, kind: str, *, member_column: str = "member_id", others: str = "") -> migrations.RunSQL:
    """Protect a member's own rows; `others` is SQL under which colleagues may read them."""
    quoted = others.replace("'", "''")
    return _call(f"select guanxi_protect_private('{table}', '{kind}', '{member_column}', '{quoted}')")


def tracked(table: str, kind: str, *, home_kind: str = "", home_column: str = "id") -> migrations.RunSQL:
    """Have the database write history for a table; `home` is the record whose page shows it."""
    return _call(f"select guanxi_track('{table}', '{kind}', '{home_kind or kind}', '{home_column}')")


def _touch(table: str) -> str:
    return f"create trigger touch before update on {table} for each row execute function guanxi_touch()"


def literal_condition(model: type[Model], actor: Actor) -> Q:
    """The data scope of `actor` on an owned model, written with literal values; empty where the policy alone is as good."""
    from guanxi.core.kinds import kind_of

    kind: Any = kind_of(model)
    if kind is None or not kind.owned or actor.sees_all(kind.name):
        return Q()
    owners = actor.sight.owners.get(kind.name, [])
    if len(owners) > LITERAL_OWNERS:
        return Q()
    condition = Q(AnyOf("owner_id", owners))
    if kind.shared and actor.sight.shared_read:
        condition |= Q(AnyOf("pk", actor.sight.shared_read))
    return condition
