"""Contracts and payments for tests. Call them with an actor set."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from guanxi.contracts.actions.ledger import settle
from guanxi.contracts.models import Allocation, Contract, Instalment, Payment
from guanxi.contracts.queries.contract import plan_of
from guanxi.contracts.rules import equal_parts, months_later, oldest_first
from guanxi.customers.models import Customer

_number = count(1)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SIGNED = date(2026, 2, 1)


def make_contract(customer: Customer | None, amount: Any = 1200, *, parts: int = 1, **values: Any) -> Contract:
    """A contract in force since February 2026, payable in `parts` equal instalments, one a month from then on."""
    number = f"C{next(_number)}"
    given = {"number": number, "name": f"Contract {number}", "status": "active", "currency": "CNY", "signed_on": SIGNED}
    made = Contract.objects.create(customer=customer, amount=Decimal(amount), **given | values)
    Instalment.objects.bulk_create(
        Instalment(contract=made, due_on=months_later(SIGNED, n), amount=part)
        for n, part in enumerate(equal_parts(Decimal(amount), parts))
    )
    settle([made.pk])
    made.refresh_from_db()
    return made


def make_payment(contract: Contract, amount: Any, **values: Any) -> Payment:
    """A payment that pays the oldest instalments first."""
    given = {"received_on": AT.date(), "currency": contract.currency, "customer_id": contract.customer_id, **values}
    made = Payment.objects.create(contract=contract, amount=Decimal(amount), **given)
    shares = oldest_first(made.amount, [(one.pk, one.left) for one in plan_of(contract)])
    Allocation.objects.bulk_create(Allocation(payment=made, instalment_id=pk, amount=part) for pk, part in shares)
    settle([contract.pk])
    return made
