"""Contracts as terms, and what was learnt of those who hold them."""

from collections.abc import Iterator

from django.db.models.functions import Coalesce

from guanxi.analytics.terms import Term
from guanxi.contracts.models import Contract
from guanxi.customers.models import Fact

LIVED = (Contract.Status.ACTIVE, Contract.Status.ENDED)
FIRST = 10


def terms() -> Iterator[Term]:
    """Every contract that was in force once; read as the system."""
    rows = Contract.objects.alive().filter(status__in=LIVED, customer__isnull=False)
    rows = rows.annotate(first=Coalesce("starts_on", "signed_on")).filter(first__isnull=False)
    for customer_id, first, last, amount, currency in rows.values_list(
        "customer_id", "first", "ends_on", "amount", "currency"
    ).iterator():
        if last is None or last >= first:
            yield Term(customer_id, first, last, float(amount), currency)


def worth_most() -> list[Fact]:
    """Of the customers whom the reader sees, those whose renewals are expected to bring most, within each currency."""
    rows = Fact.objects.filter(name="contract", value__isnull=False).select_related("customer")
    return list(rows.order_by("-unit", "-value", "-customer_id")[:FIRST])
