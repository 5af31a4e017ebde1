"""Undo of a whole import as a job: old values come back where nobody has changed them since, made rows go into the bin.

What somebody has touched since is kept, and listed.
"""

import json
from typing import Any

from django.db import connection
from psycopg import sql

from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.core.models import Work
from guanxi.intake.models import Import
from guanxi.intake.targets import Made, target, touches_of

CHUNK = 2_000  # to find out what was touched since costs as much to plan as to ask for a few hundred rows
LISTED = 200  # kept rows that are named; more are counted
# These follow from others or are handed over by a function of their own.
DERIVED = {"updated_at", "name_key", "owner_id"}


def step(work: Work, actor: Actor) -> bool:
    """One chunk: first all values that were changed, table by table, then all rows that were made."""
    run = Import.objects.get(pk=work.arguments["import_id"])
    aim = target(run.target)
    made = aim.made
    phases = [("restore", one) for one in made] + [("remove", one) for one in made]
    place = int(work.cursor.get("phase", 0))
    if not work.result:
        work.result = {"restored": 0, "removed": aim.take_back(run.pk) if aim.take_back else 0, "kept": 0, "listed": []}
    if place >= len(phases):
        return False
    what, one = phases[place]
    after = int(work.cursor.get("after", 0))
    last = (_restore if what == "restore" else _remove)(work, run, one, after, actor)
    work.cursor = {"phase": place, "after": last} if last else {"phase": place + 1, "after": 0}
    work.done = work.result["restored"] + work.result["removed"] + work.result["kept"]
    return True


def ended(work: Work, actor: Actor) -> None:  # noqa: ARG001 - the shape of core.work
    """Note the state, and when."""
    run = Import.objects.get(pk=work.arguments["import_id"])
    run.state = Import.State.UNDONE if work.state == Work.State.DONE else Import.State.DONE
    run.counts = {
        **run.counts,
        **{f"undo_{name}": work.result.get(name, 0) for name in ("restored", "removed", "kept")},
    }
    run.ended_at = work.ended_at
    run.save(update_fields=["state", "counts", "ended_at"])


def _restore(work: Work, run: Import, one: Made, after: int, actor: Actor) -> int:
    """Put old values back into a chunk of records; answers the last of them, 0 when there are no more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct record_id from core_change where through = 'import' and through_id = %s and kind = %s"
            " and operation = 'U' and record_id > %s order by record_id limit %s",
            [str(run.pk), one.kind, after, CHUNK],
        )
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return 0
        cursor.execute(
            "select record_id, changes from core_change where through = 'import' and through_id = %s and kind = %s"
            " and operation = 'U' and record_id = any(%s) order by id",
            [str(run.pk), one.kind, ids],
        )
        restored = _put_back(cursor, run, one, _merged(cursor.fetchall()))
    if restored and one.restored:
        one.restored(restored, run.pk, actor=actor, at=clock.now())
    work.result["restored"] += len(restored)
    return int(ids[-1])


def _merged(rows: list[tuple[int, Any]]) -> dict[int, dict[str, list[Any]]]:
    """The first old and the last new value of each column."""
    merged: dict[int, dict[str, list[Any]]] = {}
    for key, changes in rows:
        columns = merged.setdefault(key, {})
        for name, (old, new) in _read(changes).items():
            columns[name] = [columns[name][0] if name in columns else old, new]
    return merged


def _read(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored


def _put_back(cursor: Any, run: Import, one: Made, merged: dict[int, dict[str, list[Any]]]) -> list[int]:
    """Set the columns that still hold what the import wrote; rows that the import made are not worth it."""
    table = sql.Identifier(one.table)
    found = sql.SQL(
        "select id, to_jsonb(r) from {} r where id = any(%(ids)s) and ({}) is not true order by id for update"
    ).format(table, sql.SQL(one.made_by))
    cursor.execute(found, {"ids": list(merged), "import": run.pk})
    patches: dict[int, dict[str, Any]] = {}
    owners: dict[int | None, list[int]] = {}
    for key, row in cursor.fetchall():
        now, columns = _read(row), merged[key]
        patch = {name: old for name, (old, new) in columns.items() if name not in DERIVED and now.get(name) == new}
        if patch:
            patches[key] = patch
        owner = columns.get("owner_id")
        if owner and now.get("owner_id") == owner[1]:
            owners.setdefault(owner[0], []).append(key)
    if patches:
        # a column that a row's patch does not name keeps its value: the row itself is the base it is laid upon
        update = sql.SQL(
            "update {t} r set {sets} from (select (jsonb_populate_record(b, x.patch)).*"
            " from unnest(%s::bigint[], %s::jsonb[]) x(id, patch) join {t} b on b.id = x.id) n where r.id = n.id"
        )
        names = sorted({name for patch in patches.values() for name in patch})
        sets = sql.SQL(", ").join(sql.SQL("{c} = n.{c}").format(c=sql.Identifier(name)) for name in names)
        cursor.execute(
            update.format(t=table, sets=sets), [list(patches), [json.dumps(one) for one in patches.values()]]
        )
    for owner_id, ids in owners.items():
        cursor.execute("select count(*) from guanxi_assign(%s::regclass, %s, %s)", [one.table, ids, owner_id])
    return sorted({*patches, *(key for ids in owners.values() for key in ids)})


def _remove(work: Work, run: Import, one: Made, after: int, actor: Actor) -> int:
    """Take a chunk of made rows back, but those that somebody has touched since."""
    touched = (
        " or ".join(f"({condition})" for condition in (one.changed, *touches_of(one.kind)) if condition) or "false"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"select r.id, {one.title}, {touched} from {one.table} r"  # noqa: S608 - constants of the manifests
            f" where ({one.made_by}) and {one.alive} and r.id > %(after)s order by r.id limit %(limit)s",
            {"import": run.pk, "after": after, "limit": CHUNK},
        )
        rows = cursor.fetchall()
        if not rows:
            return 0
        gone = [key for key, _title, is_kept in rows if not is_kept]
        at = clock.now()
        if gone and one.remove:
            one.remove(gone, actor=actor, at=at)
        elif gone:
            cursor.execute(f"update {one.table} set deleted_at = %s where id = any(%s)", [at, gone])  # noqa: S608
        if gone and one.removed:
            one.removed(gone, run.pk, actor=actor, at=at)
    left = [(key, title) for key, title, is_kept in rows if is_kept]
    room = max(0, LISTED - len(work.result["listed"]))
    work.result["listed"] += [{"kind": one.kind, "id": key, "title": title} for key, title in left[:room]]
    work.result["removed"] += len(gone)
    work.result["kept"] += len(left)
    return int(rows[-1][0])
