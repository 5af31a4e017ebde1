"""Having customers told by mail after a hand-over, and told again where that went wrong."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from guanxi.core import work
from guanxi.core.actor import Actor
from guanxi.core.events import Event
from guanxi.core.models import Work
from guanxi.staff.models import HandOver
from guanxi.timeline import telling
from guanxi.timeline.models import Farewell

AGAIN = (Farewell.State.FAILED, Farewell.State.UNSURE)


def tell_customers(event: Event) -> None:
    """A hand-over is done: where its plan holds a mail, a job writes to its customers."""
    for handed in HandOver.objects.filter(pk__in=event.ids).select_related("giver"):
        if handed.plan.get("mail"):
            _start(handed, {}, actor=event.actor, at=event.at)


def tell_again(handed: HandOver, farewell_ids: Sequence[int], *, actor: Actor, at: datetime) -> Work | None:
    """Send those that failed or were cut off once more; None where none of them did."""
    actor.require("administer", "staff")
    rows = Farewell.objects.filter(handover=handed, pk__in=farewell_ids, state__in=AGAIN)
    number = rows.update(state=Farewell.State.WAITING)
    return _start(handed, {"listed": True}, actor=actor, at=at, total=number) if number else None


def _start(handed: HandOver, cursor: dict[str, bool], *, actor: Actor, at: datetime, total: int = 0) -> Work:
    job = work.start(
        telling.NAME,
        telling.TITLE,
        actor=actor,
        at=at,
        arguments={"handover": handed.pk, "giver": handed.giver_id},
        title_params={"name": handed.giver.name},
        total=total,
        url=reverse("staff_hand_over", args=[handed.giver_id]),
    )
    if cursor:
        job.cursor = cursor
        job.save(update_fields=["cursor"])
    return job
