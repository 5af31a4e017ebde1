"""Facts of customers: written down against a raw COPY of the same rows, all customers looked at in four dimensions, and lists in the order of a fact.

`python -m bench.factwrite [customers]` makes an installation in a temporary folder, which goes away afterwards.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bench import own

CUSTOMERS = 1_000_000
CHUNK = 20_000
MAKE = """
insert into customers_customer (name, name_sort, owner_id, created_at)
select 'Bench ' || n, 'bench ' || lpad(n::text, 8, '0'), ({owners})[1 + n % 200], timestamptz '2024-01-01 00:00+00' + n * interval '1 second'
  from generate_series(1, {customers}) n
"""


def told(customers: int) -> str:
    """In an installation whose database is up: seconds of each, and lists as one who sees all and one who sees one in 200."""
    import psycopg

    from guanxi.config import env
    from guanxi.config.database import start_django

    start_django()
    from django.db import connection, transaction

    from guanxi.core.actor import acting_as, acting_as_system

    with acting_as_system("bench"), transaction.atomic():
        members = _members()
    with psycopg.connect(env.owner_database_url(), autocommit=True) as owner:
        owner.execute(MAKE.format(customers=customers, owners=f"array{members[1:]}::bigint[]"))
        owner.execute("vacuum analyze customers_customer")
        first = owner.execute("select min(id) from customers_customer").fetchone()[0]  # type: ignore[index]
        rows = [(first + n, "CNY", "loyal", 545.0, 0.5 + n % 97 / 200, 4.0, 1.0, 9.0, float(n * 7919 % 99991), 1.0, 2e5) for n in range(customers)]  # fmt: skip
        floor = _copied(owner, rows)
        lines = [f"raw COPY of {4 * customers:,} facts into a bare table {floor:.1f} s"]
        for times in ("first time", "again, every one changed"):
            seconds = _timed(partial(_written, rows))
            lines.append(f"written as facts, {times}: {seconds:.1f} s, {seconds / floor:.1f}×")
            rows = [(*row[:4], row[4] / 2, row[5] / 2, *row[6:8], row[8] / 2, *row[9:]) for row in rows]
        for times in ("first time", "again, nothing changed"):
            seconds = _timed(_surveyed)
            lines.append(f"four dimensions of {customers:,} customers, {times}: {seconds:.1f} s")
        owner.execute("vacuum analyze customers_fact")
    for member, words in ((members[0], "who sees all"), (members[1], "who sees one in 200")):
        with acting_as(member, through="page") as actor:
            for sort in ("-lifetime", "-weighed", "information"):
                pages = _pages(sort, actor)
                lines.append(
                    f"list by {sort.removeprefix('-')} for {words}: first page {1000 * pages[0]:.1f} ms, page ten {1000 * pages[1]:.1f} ms"
                )
    connection.close()
    return "\n".join(f"- {line}" for line in lines)  # fmt: skip


def _members() -> list[int]:
    """One who sees all, then 200 owners who see their own."""
    from guanxi.staff.factories import make_member, make_role

    wide, narrow = make_role("all"), make_role("own")
    return [make_member(roles=[wide], password=None).pk, *(make_member(roles=[narrow], password=None).pk for _n in range(200))]  # fmt: skip


def _copied(owner: Any, rows: list[Any]) -> float:
    """Seconds of COPY of the four facts of each into a table without index, key or policy."""
    owner.execute("create unlogged table bench_fact (like customers_fact)")
    owner.execute("alter table bench_fact set logged")
    at = datetime.now(UTC)

    def write() -> None:
        with (
            owner.cursor() as cursor,
            cursor.copy(
                "copy bench_fact (name, value, low, high, word, was, unit, source, as_of, customer_id) from stdin"
            ) as copy,
        ):
            for pk, currency, word, points, alive, year, low, high, worth, least, most in rows:
                for name, figures in (
                    ("segment", (points, None, None, word, currency)), ("alive", (alive, None, None, "", "share")),
                    ("purchases", (year, low, high, "", "purchases")), ("lifetime", (worth, least, most, "", currency)),
                ):  # fmt: skip
                    value, bottom, top, said, unit = figures
                    copy.write_row((name, value, bottom, top, said, "", unit, "value", at, pk))

    seconds = _timed(write)
    owner.execute("drop table bench_fact")
    return seconds


def _written(rows: list[Any]) -> None:
    """As the reckoning does, a chunk per transaction."""
    import numpy as np
    from django.db import transaction

    from guanxi.analytics.actions.writing import KEYS, Said, write_facts
    from guanxi.analytics.models import Run
    from guanxi.core.actor import acting_as_system

    with acting_as_system("bench"):
        run = Run.objects.create(at=datetime.now(UTC), day=datetime.now(UTC).date(), ended_at=datetime.now(UTC))
    figures = np.array([row[3:] for row in rows])
    ids = np.array([row[0] for row in rows])
    segment = np.full(len(ids), KEYS.index("loyal"))
    for place in range(0, len(rows), CHUNK):
        part = slice(place, place + CHUNK)
        said = Said("CNY", ids[part], segment[part], figures[part, 0], tuple(figures[part, 1:].T))
        with transaction.atomic(), acting_as_system("bench"):
            write_facts(run, [said], int(said.ids[0]) - 1, int(said.ids[-1]))


def _surveyed() -> None:
    """As the nightly look does."""
    from guanxi.analytics.actions.survey import survey
    from guanxi.core import clock, work
    from guanxi.core.actor import acting_as_system

    with acting_as_system("bench") as actor:
        job = survey(actor=actor, at=clock.now())
    work.run(job.pk)


def _pages(sort: str, actor: Any) -> tuple[float, float]:
    """Seconds of the first page and of the tenth, the median of nine each."""
    from guanxi.core.kinds import kind
    from guanxi.ui.lists import keyset

    described = kind("customer")
    wanted = keyset.sort_of(described, sort, actor)

    def page(after: str) -> Any:
        return keyset.page(described.rows(actor), wanted, size=40, after=after)

    cursor = ""
    for _n in range(9):
        cursor = page(cursor).older
    return tuple(sorted(_timed(partial(page, at)) for _n in range(9))[4] for at in ("", cursor))  # type: ignore[return-value]


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def table(customers: int = CUSTOMERS) -> str:
    """Lines of Markdown, from an installation of its own."""
    return own.lines("bench.factwrite", customers)


if __name__ == "__main__":
    own.main(table, told)
