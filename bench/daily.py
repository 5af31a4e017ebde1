"""What customers are worth, reckoned whole and by day, and all of them looked at: customers like CDNOW's, five orders each.

`python -m bench.daily [customers]` makes an installation in a temporary folder, which goes away afterwards; with `GUANXI_VAR` set,
`python -m bench.daily told customers` keeps to the one that stands there.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench import own

CUSTOMERS = 100_000
SHAPES = "create unlogged table bench_shape (id int primary key, x int, t_x float8, age float8, mean float8)"
ORDERS = """
insert into commerce_order (number, customer_id, ordered_at, currency, total)
select 'D' || n || '-' || j, {first} + n, timestamptz '{end} 04:00+00' - make_interval(days => {day}), 'CNY',
       round((case when mean > 0 then mean else 20 end * (0.5 + (n * 31 + j * 17) % 100 / 100.0))::numeric, 2) + 1
  from (select n, s.*, 1 + (n % 97) / 65.0 as stretch from generate_series({low}, {high}) n
          join bench_shape s on s.id = (n::bigint * 7919) % {shapes}) someone
       cross join lateral generate_series(0, 4 * x) j
"""
DAY = "round(age * stretch)::int - case when x = 0 then 0 else round(t_x * stretch * j / (4 * x))::int end"
NEXT_DAY = """
insert into commerce_order (number, customer_id, ordered_at, currency, total)
select 'E' || customer_id || '-' || gen_random_uuid(), customer_id, (select max(ordered_at) from commerce_order) + interval '1 day', 'CNY', 25 + customer_id % 50
  from analytics_buyer where last_on > (select max(last_on) - 60 from analytics_buyer)
 order by md5(customer_id::text) limit (select count(*) / 100 from analytics_buyer)
"""
PLACED = """
insert into commerce_order (number, customer_id, ordered_at, currency, total)
select 'N{turn}-' || id || '-' || gen_random_uuid(), id, now(), 'CNY', 30 from customers_customer order by id offset {turn} * 1000 limit 1000
"""
PART = 100_000  # customers made in one statement


def told(customers: int) -> str:
    """In an installation whose database is up: seconds of each phase, of Python and of the database."""
    import psycopg

    from guanxi.config import env
    from guanxi.config.database import start_django

    start_django()
    from django.db import connection

    with psycopg.connect(env.owner_database_url(), autocommit=True) as owner:
        made = owner.execute("select count(*) from customers_customer").fetchone()
        if not made or made[0] < customers:
            fill(owner, customers)
        lines = [f"{customers:,} customers, {_one(owner, 'select count(*) from commerce_order'):,} orders"]
        lines += [_line("all of it, the first time", *reckoned(whole=True))]
        owner.execute("vacuum analyze customers_fact, analytics_buyer")
        change(owner)
        lines += [_line("by day, one in a hundred having bought the next day", *reckoned(whole=False))]
        lines += [_line("all of it on the same orders", *reckoned(whole=True))]
        lines += [_line("looked at in four dimensions, first", *surveyed()), _line("the same again", *surveyed())]
        lines += [noted(owner)]
    connection.close()
    return "\n".join(f"- {line}" for line in lines)


def fill(owner: Any, customers: int) -> None:
    """Customers and their orders, without what the product would note of each."""
    from django.db import transaction

    from bench.factwrite import MAKE, _members
    from guanxi.analytics.tests.cdnow import summary
    from guanxi.core.actor import acting_as_system

    with acting_as_system("bench"), transaction.atomic():
        members = _members()
    owner.execute(MAKE.format(customers=customers, owners=f"array{members[1:]}::bigint[]"))
    first = _one(owner, "select min(id) from customers_customer") - 1
    rows = summary().T
    owner.execute(SHAPES)
    with owner.cursor() as cursor:
        cursor.executemany(
            "insert into bench_shape values (%s, %s, %s, %s, %s)",
            [(place, int(x), 7 * t_x, 7 * age, mean) for place, (x, t_x, age, mean) in enumerate(rows.tolist())],
        )
    owner.execute("alter table commerce_order disable trigger user")
    end = datetime.now(UTC).date() - timedelta(days=3)
    for low in range(1, customers + 1, PART):
        high = min(low + PART - 1, customers)
        asked = {"first": first, "end": end, "low": low, "high": high, "shapes": len(rows), "day": DAY}
        owner.execute(ORDERS.format(**asked))
    owner.execute("alter table commerce_order enable trigger user")
    owner.execute("drop table bench_shape")
    owner.execute("vacuum analyze customers_customer, commerce_order")


def change(owner: Any) -> None:
    """A day later as many buy as one in a hundred, of those who bought lately: who is gone does not come back all at once."""
    owner.execute(NEXT_DAY)


def noted(owner: Any) -> str:
    """What it costs orders that their customers are noted as changed: a thousand at a time, by turns with the trigger and without."""
    seconds = {"enable": 0.0, "disable": 0.0}
    for turn in range(20):
        state = ("enable", "disable")[turn % 2]
        owner.execute(f"alter table commerce_order {state} trigger note_buyer_insert")
        began = time.perf_counter()
        owner.execute(PLACED.format(turn=turn))
        seconds[state] += time.perf_counter() - began
    owner.execute("alter table commerce_order enable trigger note_buyer_insert")
    return f"10,000 orders placed, a thousand at a time: {seconds['disable']:.2f} s, with their customers noted {seconds['enable']:.2f} s"


def reckoned(*, whole: bool) -> tuple[dict[str, list[float]], float, float]:
    """Seconds by phase, of all, and of the database, of one reckoning."""
    from guanxi.analytics.actions import reckoning
    from guanxi.analytics.actions.reckon import reckon

    return _worked(partial(reckon, whole=whole), reckoning.PHASES)


def surveyed() -> tuple[dict[str, list[float]], float, float]:
    """The same of a look at all customers."""
    from guanxi.analytics.actions import surveying
    from guanxi.analytics.actions.survey import survey

    return _worked(survey, surveying.PHASES)


def _worked(start: Callable[..., Any], phases: dict[str, Any]) -> tuple[dict[str, list[float]], float, float]:
    from django.db import connection

    from guanxi.core import clock, work
    from guanxi.core.actor import acting_as_system

    seconds: dict[str, list[float]] = {}
    kept = dict(phases)

    def timed(name: str, phase: Callable[..., str]) -> Callable[..., str]:
        def step(*given: Any) -> str:
            began, spent = time.perf_counter(), time.process_time()
            following = phase(*given)
            so_far = seconds.setdefault(name, [0.0, 0.0])
            so_far[0] += time.perf_counter() - began
            so_far[1] += time.process_time() - spent
            return following

        return step

    phases.update({name: timed(name, phase) for name, phase in kept.items()})
    try:
        with acting_as_system("bench") as actor:
            job = start(actor=actor, at=clock.now())
        connection.ensure_connection()
        pid = connection.connection.info.backend_pid
        began, cpu = time.perf_counter(), _cpu(pid)
        work.run(job.pk)
        return seconds, time.perf_counter() - began, _cpu(pid) - cpu
    finally:
        phases.update(kept)


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process of this machine has used; nought where the system does not tell."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def _line(name: str, seconds: dict[str, list[float]], wall: float, database: float) -> str:
    own = sum(cpu for _wall, cpu in seconds.values())
    parts = ", ".join(f"{phase} {one[0]:.1f}" for phase, one in seconds.items())
    return f"{name}: {wall:.1f} s ({parts}), CPU of Python {own:.1f} s, of the database {database:.1f} s, memory at most {_peak()} MiB"


def _peak() -> int:
    """The highest resident size of this process so far, MiB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _one(owner: Any, question: str) -> int:
    found: int = owner.execute(question).fetchone()[0]
    return found


def table(customers: int = CUSTOMERS) -> str:
    """Lines of Markdown, from an installation of its own."""
    return own.lines("bench.daily", customers)


if __name__ == "__main__":
    own.main(table, told)
