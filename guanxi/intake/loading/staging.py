"""Rows on their way into tables: COPY into a temporary table, then INSERT … SELECT under row-level security.

COPY itself is not allowed into a protected table; from a temporary one everything else is one statement for the chunk.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import sql


def stage(cursor: Any, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> int:
    """Make the temporary table `name` with (column, type) pairs anew and fill it; answers how many rows.

    It lasts until the transaction ends. Values go through psycopg's adapters of the types named.
    """
    table = sql.Identifier(name)
    definition = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind)) for column, kind in columns
    )
    cursor.execute(sql.SQL("drop table if exists pg_temp.{}").format(table))
    cursor.execute(sql.SQL("create temporary table {} ({}) on commit drop").format(table, definition))
    count = 0
    with cursor.copy(sql.SQL("copy pg_temp.{} from stdin").format(table)) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    if count:
        cursor.execute(sql.SQL("analyze pg_temp.{}").format(table))
    return count


def new_ids(cursor: Any, table: str, count: int) -> list[int]:
    """`count` fresh ids of a table, so that rows of several tables can be written without asking back."""
    cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", [table, count])
    return [row[0] for row in cursor.fetchall()]
