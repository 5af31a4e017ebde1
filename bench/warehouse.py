"""The warehouse: filling it against a raw COPY of the same rows, RFM of a million customers against the bare DuckDB query.

`python -m bench.warehouse` makes an installation and files in a temporary folder, which go away afterwards.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ORDERS = 1_000_000  # filled
CUSTOMERS, BOUGHT = 1_000_000, 10_000_000  # asked
FILES = 10
MEMORY, THREADS = "4GB", 2
MAKE = """
insert into commerce_order (number, ordered_at, currency, total, country)
select 'B' || n, timestamptz '2024-01-01 00:00+00' + n * interval '1 minute', 'CNY', (n % 99991) / 100.0, 'CN' from generate_series(1, {rows}) n
"""
GENERATED = """
copy (select range as id, cast(hash(range) % {customers} as bigint) + 1 as customer_id,
             cast(timestamp '2024-01-01' + to_minutes(cast(range // 10 as int)) as timestamptz) as at,
             cast(date '2024-01-01' + cast(range // 14400 as int) as date) as day, 'placed' as status, 'CNY' as currency,
             cast((hash(range + 7) % 99991) / 100.0 as decimal(18, 2)) as total, 'CN' as country
        from range({first}, {last})) to '{path}' (format parquet, compression zstd)
"""
BARE = """
with summed as (select customer_id, max(day) as latest, count(*) as orders, sum(total) as spent
                  from read_parquet({paths}) where status = 'placed' and customer_id is not null group by 1),
     scored as (select ntile(5) over (order by latest, customer_id) as r, ntile(5) over (order by orders, customer_id) as f,
                       ntile(5) over (order by spent, customer_id) as m from summed)
select r, f, m, count(*) as customers from scored group by 1, 2, 3
"""


def rfm(orders: Any) -> Any:
    """Customers per score of recency, frequency and money, each cut into fifths: an expression of Ibis."""
    import ibis

    placed = orders.filter((orders.status == "placed") & orders.customer_id.notnull())
    summed = placed.group_by("customer_id").aggregate(
        latest=placed.day.max(), orders=placed.count(), spent=placed.total.sum()
    )

    def fifths(name: str) -> Any:
        return ibis.ntile(5).over(ibis.window(order_by=[summed[name], summed.customer_id])) + 1  # Ibis counts from 0

    scored = summed.select(r=fifths("latest"), f=fifths("orders"), m=fifths("spent"))
    return scored.group_by("r", "f", "m").aggregate(customers=scored.count())


def asked(folder: Path) -> str:
    """RFM by the product's way to the files, and by DuckDB alone, with the same memory and threads; the same answer."""
    import duckdb

    from guanxi.analytics.warehouse import engines

    settings: dict[str, Any] = {"memory_limit": MEMORY, "threads": THREADS, "temp_directory": str(folder / "tmp")}
    bare = duckdb.connect(config=settings)
    names, each = [], BOUGHT // FILES
    for number in range(FILES):
        name = f"orders-{number}.parquet"
        bare.execute(
            GENERATED.format(customers=CUSTOMERS, first=number * each, last=(number + 1) * each, path=folder / name)
        )
        names.append(name)
    question = BARE.format(paths=[str(folder / name) for name in names])
    theirs, floor = _best(lambda: sorted(bare.execute(question).fetchall()))
    bare.close()

    def ours() -> list[Any]:
        star = engines.duckdb(folder, {"orders": names}, memory=MEMORY, threads=THREADS)
        rows = rfm(star["orders"]).to_pyarrow().to_pylist()
        return sorted(tuple(row.values()) for row in rows)

    answer, seconds = _best(ours)
    if [tuple(map(int, row)) for row in answer] != [tuple(map(int, row)) for row in theirs]:
        raise ValueError("the two do not say the same")
    return (
        f"RFM of {CUSTOMERS:,} customers from {BOUGHT:,} orders: bare DuckDB {floor:.2f} s, through Ibis {seconds:.2f} s, "
        f"opening the files included: {seconds / floor:.2f}×"
    )


def filled() -> str:
    """Filling orders, against COPY of the same columns to nowhere. In an installation whose database is up."""
    import psycopg

    from guanxi.config import env
    from guanxi.config.database import start_django

    with psycopg.connect(env.owner_database_url(), autocommit=True) as owner:
        owner.execute(MAKE.format(rows=ORDERS))
        owner.execute("vacuum analyze commerce_order")
    start_django()
    from django.db import connection

    from guanxi.analytics.actions.filling import fill_part
    from guanxi.analytics.warehouse.sources import BY_NAME, WIDTH
    from guanxi.core.actor import acting_as_system

    source = BY_NAME["orders"]
    parts = range(ORDERS // WIDTH + 1)

    def raw() -> int:
        size = 0
        statement = "copy (select id, customer_id, ordered_at, status, currency, total, country from commerce_order) to stdout (format csv)"
        with psycopg.connect(env.owner_database_url()) as owner, owner.cursor().copy(statement) as stream:
            for one in stream:
                size += len(one)
        return size

    def ours() -> int:
        with acting_as_system("bench"):
            return sum(fill_part(source, part) for part in parts)

    _size, floor = _best(raw)
    rows, seconds = _best(ours)
    connection.close()
    return (
        f"Filling {rows:,} orders: raw COPY TO {ORDERS / floor:,.0f} rows/s, into files {rows / seconds:,.0f} rows/s "
        f"({seconds / floor:.1f}× its time; parsed, compressed, brought to the disk and listed)"
    )


def _best(work: Callable[[], Any], times: int = 3) -> tuple[Any, float]:
    """The answer, and the seconds of the fastest."""
    seconds = []
    answer = None
    for _ in range(times):
        start = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - start)
    return answer, min(seconds)


def table() -> str:
    """Both, as lines of Markdown; the filling in an installation of its own."""
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as folder:
        environment = {key: value for key, value in os.environ.items() if not key.endswith("DATABASE_URL")}
        environment |= {"GUANXI_VAR": f"{folder}/var", "DEMO": "no"}
        line = [sys.executable, "-m", "bench.warehouse", "fill"]
        told = (
            subprocess.run(line, env=environment, stdout=subprocess.PIPE, text=True, check=True)
            .stdout.strip()
            .splitlines()[-1]
        )
        return f"- {told}\n- {asked(Path(folder))}"


def _installation() -> None:
    from guanxi.config import database

    with database.up():
        subprocess.run([sys.executable, "-m", "guanxi.config.cli", "migrate"], stdout=sys.stderr, check=True)
        print(filled())


if __name__ == "__main__":
    if sys.argv[1:] == ["fill"]:
        _installation()
    else:
        print(table())
