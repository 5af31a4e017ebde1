"""Import and export through the real jobs, against a raw COPY of the very rows the import wrote, into the same tables."""

import csv
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import processes
from bench.data import Shape
from bench.data import people as rows_of
from bench.people import Person
from bench.product import Product

OURS = ("customers_", "core_", "timeline_", "commerce_", "intake_", "api_", "ui_")
SHARE_OF_ROWS = 100  # a table with fewer than one row per so many imported ones is bookkeeping
EXPORTED = 10_000
WITHIN = 1800.0
Marks = dict[str, int]


@dataclass(frozen=True, slots=True)
class Bulk:
    """Rows, CPU seconds of everything that worked on them, wall seconds."""

    rows: int
    cpu: float
    wall: float

    @property
    def per_cpu_second(self) -> float:
        """Rows per CPU second."""
        return self.rows / max(self.cpu, 1e-9)


def marks(admin: psycopg.Connection[Any]) -> Marks:
    """The highest id of every table of ours: what comes later was made by the measurement."""
    tables = admin.execute(
        "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'id'"
        " and data_type = 'bigint' order by 1"
    ).fetchall()
    return {
        name: _one(admin, f"select coalesce(max(id), 0) from {name}") for (name,) in tables if name.startswith(OURS)
    }


def undo(admin: psycopg.Connection[Any], since: Marks) -> None:
    """Remove what was made since, without triggers, so that the data set is what it was."""
    admin.execute("set session_replication_role = replica")
    for table, highest in since.items():
        if admin.execute(f"delete from {table} where id > %s", [highest]).rowcount:
            admin.execute(f"vacuum analyze {table}")
    admin.execute("set session_replication_role = origin")


def imported(product: Product, person: Person, folder: Path, rows: int) -> Bulk:
    """A CSV of customers with phone, mail and contact, brought in by the job the product runs."""
    from guanxi.config.cli.import_ import begin

    file = _csv(folder / f"import-{rows}.csv", rows)
    with _counted(product) as spent:
        _, work_id = begin(person.member_id, file, {}, target_name="customer")
        _await(work_id, person)
    return Bulk(rows, *spent)


def exported(product: Product, person: Person) -> Bulk:
    """The first customers a member sees, all columns, as CSV."""
    from guanxi.core import kinds
    from guanxi.core.actor import acting_as
    from guanxi.customers.models import Customer
    from guanxi.ui.records import exporting

    kind = kinds.kind("customer")
    with _counted(product) as spent:
        with acting_as(person.member_id, through="shell") as actor:
            ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True)[:EXPORTED])
            columns = [one.name for one in kind.fields]
            job = exporting.start(kind, columns, "csv", {"ids": ids}, total=len(ids), actor=actor)
        _await(job.pk, person)
    return Bulk(len(ids), *spent)


def copied(product: Product, admin: psycopg.Connection[Any], since: Marks, rows: int) -> dict[str, Bulk]:
    """COPY the rows that an import just wrote: into all tables it wrote, and into those of customers alone."""
    written = [name for name, mark in since.items() if _count(admin, name, mark) * SHARE_OF_ROWS >= rows]
    taken = {name: _taken(admin, name, since[name]) for name in written}
    narrow = [name for name in written if name.startswith("customers_") or name == "core_searchdoc"]
    return {
        "all": _copy(product, admin, since, {name: taken[name] for name in written}, rows),
        "customers": _copy(product, admin, since, {name: taken[name] for name in narrow}, rows),
    }


def _copy(
    product: Product, admin: psycopg.Connection[Any], since: Marks, taken: dict[str, list[bytes]], rows: int
) -> Bulk:
    undo(admin, since)
    admin.execute("set session_replication_role = replica")
    with _counted(product) as spent:
        for name, blocks in taken.items():
            with admin.cursor().copy(f"copy {name} ({_columns(admin, name)}) from stdin") as copy:
                for block in blocks:
                    copy.write(block)
    admin.execute("set session_replication_role = origin")
    return Bulk(rows, *spent)


def _taken(admin: psycopg.Connection[Any], name: str, mark: int) -> list[bytes]:
    with admin.cursor().copy(f"copy (select {_columns(admin, name)} from {name} where id > {mark}) to stdout") as copy:
        return [bytes(block) for block in copy]


def _columns(admin: psycopg.Connection[Any], name: str) -> str:
    ((found,),) = admin.execute(
        "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''",
        [name],
    ).fetchall()
    return str(found)


@contextmanager
def _counted(product: Product) -> Iterator[list[float]]:
    """CPU of worker, PostgreSQL and this process, and the wall time, of the block."""
    spent: list[float] = []
    roots = [product.worker, product.postgres]
    cpu, wall = processes.cpu(roots) + time.process_time(), time.perf_counter()
    yield spent
    spent += [processes.cpu(roots) + time.process_time() - cpu, time.perf_counter() - wall]


def _await(work_id: int, person: Person) -> None:
    from guanxi.core.actor import acting_as
    from guanxi.core.models import Work

    give_up = time.monotonic() + WITHIN
    while time.monotonic() < give_up:
        with acting_as(person.member_id, through="shell"):
            job = Work.objects.get(pk=work_id)
        if job.state == Work.State.DONE:
            return
        if job.state in (Work.State.FAILED, Work.State.CANCELLED):
            raise RuntimeError(f"{job.kind}: {job.error} {json.dumps(job.result)[:300]}")
        time.sleep(0.3)
    raise TimeoutError(f"work {work_id}")


def _csv(file: Path, rows: int) -> Path:
    """Customers that the data set does not hold: other names, numbers and addresses behind its own."""
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["公司名称", "城市", "行业", "阶段", "电话", "邮箱", "联系人"])
        for one in rows_of(Shape(rows), seed=2):
            phone = one["phone"] and "+86139" + one["phone"][-8:]
            mail = one["mail"].replace("@example.com", "@example.org")
            writer.writerow([one["name"], one["city"], one["industry"], one["stage"], phone, mail, one["contact"]])
    return file


def _count(admin: psycopg.Connection[Any], name: str, mark: int) -> int:
    return _one(admin, f"select count(*) from {name} where id > {mark}")


def _one(admin: psycopg.Connection[Any], statement: str) -> int:
    ((found,),) = admin.execute(statement).fetchall()
    return int(found)
