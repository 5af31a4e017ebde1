"""The door to a contract's money: one writer at a time, and what the ledger says is written beside."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from guanxi.contracts.models import Contract
from guanxi.contracts.rules import CENT
from guanxi.core.locks import Lock, wait_for
from guanxi.core.refused import Refused

LARGEST = Decimal(10) ** 16


def lock(contract_id: int, *, change: bool = True) -> Contract:
    """The contract as it stands now; whoever else would write its money waits until this transaction ends.

    Who books payments need not be allowed to `change` contracts: for him its row is not locked. Raises `Refused`.
    """
    wait_for(Lock.CONTRACT, of=contract_id)
    rows = Contract.objects.alive().filter(pk=contract_id)
    found = (rows.select_for_update() if change else rows).first()
    if found is None:
        raise Refused(_("This contract does not exist any more, or you do not see it."), field="contract")
    return found


def settle(ids: Sequence[int]) -> None:
    """Write what was received of these contracts, and when the next instalment is due, as the ledger says."""
    with connection.cursor() as cursor:
        cursor.execute("select contracts_settle(%s)", [list(ids)])


def check_amount(amount: Any, name: str = "amount") -> Decimal:
    """An amount of money: more than 0, whole cents; raises `Refused`."""
    if amount is None or not 0 < amount < LARGEST:
        raise Refused(_("An amount is more than 0 and has at most 16 digits."), field=name)
    exact = Decimal(amount)
    if exact != exact.quantize(CENT):
        raise Refused(_("An amount has at most two decimals."), field=name)
    return exact
