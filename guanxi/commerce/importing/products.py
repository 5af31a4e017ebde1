"""Products from files, and products that order lines name."""

from dataclasses import dataclass
from typing import Any

from guanxi.core.names import sort_key
from guanxi.intake.loading import Batch, Parsed, stage
from guanxi.intake.loading.staging import new_ids

TYPES = [
    ("id", "bigint"), ("code", "text"), ("name", "text"), ("name_sort", "text"), ("series", "text"), ("price", "numeric"), ("currency", "text"),
]  # fmt: skip
NAMES = ("name", "series", "price", "currency")


@dataclass(slots=True)
class Known:
    """A product as the chunk sees it."""

    values: dict[str, Any]
    id: int | None = None
    made: bool = False
    changed: bool = False


def load_products(batch: Batch) -> None:
    """One product a row; without a code its name is the code."""
    for row in batch.rows:
        row.values.setdefault("code", row.values["name"][:60])
        if "price" in row.values:
            row.values.setdefault("currency", batch.hints.currency or "")
    known = known_products(batch, [row.values["code"] for row in batch.rows])
    by_name = {one.values["name"].casefold(): one for one in known.values()} if "name" in batch.plan.keys else {}
    places: dict[int, Known] = {}
    for row in batch.rows:
        one = known.get(row.values["code"]) or by_name.get(row.values["name"].casefold())
        if one is None:
            one = Known(dict(row.values), made=True)
            known[row.values["code"]] = by_name[row.values["name"].casefold()] = one
            batch.note(row, "created", row.values["name"])
        else:
            _take(batch, row, one)
        places[row.number] = one
    write_products(batch, list(known.values()))
    batch.records.update({row.number: places[row.number].id or 0 for row in batch.partly()})


def _take(batch: Batch, row: Parsed, one: Known) -> None:
    title = one.values["name"]
    if batch.plan.on_match == "skip":
        batch.note(row, "skipped", title)
        return
    if not one.made and not batch.actor.may("edit", "product"):
        batch.reject(row, "", "not_editable")
        return
    changes = []
    for name in NAMES:
        old, new = one.values.get(name), row.values.get(name)
        if new is not None and new != old and (batch.plan.on_match == "overwrite" or old in (None, "")):
            changes.append((name, old, new))
            one.values[name] = new
    one.changed = one.changed or bool(changes)
    batch.note(row, "updated" if changes else "unchanged", title, changes)


def known_products(batch: Batch, codes: list[str]) -> dict[str, Known]:
    """The products of these codes, by code."""
    batch.cursor.execute(
        "select id, code, name, series, price, currency from commerce_product where code = any(%s) and deleted_at is null order by id for update",
        [sorted(set(codes))],
    )
    return {
        row[1]: Known(dict(zip(("code", *NAMES), row[1:], strict=True)), id=row[0]) for row in batch.cursor.fetchall()
    }


def write_products(batch: Batch, products: list[Known]) -> None:
    """Write what is new or changed, and give the new ones their ids."""
    made = [one for one in products if one.made and one.id is None]
    changed = [one for one in products if one.changed and not one.made]
    for one, key in zip(made, new_ids(batch.cursor, "commerce_product", len(made)), strict=True):
        one.id = key
    names = ", ".join(name for name, _type in TYPES)
    if made:
        stage(batch.cursor, "new_product", TYPES, map(_row, made))
        batch.cursor.execute(
            f"insert into commerce_product ({names}, created_at, updated_at, import_id)"  # noqa: S608
            f" select {names}, %s, %s, %s from pg_temp.new_product order by id",
            [batch.at, batch.at, batch.import_id],
        )
    if changed:
        stage(batch.cursor, "changed_product", TYPES, map(_row, changed))
        sets = ", ".join(f"{name} = n.{name}" for name in (*NAMES, "name_sort"))
        batch.cursor.execute(
            f"update commerce_product p set {sets} from pg_temp.changed_product n where n.id = p.id"  # noqa: S608
        )


def _row(one: Known) -> list[Any]:
    values = one.values
    name = values["name"]
    return [
        one.id,
        values["code"],
        name,
        sort_key(name),
        values.get("series") or "",
        values.get("price"),
        values.get("currency") or "",
    ]
