"""Orders from files: one line a row; customers and products are found or made on the way."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from guanxi.commerce.events import ORDER_RECORDED
from guanxi.commerce.importing.products import Known, known_products, write_products
from guanxi.core.events import Event, emit
from guanxi.customers.importing import People, Rules
from guanxi.intake.loading import Batch, Parsed, stage
from guanxi.intake.loading.staging import new_ids

ORDER_TYPES = [
    ("id", "bigint"), ("number", "text"), ("customer_id", "bigint"), ("ordered_at", "timestamptz"), ("status", "text"),
    ("currency", "text"), ("total", "numeric"), ("line_count", "integer"), ("country", "text"),
]  # fmt: skip
LINE_TYPES = [
    ("order_id", "bigint"), ("customer_id", "bigint"), ("product_id", "bigint"), ("position", "integer"),
    ("description", "text"), ("quantity", "numeric"), ("price", "numeric"),
]  # fmt: skip
CENT = Decimal("0.01")


@dataclass(slots=True)
class Draft:
    """An order of this chunk: a new one, or one that this import began in an earlier chunk."""

    id: int | None
    values: dict[str, Any]
    customer_id: int | None
    made: bool
    lines: list[tuple[Parsed, int | None]] = field(default_factory=list)
    total: Decimal = Decimal(0)
    before: int = 0


def load_orders(batch: Batch) -> None:
    """Write the chunk's orders. An order that was there before this import is left as it is."""
    drafts = _drafts(batch)
    rows = [row for draft in drafts.values() for row, _product in draft.lines if not batch.rejected(row)]
    rows.sort(key=lambda row: row.number)
    customers = _customers(batch, rows)
    products = _products(batch, rows)
    for draft in drafts.values():
        _complete(batch, draft, customers, products)
    written = [draft for draft in drafts.values() if draft.lines]
    _write(batch, written)
    fresh = [draft.id for draft in written if draft.made and draft.id is not None]
    if not batch.trial:
        emit(Event(ORDER_RECORDED, fresh, batch.actor, batch.at, {"import_id": batch.import_id}))


def _drafts(batch: Batch) -> dict[str, Draft]:
    numbers = sorted({row.values["number"] for row in batch.rows})
    batch.cursor.execute("select number, order_id, seen from commerce_taken(%s)", [numbers])
    taken = {number: (order_id, seen) for number, order_id, seen in batch.cursor.fetchall()}
    batch.cursor.execute(
        "select id, number, customer_id, total, line_count from commerce_order where id = any(%s) and import_id = %s order by id for update",
        [[key for key, _seen in taken.values() if key], batch.import_id],
    )
    begun = {
        row[1]: Draft(row[0], {}, row[2], made=False, total=row[3], before=row[4]) for row in batch.cursor.fetchall()
    }
    drafts: dict[str, Draft] = {}
    for row in batch.rows:
        number = row.values["number"]
        if number in taken and number not in begun:
            if taken[number][1]:
                batch.note(row, "skipped", number)
            else:
                batch.reject(row, "number", "order_hidden", value=number)
            continue
        if number not in drafts:
            drafts[number] = begun.get(number) or Draft(None, dict(row.values), None, made=True)
        drafts[number].lines.append((row, None))
    return drafts


def _customers(batch: Batch, rows: list[Parsed]) -> dict[int, int | None]:
    """The customer of each row by its number; rows whose customer cannot be had are rejected."""
    asked = []
    for row in rows:
        values: dict[str, Any] = {name: row.values[name] for name in ("reference", "country") if name in row.values}
        name = row.values.get("customer") or values.get("reference")
        if name:
            asked.append(Parsed(row.number, row.cells, {**values, "name": name, "stage": "customer"}))
    if not asked:
        return {}
    make = batch.plan.makes("customer") and batch.actor.may("create", "customer")
    part = batch.part(asked)
    keys = ("reference", "name") if any("customer" in row.values for row in rows) else ("reference",)
    people = (
        People(part, Rules(keys=keys, mode="fill", make=make, name_field="customer", fills=False)).take(asked).write()
    )
    for number, faults in part.faults.items():
        batch.faults.setdefault(number, []).extend(faults)
    batch.extra["customers"] += sum(slot.made for slot in people.made)
    return {row.number: people.customer_id(row) for row in asked}


def _products(batch: Batch, rows: list[Parsed]) -> dict[str, Known]:
    wanted = {row.values["code"]: row for row in reversed(rows) if "code" in row.values and not batch.rejected(row)}
    known = known_products(batch, list(wanted))
    named = {
        row.values["code"]: row.values["description"]
        for row in reversed(rows)
        if "code" in row.values and "description" in row.values
    }
    makes = batch.plan.makes("product") and batch.actor.may("create", "product")
    for code in sorted(set(wanted) - set(known)):
        if makes:
            known[code] = Known({"code": code, "name": named.get(code, code)[:200]}, made=True)
            batch.extra["products"] += batch.first(("product", code))
    write_products(batch, list(known.values()))
    if not makes:
        for row in rows:
            if "code" in row.values and row.values["code"] not in known:
                batch.reject(row, "code", "product_unknown", value=row.values["code"])
    return known


def _complete(batch: Batch, draft: Draft, customers: dict[int, int | None], products: dict[str, Known]) -> None:
    """Give lines their products and the order its customer and total; rejected rows fall out."""
    kept = []
    for row, _product in draft.lines:
        if batch.rejected(row):
            continue
        quantity, price = row.values["quantity"], row.values["price"]
        if abs(quantity) >= 10**11 or abs(price) >= 10**14:
            batch.reject(row, "quantity", "number_too_large", raw=str(quantity))
            continue
        product = products.get(row.values.get("code", ""))
        draft.total += quantity * price
        kept.append((row, product.id if product else None))
        batch.note(row, "created", row.values["number"])
        if draft.made and draft.customer_id is None:
            draft.customer_id = customers.get(row.number)
    draft.lines = kept


def _status(number: str, values: dict[str, Any]) -> str:
    """As the column says; else an invoice "C536379" is the cancellation of one."""
    given = values.get("status")
    if given:
        return str(given)
    return "cancelled" if number[:1] == "C" and number[1:].isdigit() else "placed"


def _write(batch: Batch, drafts: list[Draft]) -> None:
    made = [draft for draft in drafts if draft.made]
    for draft, key in zip(made, new_ids(batch.cursor, "commerce_order", len(made)), strict=True):
        draft.id = key
    if made:
        stage(batch.cursor, "new_order", ORDER_TYPES, (_order_row(batch, draft) for draft in made))
        names = ", ".join(name for name, _type in ORDER_TYPES)
        batch.cursor.execute(
            f"insert into commerce_order ({names}, created_at, updated_at, import_id)"  # noqa: S608
            f" select {names}, %s, %s, %s from pg_temp.new_order order by id",
            [batch.at, batch.at, batch.import_id],
        )
    lines = [
        (draft.id, draft.customer_id, product, position, _words(row), row.values["quantity"], row.values["price"])
        for draft in drafts
        for position, (row, product) in enumerate(draft.lines, start=draft.before + 1)
    ]
    if lines:
        stage(batch.cursor, "new_line", LINE_TYPES, lines)
        names = ", ".join(name for name, _type in LINE_TYPES)
        batch.cursor.execute(
            f"insert into commerce_line ({names}, import_id) select {names}, %s from pg_temp.new_line order by order_id, position",  # noqa: S608
            [batch.import_id],
        )
    grown = [
        (draft.id, draft.total.quantize(CENT), draft.before + len(draft.lines)) for draft in drafts if not draft.made
    ]
    if grown:
        stage(batch.cursor, "grown_order", [("id", "bigint"), ("total", "numeric"), ("line_count", "integer")], grown)
        batch.cursor.execute(
            "update commerce_order o set total = g.total, line_count = g.line_count from pg_temp.grown_order g where g.id = o.id"
        )


def _words(row: Parsed) -> str:
    return str(row.values.get("description") or row.values.get("code") or "")


def _order_row(batch: Batch, draft: Draft) -> list[Any]:
    values = draft.values
    currency = values.get("currency") or batch.hints.currency or "CNY"
    return [
        draft.id, values["number"], draft.customer_id, values["ordered_at"], _status(values["number"], values), currency,
        draft.total.quantize(CENT), len(draft.lines), values.get("country", ""),
    ]  # fmt: skip
