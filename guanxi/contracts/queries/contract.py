"""Contracts an actor sees, with what was received and what is owed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.utils import timezone

from guanxi.contracts.models import BillingTitle, Contract, Instalment, Invoice, Payment
from guanxi.core import search
from guanxi.core.actor import Actor
from guanxi.core.visibility import LITERAL_OWNERS, AnyOf

LATEST = 8
UNNOTICED = timedelta(days=30)  # for so long a contract that ended in force stays on my day
MOST_WARNED = 730  # days before its end, as contracts take them
SHOWN = 100  # payments and invoices on a contract's page


def contracts(actor: Actor) -> QuerySet[Any]:
    """Contracts in the actor's data scope, without those in the bin, with their `payment_state`.

    planned: nothing came yet; partial; received: all of it; overdue: an instalment's day has passed; void.
    """
    state = Case(
        When(status=Contract.Status.VOID, then=Value("void")),
        When(next_due_on__lt=timezone.localdate(), then=Value("overdue")),
        When(received=F("amount"), then=Value("received")),
        When(received__gt=0, then=Value("partial")),
        default=Value("planned"),
        output_field=CharField(),
    )
    rows: QuerySet[Any] = Contract.objects.alive().visible_to(actor)
    shown: QuerySet[Any] = rows.annotate(payment_state=state)
    return shown


def payments(actor: Actor) -> QuerySet[Any]:
    """Payments of visible contracts (the policy decides), void ones too."""
    return _with_contract(Payment.objects.alive(), actor) if actor.may("see", "payment") else Payment.objects.none()


def invoices(actor: Actor) -> QuerySet[Any]:
    """Invoices of visible contracts (the policy decides), void ones too."""
    return _with_contract(Invoice.objects.alive(), actor) if actor.may("see", "invoice") else Invoice.objects.none()


def _with_contract(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """The rule of their contracts with literal owners: who sees few contracts reads by those, not through all rows."""
    owners = actor.sight.owners.get("contract", [])
    if actor.sees_all("contract") or len(owners) > LITERAL_OWNERS:
        return rows
    return rows.filter(contract__in=Contract.objects.alive().filter(AnyOf("owner_id", owners)).values("pk"))


def payments_found(text: str, actor: Actor) -> QuerySet[Any]:
    """Ids of the payments with this reference, and of those of the contracts that the search finds."""
    return _found(payments(actor), Q(reference=text), text, actor)


def invoices_found(text: str, actor: Actor) -> QuerySet[Any]:
    """Ids of the invoices with this number, and of those of the contracts that the search finds."""
    return _found(invoices(actor), Q(number=text), text, actor)


def _found(rows: QuerySet[Any], exactly: Q, text: str, actor: Actor) -> QuerySet[Any]:
    own = rows.filter(exactly).values("pk")
    of_contracts = search.hits("contract", text, actor)
    return own if of_contracts is None else own.union(rows.filter(contract__in=of_contracts).values("pk"))


def plan_of(contract: Contract) -> list[Instalment]:
    """Its instalments by their days."""
    return list(Instalment.objects.filter(contract=contract).order_by("due_on", "pk"))


def payments_of(contract: Contract, actor: Actor) -> list[Payment]:
    """Its latest payments, void ones too."""
    return list(payments(actor).filter(contract=contract).order_by("-received_on", "-pk")[:SHOWN])


def invoices_of(contract: Contract, actor: Actor) -> list[Invoice]:
    """Its latest invoices, void ones too."""
    return list(invoices(actor).filter(contract=contract).order_by("-issued_on", "-pk")[:SHOWN])


def invoiced(contract: Contract) -> Decimal:
    """What its invoices that count add up to."""
    rows = Invoice.objects.filter(contract=contract, status=Invoice.Status.ISSUED)
    return rows.aggregate(all=Sum("amount"))["all"] or Decimal(0)


def titles_of(customer_id: int | None) -> list[BillingTitle]:
    """The billing titles of a customer, if he is seen."""
    return list(BillingTitle.objects.alive().filter(customer_id=customer_id or 0).order_by("pk"))


@dataclass(frozen=True, slots=True)
class Owing:
    """What a customer owes: contracts, those first that wait for money; per currency the sums of all."""

    latest: list[Contract]
    totals: list[dict[str, Any]]
    overdue: dict[str, Decimal]


def owing(customer_id: int, actor: Actor, today: date) -> Owing:
    """For the panel on the customer's page and his briefing: two queries whatever the number of his contracts, one for none."""
    rows = contracts(actor).filter(customer_id=customer_id)
    latest = list(rows.order_by("next_due_on", "pk")[:LATEST])
    if not latest:
        return Owing([], [], {})
    totals: list[Any] = list(
        rows.exclude(status=Contract.Status.VOID)
        .annotate(late=_late(today))
        .values("currency")
        .annotate(
            number=Count("pk"),
            signed=Sum("amount", filter=Q(status__in=["active", "ended"]), default=Decimal(0)),
            received_sum=Sum("received"),
            owed_sum=Sum("owed"),
            late_sum=Sum("late"),
        )
        .order_by("currency")
    )
    return Owing(latest, totals, {one["currency"]: one["late_sum"] for one in totals if one["late_sum"]})


def overdue_of(customers: Collection[int], actor: Actor, today: date) -> dict[int, dict[str, Decimal]]:
    """What is overdue, by customer and currency: one query."""
    rows = contracts(actor).filter(customer__in=customers, next_due_on__lt=today).exclude(status=Contract.Status.VOID)
    sums: Any = rows.annotate(late=_late(today)).values_list("customer_id", "currency").annotate(Sum("late")).order_by()
    found: dict[int, dict[str, Decimal]] = {}
    for customer, currency, late in sums:
        if late:
            found.setdefault(customer, {})[currency] = late
    return found


def _late(today: date) -> Subquery:
    """How much of a contract's instalments is still open though their day has passed; None for nothing."""
    late = Instalment.objects.filter(contract=OuterRef("pk"), due_on__lt=today, received__lt=F("amount")).order_by()
    return Subquery(late.values("contract").annotate(open=Sum(F("amount") - F("received"))).values("open"))


def my_overdue(member_id: int | None, today: date, limit: int) -> list[Contract]:
    """A member's contracts with an instalment whose day has passed, the longest ago first; `late` is how much."""
    rows = Contract.objects.alive().filter(owner_id=member_id, next_due_on__lt=today).annotate(late=_late(today))
    return list(rows.select_related("customer").order_by("next_due_on", "pk")[:limit])


def my_endings(member_id: int | None, today: date, limit: int) -> list[Contract]:
    """A member's contracts in force whose warning has come, the next to end first; also those that ended lately unnoticed."""
    window = (today - UNNOTICED, today + timedelta(days=MOST_WARNED))
    mine = Contract.objects.alive().filter(owner_id=member_id, status=Contract.Status.ACTIVE, ends_on__range=window)
    warned = mine.filter(ends_on__lte=ExpressionWrapper(Value(today) + F("warn_days"), output_field=DateField()))
    return list(warned.select_related("customer").order_by("ends_on", "pk")[:limit])
