"""What a customer owes, on his briefing."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from guanxi.contracts.queries.contract import owing
from guanxi.core.actor import Actor
from guanxi.customers.models import Customer

MOST = 4


def owed(customer: Customer, actor: Actor, now: datetime) -> dict[str, Any]:
    """Per currency what is owed and overdue, and the contracts that wait for money first."""
    found = owing(customer.pk, actor, timezone.localtime(now).date())
    return {
        "totals": [(one, found.overdue.get(one["currency"])) for one in found.totals],
        "rows": found.latest[:MOST],
        "more": len(found.latest) > MOST,
        "empty": not found.latest,
    }
