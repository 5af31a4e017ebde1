"""What the house sees by itself every morning: contracts that end soon, instalments whose day has passed."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_noop

from guanxi.contracts.events import OVERDUE
from guanxi.contracts.models import Contract, Instalment
from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.staff.actions.notice import notify

ENDS = gettext_noop("Contract {contract} ends on {day}.")
LATE = gettext_noop("An instalment of contract {contract} is overdue since {day}.")
CHUNK = 500  # of one transaction


def warn_of_endings(*, actor: Actor, at: datetime) -> int:
    """Tell owners of contracts that end soon, each once for an end; answers how many were told of, at most a chunk.

    The mark goes with the notice in one transaction: after a crash nobody is told twice, and nobody never.
    """
    rows = Contract.objects.alive().filter(warn_on__lte=_today(at)).order_by("warn_on")
    found = list(rows.select_for_update(skip_locked=True)[:CHUNK])
    for one in found:
        if one.status == Contract.Status.ACTIVE and one.ends_on:
            _tell(one, "contracts.ends", ENDS, one.ends_on, actor, at)
    Contract.objects.filter(pk__in=[one.pk for one in found]).update(warn_on=None)
    return len(found)


def tell_overdue(*, actor: Actor, at: datetime) -> int:
    """Tell owners, and the timelines, of instalments whose day has passed, each once; answers how many, at most a chunk."""
    late = Instalment.objects.filter(told=False, received__lt=F("amount"), due_on__lt=_today(at))
    waiting = late.filter(contract__status__in=("active", "ended"), contract__deleted_at=None)
    found = list(
        waiting.select_related("contract").select_for_update(of=("self",), skip_locked=True).order_by("due_on")[:CHUNK]
    )
    for one in found:
        _tell(one.contract, "contracts.overdue", LATE, one.due_on, actor, at)
    ids = [one.pk for one in found]
    Instalment.objects.filter(pk__in=ids).update(told=True)
    if ids:
        emit(Event(OVERDUE, ids, actor, at, {}))
    return len(ids)


def _tell(contract: Contract, kind: str, sentence: str, day: Any, actor: Actor, at: datetime) -> None:
    if contract.owner_id is not None:
        told = {"contract": str(contract), "day": date_format(day, "Y-m-d")}
        url = reverse("contract_record", args=[contract.pk])
        notify(contract.owner_id, kind, sentence, told, url, actor=actor, at=at)


def _today(at: datetime) -> Any:
    return timezone.localtime(at).date()
