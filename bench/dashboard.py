"""Dashboards: their first paint, with nothing kept and with everything kept, against an empty page of the same frame; and what one process takes for all cards.

`python -m bench.dashboard [customers]` makes an installation in a temporary folder, which goes away afterwards.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bench import own

CUSTOMERS = 1_000_000  # and as many orders
TIMES = 9
MAKE = """
insert into customers_customer (name, name_sort, owner_id, created_at, source)
select 'Bench ' || n, 'bench ' || lpad(n::text, 8, '0'), {owner}, timestamptz '2024-01-01 00:00+00' + n * interval '1 second', 'S' || n % 7
  from generate_series(1, {customers}) n;
insert into commerce_order (number, customer_id, ordered_at, currency, total, country)
select 'B' || row_number() over (), id, timestamptz '2026-01-01 00:00+00' + (id % 300) * interval '1 day', 'CNY', (id % 99991) / 100.0, 'CN'
  from customers_customer;
"""


def told(customers: int) -> str:
    """In an installation whose database is up: milliseconds of pages, seconds of the process."""
    import psycopg

    from guanxi.config import env
    from guanxi.config.database import start_django

    start_django()
    from django.db import connection, transaction
    from django.test import Client

    from guanxi.core.actor import acting_as_system

    with acting_as_system("bench") as actor, transaction.atomic():
        member = _member(actor)
    with psycopg.connect(env.owner_database_url(), autocommit=True) as owner:
        owner.execute(MAKE.format(customers=customers, owner=member.pk))
    _filled()
    page = _board(member)
    client = Client()
    client.force_login(member)
    empty = _middle(lambda: client.get("/staff/notices/"))
    unknown = _middle(lambda: client.get(page))
    fetched = _timed(lambda: client.get(f"{page}answers/"))
    known = _middle(lambda: client.get(page))
    if b'data-state="missing"' in client.get(page).content:
        raise RuntimeError(page)
    connection.close()
    return "\n".join(
        [
            f"- floor, a page without figures: {1000 * empty:.0f} ms",
            f"- dashboard of ten cards over {customers:,} customers, nothing kept: {1000 * unknown:.0f} ms until its frame, {fetched:.1f} s until one process answered all cards",
            f"- the same, everything kept: {1000 * known:.0f} ms, {known / empty:.1f}× the floor",
        ]
    )


def _member(actor: Any) -> Any:
    from guanxi.staff.actions.company import install
    from guanxi.staff.models import Member

    company, member = {"name": "Bench", "currency": "CNY"}, {"name": "Boss", "email": "boss@example.com"}
    return Member.objects.get(pk=install(company, member, "bench-bench-bench", actor=actor, at=datetime.now(UTC)).pk)


def _filled() -> None:
    from guanxi.analytics.actions.fill import fill
    from guanxi.core import clock, work
    from guanxi.core.actor import acting_as_system

    with acting_as_system("bench") as actor:
        job = fill(actor=actor, at=clock.now())
    work.run(job.pk)


def _board(member: Any) -> str:
    from guanxi.core import clock
    from guanxi.core.actor import acting_as
    from guanxi.dashboards.actions.dashboard import begin

    with acting_as(member.pk, through="page") as actor:
        return f"/dashboards/{begin('manager', actor=actor, at=clock.now(), period='all').pk}/"


def _middle(work: Callable[[], Any]) -> float:
    work()
    return sorted(_timed(work) for _n in range(TIMES))[TIMES // 2]


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def table(customers: int = CUSTOMERS) -> str:
    """Lines of Markdown, from an installation of its own."""
    return own.lines("bench.dashboard", customers)


if __name__ == "__main__":
    own.main(table, told, steps=("files", "migrate"))
