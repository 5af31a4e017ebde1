"""One run: the floor before, in the middle and after, every case at 1 and 8 connections, then bulk work and memory."""

import json
import os
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench import bulk, cases, ground, people, processes, product
from bench.load import Case, Measured, measure

ROWS = {"10k": 20_000, "100k": 20_000, "1m": 100_000}
IDLE = 5.0  # seconds of rest before memory is measured
LONGEST_JOBS = 900.0  # seconds that the worker's daily jobs are waited for
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """What a run goes by; `only` is a pattern of case names, "" measures everything."""

    size: str
    port: int = 8190
    seconds: float = 4.0
    only: str = ""
    say: ground.Say = print


def run(wanted: Run, *, fresh: bool) -> Raw:
    """Measure an installation; answers the raw result."""
    server = ground.prepare(wanted.size, fresh=fresh, say=wanted.say)
    server.stop()
    with (
        product.running(ground.folder(wanted.size), wanted.port) as it,
        psycopg.connect(server.url(user="postgres"), autocommit=True) as admin,
    ):
        since = bulk.marks(admin)
        try:
            persons = people.people(admin)
            for person in persons.values():
                people.equip(person)
            with product.floor(server, it.port + 2) as bare:
                floors, found = _cases(wanted, it, bare, cases.cases(it.port, persons), admin)
            result = _described(wanted, it, persons) | {"cases": found, "floors": [one["cpu_ms"] for one in floors]}
            result["floor"] = sorted(floors, key=lambda one: one["cpu_ms"])[len(floors) // 2]
            result["bulk"] = {} if wanted.only else _bulk(wanted, it, admin, since, persons["all"])
            return result | {"memory_mib": _memory(it)}
        finally:
            bulk.undo(admin, since)


def _cases(wanted: Run, it: product.Product, bare: int, known: list[Case], admin: Any) -> tuple[list[Raw], list[Raw]]:
    """Every case, the floor in between: what disturbs the one disturbs the other."""
    _until_idle(admin)
    plain = Case("bare", it.port + 2, lambda _: "/orm40")
    floors, found = [_both(plain, bare, it.postgres, wanted.seconds)], []
    for number, case in enumerate((one for one in known if re.search(wanted.only, one.name)), start=1):
        wanted.say(case.name)
        _until_idle(admin)
        found.append({"name": case.name, **_both(case, it.web, it.postgres, wanted.seconds)})
        if number % 6 == 0:
            floors.append(_both(plain, bare, it.postgres, wanted.seconds))
    return floors, found


def _until_idle(admin: Any) -> None:
    """Wait until the worker has nothing in hand: a day's forecast of a million customers is not what a page costs."""
    give_up = time.monotonic() + LONGEST_JOBS
    busy = "select exists (select from procrastinate_jobs where status = 'doing')"
    while time.monotonic() < give_up and admin.execute(busy).fetchone()[0]:
        time.sleep(0.5)


def _described(wanted: Run, it: product.Product, persons: dict[str, people.Person]) -> Raw:
    return {
        "size": wanted.size,
        "at": time.strftime("%Y-%m-%d %H:%M", time.gmtime()),
        "customers": persons["all"].sees,
        "sees": {name: person.sees for name, person in persons.items()},
        "cores": os.cpu_count(),
        "memory": psutil.virtual_memory().total / 2**30,
        "started_in": it.started_in,
    }


def _both(case: Case, web: int, postgres: int, seconds: float) -> Raw:
    """One connection in full, and what eight are like. CPU per request is over both: more requests make it steadier."""
    one, eight = (measure(case, connections=count, seconds=seconds, web=[web], postgres=[postgres]) for count in (1, 8))
    merged: Raw = {**asdict(one), "eight": asdict(eight)}
    return merged | {"cpu_ms": _mean(one, eight, "cpu_ms"), "web_ms": _mean(one, eight, "web_ms")}


def _mean(one: Measured, eight: Measured, name: str) -> float:
    pairs = [(float(getattr(each, name)), each.requests + each.errors) for each in (one, eight)]
    return sum(value * count for value, count in pairs) / max(1, sum(count for _, count in pairs))


def _bulk(wanted: Run, it: product.Product, admin: Any, since: bulk.Marks, person: people.Person) -> Raw:
    wanted.say("export")
    out = bulk.exported(it, person)
    bulk.undo(admin, since)
    wanted.say("import")
    brought = bulk.imported(it, person, ground.folder(wanted.size), ROWS[wanted.size])
    wanted.say("COPY")
    copied = bulk.copied(it, admin, since, brought.rows)
    results = {
        "export": out,
        "import": brought,
        "COPY into all tables the import wrote": copied["all"],
        "COPY into the customers' tables alone": copied["customers"],
    }
    return {name: asdict(one) for name, one in results.items()}


def _memory(it: product.Product) -> Raw:
    time.sleep(IDLE)
    postgres = processes.pss([it.postgres])
    return {"ours": processes.pss([it.supervisor]) - postgres, "postgres": postgres}


def save(result: Raw, folder: Path) -> Path:
    """Write the raw result down."""
    path = folder / "result.json"
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False))
    return path
