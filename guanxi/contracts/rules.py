"""What holds for contracts and their money: who may change one, how an amount is parted, what a payment pays."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal

from guanxi.contracts.models import Contract, Instalment
from guanxi.core.actor import Actor

CENT = Decimal("0.01")
MOST_INSTALMENTS = 120


def may_change(contract: Contract, actor: Actor, verb: str = "edit") -> bool:
    """Whether `actor` may `verb` it: his roles grant that, it is in his data scope and not in the bin."""
    return actor.may_on(verb, "contract", contract)


def may_book(contract: Contract, actor: Actor, kind: str, verb: str = "create") -> bool:
    """Whether he may `verb` a payment or an invoice of this contract: that goes without the right to change contracts."""
    return actor.may_on("see", "contract", contract) and actor.may(verb, kind)


def is_hidden(contract: Contract) -> bool:
    """Whether it has a customer that whoever reads it does not see; read with `select_related("customer")`."""
    return contract.customer_id is not None and contract.customer is None


def equal_parts(amount: Decimal, number: int) -> list[Decimal]:
    """`number` parts that add up to `amount`: rounded down to cents, what is left over goes with the last.

    Raises ValueError where a part would be nothing.
    """
    part = (amount / number).quantize(CENT, ROUND_DOWN)
    if part <= 0:
        raise ValueError(amount)
    return [part] * (number - 1) + [amount - part * (number - 1)]


def months_later(day: date, months: int) -> date:
    """The same day some months later; the last of the month where that one is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def oldest_first(amount: Decimal, open_parts: Iterable[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
    """What of `amount` goes to which of the parts (id, what is left of it) in their order; the rest falls out."""
    found = []
    for pk, left in open_parts:
        taken = min(amount, left)
        if taken > 0:
            found.append((pk, taken))
            amount -= taken
    return found


def state_of(instalment: Instalment, contract: Contract, today: date) -> str:
    """planned, partial, received, overdue, or void with its contract."""
    if contract.status == Contract.Status.VOID:
        return "void"
    if instalment.received >= instalment.amount:
        return "received"
    if contract.is_owed and instalment.due_on < today:
        return "overdue"
    return "partial" if instalment.received > 0 else "planned"


def overdue_of(contract: Contract, instalments: Sequence[Instalment], today: date) -> Decimal:
    """What is still owed of the instalments whose day has passed."""
    late = (one.left for one in instalments if state_of(one, contract, today) == "overdue")
    return sum(late, Decimal(0))
