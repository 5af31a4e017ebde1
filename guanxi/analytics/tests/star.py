"""A small warehouse without a database: rows by dice, written as the filling writes them. Tests of engines read it."""

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from guanxi.analytics.warehouse import arrow, calendar, files
from guanxi.analytics.warehouse.sources import BY_NAME

FIRST = date(2025, 11, 1)
CHANGED = datetime(2026, 1, 15, 12, tzinfo=UTC)
Rows = list[dict[str, Any]]


def make_star(folder: Path, number: int = 60) -> tuple[dict[str, list[str]], dict[str, Rows]]:
    """The files per source, and what stands in them."""
    dice = random.Random(7)
    rows = _rows(dice, number)
    listed = {}
    for name, found in rows.items():
        source = BY_NAME[name]
        table = pa.Table.from_pylist(found, arrow.schema(source.filed))
        half = table.num_rows // 2
        listed[name] = [
            files.write(one, folder, name, n) for n, one in enumerate((table.slice(0, half), table.slice(half)))
        ]
    listed["calendar"] = [files.write(calendar.table(), folder, "calendar", 0)]
    return listed, rows


def _rows(dice: random.Random, number: int) -> dict[str, Rows]:
    customers = [row for pk in range(1, number + 1) for row in _customer(dice, pk)]
    members = [
        row
        for pk in range(1, 6)
        for row in _versions({"id": pk, "day": FIRST}, "department_id", pk % 2 + 1, pk % 3 + 1)
    ]
    products = [
        {"id": pk, "code": f"P{pk}", "name": f"Product {pk}", "series": f"S{pk % 2}", "day": FIRST}
        for pk in range(1, 5)
    ]
    orders = [_order(dice, pk, number) for pk in range(1, 6 * number)]
    lines = [_line(dice, pk, order) for pk, order in enumerate(orders, 1)]
    entries = [_entry(dice, pk, number) for pk in range(1, 4 * number)]
    opportunities = [_opportunity(dice, pk, number) for pk in range(1, 3 * number)]
    moves = [
        {"id": one["id"], "opportunity_id": one["id"], "member_id": 1, "from_stage": "", "to_stage": one["stage"], "at": _at(one["day"]), "day": one["day"], "seconds": 60}
        for one in opportunities
    ]  # fmt: skip
    payments = [_payment(dice, pk, number) for pk in range(1, 2 * number)]
    instalments = [
        {name: one[name] for name in ("id", "contract_id", "owner_id", "customer_id", "day", "currency", "amount")}
        | {"status": dice.choice(["active", "void"]), "received": dice.choice([Decimal(0), one["amount"]])}
        for one in payments
    ]
    return {
        "customers": customers, "members": members, "products": products, "orders": orders, "lines": lines, "entries": entries,
        "opportunities": opportunities, "moves": moves, "payments": payments, "instalments": instalments,
    }  # fmt: skip


def _at(day: date) -> datetime:
    return datetime.combine(day, time(4, 0, 0, 123456), UTC)


def _day(dice: random.Random) -> date:
    return FIRST + timedelta(days=dice.randrange(150))


def _versions(row: dict[str, Any], name: str, before: Any, after: Any) -> Rows:
    always, forever = arrow.moment("1900-01-01 00:00:00+00"), arrow.moment("9999-12-31 00:00:00+00")
    if before == after:
        return [row | {name: after, "valid_from": always, "valid_to": forever, "is_current": True}]
    return [
        row | {name: before, "valid_from": always, "valid_to": CHANGED, "is_current": False},
        row | {name: after, "valid_from": CHANGED, "valid_to": forever, "is_current": True},
    ]


def _customer(dice: random.Random, pk: int) -> Rows:
    day = _day(dice)
    row = {
        "id": pk, "stage": dice.choice(["lead", "customer"]), "source": dice.choice(["", "Fair"]), "industry": dice.choice(["Steel", "Wood", ""]),
        "country": dice.choice(["CN", "DE"]), "city": "", "type": "company", "created_at": _at(day), "day": day, "is_deleted": pk % 11 == 0,
    }  # fmt: skip
    return _versions(row, "owner_id", dice.choice([1, 2, 3, None]), dice.choice([3, 4, 5]))


def _order(dice: random.Random, pk: int, number: int) -> dict[str, Any]:
    day = _day(dice)
    return {
        "id": pk, "customer_id": dice.choice([None, *range(1, number + 1)]), "at": _at(day), "day": day,
        "status": dice.choice(["placed", "placed", "cancelled"]), "currency": dice.choice(["CNY", "EUR"]),
        "total": Decimal(dice.randrange(1, 10**6)) / 100, "country": dice.choice(["CN", ""]),
    }  # fmt: skip


def _line(dice: random.Random, pk: int, order: dict[str, Any]) -> dict[str, Any]:
    told = {name: order[name] for name in ("customer_id", "at", "day", "status", "currency")}
    quantity = Decimal(dice.randrange(-20, 200)) / 10
    return told | {
        "id": pk,
        "order_id": order["id"],
        "product_id": dice.choice([1, 2, 3, 4, None]),
        "quantity": quantity,
        "amount": quantity * 3,
    }


def _entry(dice: random.Random, pk: int, number: int) -> dict[str, Any]:
    day = _day(dice)
    return {
        "id": pk, "customer_id": dice.randrange(1, number + 1), "member_id": dice.randrange(1, 6), "kind": "note", "at": _at(day), "day": day,
        "channel": dice.choice(["visit", "phone", ""]), "direction": dice.choice(["in", "out", ""]), "duration": dice.choice([None, 60]),
    }  # fmt: skip


def _opportunity(dice: random.Random, pk: int, number: int) -> dict[str, Any]:
    day, state = _day(dice), dice.choice(["open", "won", "lost"])
    return {
        "id": pk, "customer_id": dice.randrange(1, number + 1), "owner_id": dice.choice([1, 2, 3, None]), "pipeline": "default",
        "stage": {"open": "proposal"}.get(state, state), "state": state, "currency": dice.choice(["CNY", "EUR"]),
        "amount": dice.choice([None, Decimal(dice.randrange(10**7)) / 100]), "source": dice.choice(["", "Fair"]),
        "opened_on": dice.choice([day, day, None]), "expected_on": day, "day": day, "is_deleted": pk % 13 == 0,
        "closed_on": None if state == "open" else day + timedelta(days=dice.randrange(60)),
    }  # fmt: skip


def _payment(dice: random.Random, pk: int, number: int) -> dict[str, Any]:
    return {
        "id": pk, "contract_id": pk, "owner_id": dice.randrange(1, 6), "customer_id": dice.randrange(1, number + 1), "day": _day(dice),
        "status": dice.choice(["received", "received", "void"]), "currency": "CNY", "amount": Decimal(dice.randrange(1, 10**6)) / 100,
        "method": dice.choice(["transfer", "cash"]),
    }  # fmt: skip
