"""Payments received: written down, put to the instalments they are for, made void with a reason."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.contracts.actions.ledger import check_amount, lock, settle
from guanxi.contracts.events import PAID
from guanxi.contracts.models import Allocation, Contract, Payment
from guanxi.contracts.queries.contract import plan_of
from guanxi.contracts.rules import may_book, oldest_first
from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.refused import NotAllowed, Refused
from guanxi.ui.words import money_text

WORDS = {"reference", "note"}


class TooMuch(Refused):
    """More than what is owed."""

    code = "more_than_owed"


@transaction.atomic
def record_payment(
    values: Mapping[str, Any], parts: Mapping[int, Decimal] | None = None, *, actor: Actor, at: datetime
) -> Payment:
    """Money came in: `values` by field name, among them `contract`, `amount` and `received_on` (default: today).

    It pays the oldest open instalments first, or `parts` (instalment → amount), which add up to it. Raises `Refused`
    for a contract that is not in force, and for more than is owed.
    """
    actor.require("create", "payment")
    given = {name.removesuffix("_id"): value for name, value in values.items()}
    pk = given.pop("contract", None)
    contract = lock(getattr(pk, "pk", pk) or 0, change=False)
    if not may_book(contract, actor, "payment"):
        raise NotAllowed(_("You may see this contract but not write payments for it."))
    if not contract.is_owed:
        raise Refused(_("Payments come in for contracts that are signed and not void."), field="contract")
    payment = Payment(contract=contract, customer_id=contract.customer_id, currency=contract.currency, created_at=at)
    amount = payment.amount = check_amount(given.pop("amount", None))
    payment.received_on = _day(given.pop("received_on", None), at)
    payment.method = given.pop("method", None) or Payment.Method.TRANSFER
    _say(payment, given)
    if amount > contract.owed:
        raise TooMuch(
            _("That is more than the %(owed)s that are still owed.")
            % {"owed": money_text(contract.owed, contract.currency)},
            field="amount",
        )
    shares = _by_hand(parts, amount, contract) if parts else _oldest(amount, contract)
    payment.save()
    Allocation.objects.bulk_create(Allocation(payment=payment, instalment_id=one, amount=part) for one, part in shares)
    settle([contract.pk])
    emit(Event(PAID, [payment.pk], actor, at, {"became": "received", "import_id": None}))
    return payment


def _day(given: date | None, at: datetime) -> date:
    today = timezone.localtime(at).date()
    if given is not None and given > today:
        raise Refused(_("The day lies in the future."), field="received_on")
    return given or today


def _oldest(amount: Decimal, contract: Contract) -> list[tuple[int, Decimal]]:
    return oldest_first(amount, [(one.pk, one.left) for one in plan_of(contract)])


def _by_hand(parts: Mapping[int, Decimal], amount: Decimal, contract: Contract) -> list[tuple[int, Decimal]]:
    left = {one.pk: one for one in plan_of(contract)}
    for pk, part in parts.items():
        if pk not in left:
            raise Refused(_("This instalment belongs to another contract."), field="amount")
        if check_amount(part) > left[pk].left:
            raise TooMuch(_("That is more than is left of the instalment of %(day)s.") % {"day": left[pk].due_on})
    if sum(parts.values(), Decimal(0)) != amount:
        raise Refused(_("The parts do not add up to the amount received."), field="amount")
    return list(parts.items())


def _say(payment: Payment, given: Mapping[str, Any]) -> None:
    if unknown := given.keys() - WORDS - {"method"}:
        raise TypeError(f"a payment has no {sorted(unknown)}")
    for name, value in given.items():
        setattr(payment, name, (value or "").strip())
    if payment.method not in Payment.Method.values:
        raise Refused(_("Choose one from the list."), field="method")


@transaction.atomic
def edit_payment(payment: Payment, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> Payment:
    """Put method, reference or note right. Another amount or day is another payment: make this one void."""
    locked = _locked(payment, actor)
    _say(locked, changes)
    locked.save()
    return locked


@transaction.atomic
def void_payment(payment: Payment, reason: str, *, actor: Actor, at: datetime) -> Payment:
    """It does not count: it came back, or was written down wrongly. It stays to be seen, with the reason."""
    locked = _locked(payment, actor)
    if not reason.strip():
        raise Refused(_("Say why it is void."), field="reason")
    if locked.status == Payment.Status.VOID:
        return locked
    void_rows([locked], reason.strip()[:300], actor=actor, at=at)
    emit(Event(PAID, [locked.pk], actor, at, {"became": "void", "import_id": None}))
    return locked


def void_rows(rows: Sequence[Payment], reason: str, *, actor: Actor, at: datetime) -> None:
    """Make payments void and settle their contracts; tells nobody."""
    for one in rows:
        one.status, one.void_reason, one.voided_at = Payment.Status.VOID, reason, at
    Payment.objects.bulk_update(rows, ["status", "void_reason", "voided_at"], batch_size=500)
    settle(sorted({one.contract_id for one in rows}))


def _locked(payment: Payment, actor: Actor) -> Payment:
    contract = lock(payment.contract_id, change=False)
    if not may_book(contract, actor, "payment", "edit"):
        raise NotAllowed(_("You may see this contract but not change its payments."))
    return Payment.objects.get(pk=payment.pk)
