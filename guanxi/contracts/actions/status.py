"""What becomes of a contract: signed, ended, in force again, void."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.approvals.actions.approval import outdate
from guanxi.contracts.actions.approval import require_approval
from guanxi.contracts.actions.ledger import lock, settle
from guanxi.contracts.events import STATUS
from guanxi.contracts.models import Contract, Instalment, Invoice
from guanxi.contracts.rules import may_change
from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.refused import NotAllowed, Refused


def require_change(contract: Contract, actor: Actor) -> None:
    """Raise `NotAllowed` unless the actor may change this contract."""
    if not may_change(contract, actor):
        raise NotAllowed(_("You may see this contract but not change it."))


@transaction.atomic
def sign(contract: Contract, signed_on: date | None, *, actor: Actor, at: datetime) -> Contract:
    """It was signed on this day: a draft is in force from now on. Without a plan it is due whole on its first day.

    What somebody has to approve waits until he did. Of one that was signed before, the day is put right. Raises `Refused`.
    """
    require_change(contract, actor)
    locked = lock(contract.pk)
    if signed_on is None:
        raise Refused(_("Say on which day it was signed."), field="signed_on")
    if signed_on > timezone.localtime(at).date():
        raise Refused(_("The day of signing lies in the future."), field="signed_on")
    if locked.status == Contract.Status.VOID:
        raise Refused(_("This contract is void; it stays as it is."), field="signed_on")
    draft = locked.status == Contract.Status.DRAFT
    if draft:
        require_approval(locked, at)
    locked.signed_on = signed_on
    if draft:
        locked.status = Contract.Status.ACTIVE
        if not Instalment.objects.filter(contract=locked).exists():
            due_on = max(signed_on, locked.starts_on or signed_on)
            Instalment.objects.create(contract=locked, due_on=due_on, amount=locked.amount)
    locked.save()
    if draft:
        _became(locked, "signed", actor, at)
    return locked


@transaction.atomic
def end(contract: Contract, *, actor: Actor, at: datetime) -> Contract:
    """It has run out. What is owed for it stays owed."""
    return _move(contract, Contract.Status.ACTIVE, Contract.Status.ENDED, "ended", actor, at)


@transaction.atomic
def reopen(contract: Contract, *, actor: Actor, at: datetime) -> Contract:
    """It is in force again."""
    return _move(contract, Contract.Status.ENDED, Contract.Status.ACTIVE, "reopened", actor, at)


@transaction.atomic
def void(contract: Contract, reason: str, *, actor: Actor, at: datetime) -> Contract:
    """It does not hold and is not owed; refused while a payment or an invoice of it counts."""
    require_change(contract, actor)
    locked = lock(contract.pk)
    if not reason.strip():
        raise Refused(_("Say why it is void."), field="reason")
    if locked.status == Contract.Status.VOID:
        return locked
    if locked.received:
        raise Refused(_("Money was received for it. Make those payments void first, or end the contract."))
    if Invoice.objects.filter(contract=locked, status=Invoice.Status.ISSUED).exists():
        raise Refused(_("There are invoices for it. Make those void first, or end the contract."))
    outdate("contract", [locked.pk], actor=actor, at=at)
    locked.status, locked.void_reason = Contract.Status.VOID, reason.strip()[:300]
    locked.save()
    _became(locked, "void", actor, at)
    return locked


def _move(contract: Contract, before: Any, after: Any, became: str, actor: Actor, at: datetime) -> Contract:
    require_change(contract, actor)
    locked = lock(contract.pk)
    if locked.status == after:
        return locked
    if locked.status != before:
        raise Refused(_("A colleague was faster: look at the contract again."))
    locked.status = after
    locked.save()
    _became(locked, became, actor, at)
    return locked


def _became(contract: Contract, became: str, actor: Actor, at: datetime) -> None:
    settle([contract.pk])
    contract.refresh_from_db()
    emit(Event(STATUS, [contract.pk], actor, at, {"became": became, "import_id": None}))
