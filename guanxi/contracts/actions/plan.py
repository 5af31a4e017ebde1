"""The plan by which a contract is paid: instalments that add up to its amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guanxi.approvals.actions.approval import outdate
from guanxi.contracts.actions.approval import facts_now, require_no_more
from guanxi.contracts.actions.contract import check_invoiced
from guanxi.contracts.actions.ledger import check_amount, lock, settle
from guanxi.contracts.actions.status import require_change
from guanxi.contracts.models import Contract, Instalment
from guanxi.contracts.queries.contract import plan_of
from guanxi.contracts.rules import MOST_INSTALMENTS
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.ui.words import money_text


@dataclass(frozen=True, slots=True)
class Planned:
    """An instalment as it is to be; `id` of one that stands already, None for a new one."""

    due_on: date
    amount: Decimal
    name: str = ""
    id: int | None = None


class NotTheAmount(Refused):
    """The instalments do not add up to the contract's amount."""

    code = "not_the_amount"


@transaction.atomic
def set_plan(
    contract: Contract, rows: Sequence[Planned], amount: Decimal | None = None, *, actor: Actor, at: datetime
) -> list[Instalment]:
    """Put the plan as `rows` say, and the contract's amount with it. Instalments that are not among them go.

    Raises `Refused` where they do not add up, and where less would be left of an instalment than was received of it.
    """
    require_change(contract, actor)
    locked = lock(contract.pk)
    if locked.status == Contract.Status.VOID:
        raise Refused(_("This contract is void; it stays as it is."))
    agreed = facts_now(locked, at) if locked.is_owed else None
    if amount is not None and amount != locked.amount:
        locked.amount = check_amount(amount)
        check_invoiced(locked)
    _check(rows, locked)
    there = {one.pk: one for one in plan_of(locked)}
    kept = {row.id for row in rows if row.id is not None}
    if not kept <= there.keys() or len(kept) != sum(row.id is not None for row in rows):
        raise Refused(_("A colleague was faster: look at the contract again."))
    for one in there.values():
        if one.received and one.pk not in kept:
            raise Refused(_("Money was received for the instalment of %(day)s: it stays.") % {"day": one.due_on})
    Instalment.objects.filter(contract=locked, pk__in=there.keys() - kept).delete()
    for row in rows:
        _write(locked, row, there)
    Contract.objects.filter(pk=locked.pk).update(amount=locked.amount)
    settle([locked.pk])
    if agreed is not None:
        require_no_more(agreed, locked, at)
    else:
        outdate("contract", [locked.pk], actor=actor, at=at)
    return plan_of(locked)


def _check(rows: Sequence[Planned], contract: Contract) -> None:
    if not rows:
        raise Refused(_("A plan has at least one instalment."))
    if len(rows) > MOST_INSTALMENTS:
        raise Refused(_("A plan has at most 120 instalments."))
    total = sum((check_amount(row.amount) for row in rows), Decimal(0))
    if total != contract.amount:
        words = {
            name: money_text(one, contract.currency)
            for name, one in (("total", total), ("amount", contract.amount), ("off", total - contract.amount))
        }
        raise NotTheAmount(
            _("The instalments add up to %(total)s, the contract says %(amount)s: they are off by %(off)s.") % words
        )


def _write(contract: Contract, row: Planned, there: dict[int, Instalment]) -> None:
    one = there[row.id] if row.id is not None else Instalment(contract=contract)
    if row.amount < one.received:
        raise Refused(_("More was received for the instalment of %(day)s.") % {"day": row.due_on})
    if one.due_on != row.due_on:
        one.told = False
    one.due_on, one.amount, one.name = row.due_on, row.amount, row.name.strip()
    one.save()
