"""Payments from files: one a row, for contracts that are there; a chunk is a handful of statements."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from guanxi.contracts.actions.ledger import settle
from guanxi.contracts.events import PAID
from guanxi.contracts.models import Allocation, Contract, Instalment, Payment
from guanxi.contracts.rules import CENT, may_book, oldest_first
from guanxi.core.events import Event, emit
from guanxi.core.locks import Lock, wait_for
from guanxi.intake.loading import Batch, Parsed


@dataclass(slots=True)
class Open:
    """A contract as this chunk sees it: what is left of its instalments, oldest first."""

    contract: Contract
    left: list[tuple[int, Decimal]]
    references: set[str]

    def take(self, amount: Decimal) -> list[tuple[int, Decimal]]:
        """Put an amount to the oldest parts; what is left becomes less."""
        shares = oldest_first(amount, self.left)
        taken = dict(shares)
        self.left = [(pk, rest - taken.get(pk, Decimal(0))) for pk, rest in self.left]
        return shares


def load_payments(batch: Batch) -> None:
    """Write the chunk's payments in the order of the file; each pays the oldest open instalments of its contract."""
    known, today = _open(batch), timezone.localtime(batch.at).date()
    made: list[Payment] = []
    shares: list[Allocation] = []
    for row in batch.good():
        found = known.get(row.values["contract"])
        reference = row.values.get("reference", "")
        if found is not None and reference and reference in found.references:
            batch.note(row, "skipped", reference)
            continue
        if found is None or not _fits(batch, row, found, today):
            if found is None:
                batch.reject(row, "contract", "contract_unknown", value=row.values["contract"])
            continue
        payment = _payment(batch, row, found.contract)
        shares += [
            Allocation(payment=payment, instalment_id=pk, amount=part) for pk, part in found.take(payment.amount)
        ]
        found.references |= {reference} - {""}
        made.append(payment)
        batch.note(row, "created", f"{found.contract.number} {payment.amount}")
    Payment.objects.bulk_create(made, batch_size=500)
    for one in shares:
        one.payment_id = one.payment.pk
    Allocation.objects.bulk_create(shares, batch_size=1000)
    settle(sorted({one.contract_id for one in made}))
    _finish(batch, made)


def _finish(batch: Batch, made: list[Payment]) -> None:
    by_row = dict(
        zip((row.number for row in batch.rows if batch.outcomes.get(row.number) == "created"), made, strict=True)
    )
    for row in batch.partly():
        batch.records[row.number] = by_row[row.number].pk
    if made and not batch.trial:
        ids = [one.pk for one in made]
        emit(Event(PAID, ids, batch.actor, batch.at, {"became": "received", "import_id": batch.import_id}))


def _open(batch: Batch) -> dict[str, Open]:
    numbers = {row.values["contract"] for row in batch.good()}
    ids = sorted(Contract.objects.alive().filter(number__in=numbers).values_list("pk", flat=True))
    for pk in ids:  # in one order, so that two of them never wait for each other
        wait_for(Lock.CONTRACT, of=pk)
    left: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for one in Instalment.objects.filter(contract__in=ids).order_by("due_on", "pk"):
        left[one.contract_id].append((one.pk, one.left))
    references: dict[int, set[str]] = defaultdict(set)
    there = Payment.objects.filter(contract__in=ids, status=Payment.Status.RECEIVED).exclude(reference="")
    for contract_id, reference in there.values_list("contract_id", "reference"):
        references[contract_id].add(reference)
    rows = Contract.objects.alive().filter(pk__in=ids)
    return {one.number: Open(one, left[one.pk], references[one.pk]) for one in rows}


def _fits(batch: Batch, row: Parsed, found: Open, today: date) -> bool:
    values, contract = row.values, found.contract
    amount = values["amount"]
    if not may_book(contract, batch.actor, "payment"):
        batch.reject(row, "contract", "not_allowed")
    elif not contract.is_owed:
        batch.reject(row, "contract", "not_in_force")
    elif values.get("currency", contract.currency) != contract.currency:
        batch.reject(row, "currency", "other_currency", currency=contract.currency)
    elif values["received_on"] > today:
        batch.reject(row, "received_on", "in_the_future")
    elif amount <= 0 or amount != amount.quantize(CENT):
        batch.reject(row, "amount", "no_amount", value=str(amount))
    elif amount > (owed := sum((part for _pk, part in found.left), Decimal(0))):
        batch.reject(row, "amount", "more_than_owed", owed=f"{owed:,} {contract.currency}")
    return not batch.rejected(row)


def _payment(batch: Batch, row: Parsed, contract: Contract) -> Payment:
    values = row.values
    return Payment(
        contract=contract,
        customer_id=contract.customer_id,
        received_on=values["received_on"],
        amount=values["amount"],
        currency=contract.currency,
        method=values.get("method") or Payment.Method.TRANSFER,
        reference=values.get("reference", ""),
        note=values.get("note", ""),
        created_at=batch.at,
        import_id=batch.import_id,
    )
