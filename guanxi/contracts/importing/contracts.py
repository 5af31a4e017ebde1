"""Contracts from files: one a row, with equal instalments; customers are found or made on the way."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from guanxi.contracts.actions.contract import warning_day
from guanxi.contracts.actions.ledger import LARGEST
from guanxi.contracts.events import STATUS
from guanxi.contracts.models import Contract
from guanxi.contracts.rules import CENT, MOST_INSTALMENTS, equal_parts, months_later
from guanxi.contracts.searching import index_contracts
from guanxi.core.events import Event, emit
from guanxi.customers.importing import People, Rules
from guanxi.customers.importing.owners import Owners
from guanxi.intake.loading import Batch, Parsed, stage
from guanxi.intake.loading.owners import first_owner, hand_over
from guanxi.intake.loading.staging import new_ids
from guanxi.staff.queries.company import company_customs

TYPES = [
    ("id", "bigint"), ("number", "text"), ("name", "text"), ("customer_id", "bigint"), ("owner_id", "bigint"), ("status", "text"),
    ("amount", "numeric"), ("currency", "text"), ("signed_on", "date"), ("starts_on", "date"), ("ends_on", "date"), ("warn_days", "smallint"),
    ("warn_on", "date"), ("next_due_on", "date"), ("note", "text"),
]  # fmt: skip
PART_TYPES = [("contract_id", "bigint"), ("due_on", "date"), ("amount", "numeric"), ("told", "boolean")]


@dataclass(slots=True)
class Draft:
    """A row on its way to be a contract."""

    row: Parsed
    owner_id: int | None
    amount: Decimal
    status: str
    parts: list[tuple[date, Decimal]]
    customer_id: int | None = None
    id: int = 0
    columns: dict[str, Any] = field(default_factory=dict)


def load_contracts(batch: Batch) -> None:
    """Write the chunk's contracts. One that is known already, by its number, is left as it is."""
    rows = _unknown(batch)
    owners, today = Owners(batch, rows), timezone.localtime(batch.at).date()
    drafts = [made for row in rows if (made := _draft(batch, row, owners, today)) is not None]
    customers = _customers(batch, [one.row for one in drafts])
    kept = []
    for one in drafts:
        if not batch.rejected(one.row):
            one.customer_id = customers.get(one.row.number)
            batch.note(one.row, "created", one.row.values["number"])
            kept.append(one)
    _write(batch, kept, today)
    for one in kept:
        if one.row.left_out:
            batch.records[one.row.number] = one.id
    if not batch.trial and kept:
        signed = [one.id for one in kept if one.status != Contract.Status.DRAFT]
        emit(Event(STATUS, signed, batch.actor, batch.at, {"became": "signed", "import_id": batch.import_id}))
        found = [
            (one.id, first_owner(batch, "contract", one.owner_id), one.row.values["number"], _name(one)) for one in kept
        ]
        index_contracts(found, import_id=batch.import_id)
        hand_over(batch, "contract", "contracts_contract", [(one.id, one.owner_id) for one in kept])


def _unknown(batch: Batch) -> list[Parsed]:
    given = [row.values["number"] for row in batch.good()]
    batch.cursor.execute("select contracts_taken(%s)", [given])
    there = {row[0] for row in batch.cursor.fetchall()}
    rows = []
    for row in batch.good():
        number = row.values["number"]
        if number in there or not batch.first(("contract", number)):
            batch.note(row, "skipped", number)
            continue
        there.add(number)
        rows.append(row)
    return rows


def _name(one: Draft) -> str:
    return str(one.row.values.get("name") or one.row.values["number"])


def _draft(batch: Batch, row: Parsed, owners: Owners, today: date) -> Draft | None:
    values = row.values
    amount = values["amount"].quantize(CENT)
    if not 0 < amount < LARGEST or amount != values["amount"]:
        batch.reject(row, "amount", "no_amount", value=str(values["amount"]))
    signed_on, starts_on, ends_on = (values.get(name) for name in ("signed_on", "starts_on", "ends_on"))
    if signed_on and signed_on > today:
        batch.reject(row, "signed_on", "in_the_future")
    if starts_on and ends_on and ends_on < starts_on:
        batch.reject(row, "ends_on", "ends_before")
    if not 0 <= (values.get("warn_days") or 0) <= 730:
        values.pop("warn_days")
    number = values.get("instalments") or 1
    if not 1 <= number <= MOST_INSTALMENTS or amount < CENT * number:
        batch.reject(row, "instalments", "too_many_instalments", most=MOST_INSTALMENTS)
    owner_id = _owner(batch, row, owners)
    if batch.rejected(row):
        return None
    status = Contract.Status.DRAFT
    if signed_on:
        status = Contract.Status.ENDED if ends_on and ends_on < today else Contract.Status.ACTIVE
    first = values.get("first_due_on") or max(filter(None, (signed_on, starts_on)), default=None)
    days = [months_later(first, n) for n in range(number)] if first else []
    return Draft(row, owner_id, amount, status, list(zip(days, equal_parts(amount, number), strict=False)))


def _owner(batch: Batch, row: Parsed, owners: Owners) -> int | None:
    """Whom the row names, else the importer; the plan may say nobody."""
    actor, to = batch.actor, batch.plan.owner.to
    owner_id = actor.member_id
    if to == "nobody":
        owner_id = None
    elif to == "spread":
        if not owners.spread:
            batch.reject(row, "owner", "nobody_in_department", department=batch.plan.owner.department)
            return None
        owner_id = owners.spread[row.number % len(owners.spread)]
    elif to == "column" and "owner" in row.values:
        found = owners.names.get(row.values["owner"].lower(), [])
        if len(found) != 1:
            batch.reject(row, "owner", "owner_ambiguous" if found else "owner_unknown", value=row.values["owner"])
            return None
        owner_id = found[0]
    if owner_id != actor.member_id and not (actor.may("assign", "contract") and actor.may("edit", "contract")):
        batch.reject(row, "owner", "may_not_assign")
    return owner_id


def _customers(batch: Batch, rows: list[Parsed]) -> dict[int, int | None]:
    """The customer of each row by its number; a row whose customer cannot be had is rejected."""
    asked = [
        Parsed(row.number, row.cells, {"name": row.values["customer"], "stage": "customer"})
        for row in rows
        if not batch.rejected(row)
    ]
    if not asked:
        return {}
    make = batch.plan.makes("customer") and batch.actor.may("create", "customer")
    part = batch.part(asked)
    rules = Rules(keys=("name",), mode="fill", make=make, name_field="customer", fills=False)
    people = People(part, rules).take(asked).write()
    for number, faults in part.faults.items():
        batch.faults.setdefault(number, []).extend(faults)
        batch.outcomes.pop(number, None)
    batch.extra["customers"] += sum(slot.made for slot in people.made)
    return {row.number: people.customer_id(row) for row in asked}


def _write(batch: Batch, drafts: list[Draft], today: date) -> None:
    """Everything is written as the importer's own, in whose sight instalments belong; `hand_over` gives it away."""
    if not drafts:
        return
    for one, key in zip(drafts, new_ids(batch.cursor, "contracts_contract", len(drafts)), strict=True):
        one.id = key
    names = ", ".join(name for name, _type in TYPES)
    stage(batch.cursor, "new_contract", TYPES, [_columns(batch, one, today) for one in drafts])
    batch.cursor.execute(
        f"insert into contracts_contract ({names}, created_at, updated_at, import_id)"  # noqa: S608 - constants
        f" select {names}, %s, %s, %s from pg_temp.new_contract order by id",
        [batch.at, batch.at, batch.import_id],
    )
    # what was late before it came here is not told anew
    parts = [(one.id, due_on, amount, due_on < today) for one in drafts for due_on, amount in one.parts]
    names = ", ".join(name for name, _type in PART_TYPES)
    stage(batch.cursor, "new_part", PART_TYPES, parts)
    batch.cursor.execute(f"insert into contracts_instalment ({names}) select {names} from pg_temp.new_part")  # noqa: S608


def _columns(batch: Batch, one: Draft, today: date) -> list[Any]:
    values = one.row.values
    ends_on, days = values.get("ends_on"), values.get("warn_days", company_customs().warn_days)
    warn_on = warning_day(ends_on, days) if ends_on and ends_on >= today else None
    due = one.parts[0][0] if one.parts and one.status != Contract.Status.DRAFT else None
    return [
        one.id, values["number"], _name(one), one.customer_id, first_owner(batch, "contract", one.owner_id), one.status, one.amount,
        values.get("currency") or batch.hints.currency or "CNY", values.get("signed_on"), values.get("starts_on"), ends_on, days, warn_on, due,
        values.get("note", ""),
    ]  # fmt: skip
