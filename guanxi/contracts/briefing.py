"""What a customer owes, on his briefing."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from guanxi.contracts.queries.contract import owing
from guanxi.core.actor import Actor
from guanxi.customers.models import Customer


def owed(customer: Customer, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Per currency what is owed and what of it is overdue, and the contracts that wait for money; no part without a contract."""
    found = owing(customer.pk, actor, timezone.localtime(now).date())
    return {"owing": found} if found.latest else None
