"""Contracts on their customers' timelines: one statement for all records of an event."""

from typing import Any

from django.db.models import BigIntegerField, CharField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat, JSONObject

from guanxi.contracts.models import Contract, Instalment, Payment
from guanxi.core.events import Event
from guanxi.timeline.actions.entry import record_selected


def note_status(event: Event) -> None:
    """An entry per contract that was signed, ended, opened again or made void."""
    became = event.data["became"]
    # what a file brings happened on its day
    at: Any = Cast("signed_on", DateTimeField()) if event.data["import_id"] else Value(event.at)
    # once signed is once told; the others are told each time
    key = Value(f"{became}:") if became == "signed" else Value(f"{became}:{event.at.isoformat()}:")
    rows = Contract.objects.filter(pk__in=event.ids, customer__isnull=False).values_list(
        "customer_id",
        at,
        Concat(key, Cast("pk", CharField())),
        Cast("number", CharField()),
        _data("amount", became, contract=F("pk"), name=F("name"), reason=F("void_reason"), signed_on=F("signed_on")),
        Value(""),
        "import_id",
    )
    record_selected("contract", rows, actor=event.actor, at=event.at)


def note_paid(event: Event) -> None:
    """An entry per payment that came in or was made void."""
    became = event.data["became"]
    at: Any = Cast("received_on", DateTimeField()) if event.data["import_id"] else Value(event.at)
    rows: QuerySet[Payment] = Payment.objects.filter(pk__in=event.ids, customer__isnull=False)
    record_selected(
        "payment",
        rows.values_list(
            "customer_id",
            at,
            Concat(Value(f"{became}:"), Cast("pk", CharField())),
            "contract__number",
            _data("amount", became, contract=F("contract_id"), day=F("received_on"), reason=F("void_reason")),
            Value(""),
            "import_id",
        ),
        actor=event.actor,
        at=event.at,
    )


def note_overdue(event: Event) -> None:
    """An entry per instalment whose day has passed; once for each of its days."""
    rows = Instalment.objects.filter(pk__in=event.ids, contract__customer__isnull=False)
    record_selected(
        "payment",
        rows.values_list(
            "contract__customer_id",
            Value(event.at),
            Concat(Value("overdue:"), Cast("pk", CharField()), Value(":"), Cast("due_on", CharField())),
            "contract__number",
            JSONObject(
                became=Value("overdue"),
                contract=F("contract_id"),
                amount=Cast(F("amount") - F("received"), CharField()),
                currency=F("contract__currency"),
                day=F("due_on"),
                reason=Value(""),
            ),
            Value(""),
            Cast(Value(None), BigIntegerField()),
        ),
        actor=event.actor,
        at=event.at,
    )


def _data(amount: str, became: str, **more: F) -> JSONObject:
    return JSONObject(became=Value(became), amount=Cast(amount, CharField()), currency=F("currency"), **more)
