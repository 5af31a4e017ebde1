"""What was written without a connection arrives: each thing once, and nothing of a colleague's is overwritten."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.customers.actions.customer import edit_customer
from guanxi.customers.models import Customer
from guanxi.customers.queries.customer import customers
from guanxi.pocket.models import Arrival
from guanxi.pocket.rules import time_is_plausible
from guanxi.timeline.actions.followup import FollowUp, log_followup
from guanxi.timeline.actions.task import finish_task
from guanxi.timeline.models import Task
from guanxi.timeline.queries.colleague import names_of
from guanxi.timeline.queries.task import tasks
from guanxi.timeline.rules import can_change_task

ONCE = """
insert into pocket_arrival (member_id, token, fingerprint, kind, written_at, created_at) values (%s, %s, %s, %s, %s, %s)
on conflict (member_id, token) do nothing returning id
"""


@dataclass(frozen=True, slots=True)
class Written:
    """One thing as the device sent it. `was` is how it knew the record; `anyway` holds the conflicts its writer has seen."""

    token: UUID
    kind: str
    written_at: datetime
    customer: int | None = None
    task: int | None = None
    text: str = ""
    position: list[float] | None = None
    next_contact_at: datetime | None = None
    next_step: str = ""
    was: Mapping[str, Any] = field(default_factory=dict)
    anyway: frozenset[str] = frozenset()

    def fingerprint(self) -> str:
        """The same for the same content, whatever its writer has agreed to since."""
        content = [
            self.kind,
            self.written_at,
            self.customer,
            self.task,
            self.text,
            self.next_contact_at,
            self.next_step,
        ]
        return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


class Conflict(Refused):
    """It cannot be taken as it is: its writer sees why, and mends it, sends it elsewhere or discards it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence, code=code)


def receive(given: Written, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Take one thing in, or answer as before if it came already; raises `Conflict` or another `Refused`, and then nothing is kept.

    Two that arrive at once wait for each other at the token; what a killed request began, its transaction takes back.
    """
    mark = given.fingerprint()
    params = [actor.member_id, given.token, mark, given.kind, given.written_at, at]
    with connection.cursor() as cursor:
        cursor.execute(ONCE, params)
        made = cursor.fetchone()
    if made is None:
        known = Arrival.objects.get(member_id=actor.member_id or 0, token=given.token)
        if known.fingerprint != mark:
            raise Conflict("arrived", _("This arrived before, with other words. What you changed since was not taken."))
        answer: dict[str, Any] = known.answer
        return answer
    if not time_is_plausible(given.written_at, at):
        said = date_format(timezone.localtime(given.written_at), "DATETIME_FORMAT")
        raise Conflict(
            "time",
            _("The device says that this was written on %(time)s. That cannot be; set the time.") % {"time": said},
        )
    answer = _TAKES[given.kind](given, actor, at)
    Arrival.objects.filter(pk=made[0]).update(answer=answer)
    return answer


def _note(given: Written, actor: Actor, at: datetime) -> dict[str, Any]:
    customer = _customer(given, actor)
    checked_in = given.kind == "visit" and not given.text.strip()
    entry = log_followup(
        customer,
        FollowUp(
            kind=given.kind,
            text=given.text,
            outcome=_("Checked in") if checked_in else "",
            happened_at=min(given.written_at, at),
            data={"position": given.position} if given.position else None,
        ),
        actor=actor,
        at=at,
    )
    return {
        "url": f"{reverse('customer_record', args=[customer.pk])}#entry-{entry.pk}",
        "remark": _handed_over(customer, given, actor),
    }


def _followup(given: Written, actor: Actor, at: datetime) -> dict[str, Any]:
    customer = _customer(given, actor)
    moved = _handed_over(customer, given, actor)
    if moved and "handed_over" not in given.anyway:
        raise Conflict("handed_over", moved)
    now = (customer.next_contact_at, customer.next_step)
    wanted = (given.next_contact_at, given.next_step.strip())
    # where nothing is planned any more (a visit fulfilled it) there is nothing to overwrite
    if now not in ((None, ""), _known(given), wanted) and "changed" not in given.anyway:
        when = date_format(timezone.localtime(now[0]), "DATETIME_FORMAT") if now[0] else "–"
        raise Conflict(
            "changed",
            _("The next contact was changed meanwhile: %(when)s, %(step)s.") % {"when": when, "step": now[1] or "–"},
        )
    edit_customer(customer, {"next_contact_at": wanted[0], "next_step": wanted[1]}, actor=actor, at=at)
    return {"url": reverse("customer_record", args=[customer.pk]), "remark": moved}


def _task_done(given: Written, actor: Actor, at: datetime) -> dict[str, Any]:
    seen = tasks(actor).filter(pk=given.task or 0).first()
    if seen is None:
        raise Conflict(
            "task_gone", _("This task was deleted or given to somebody else, and you do not see it any more.")
        )
    if not can_change_task(seen, actor):
        raise Conflict(
            "task_given", _("This task was given to somebody else meanwhile. It is not yours to finish any more.")
        )
    task = Task.objects.select_for_update().get(pk=seen.pk)
    if task.done_at is not None and task.done_by_id != actor.member_id:
        who = names_of([task.done_by_id]).get(task.done_by_id or 0, "")
        when = date_format(timezone.localtime(task.done_at), "DATETIME_FORMAT")
        raise Conflict("task_done", _("%(who)s finished this task already, on %(when)s.") % {"who": who, "when": when})
    finish_task(task, actor=actor, at=min(given.written_at, at))
    return {"url": reverse("task_record", args=[task.pk]), "remark": ""}


_TAKES: dict[str, Callable[[Written, Actor, datetime], dict[str, Any]]] = {
    "note": _note,
    "visit": _note,
    "followup": _followup,
    "task_done": _task_done,
}
KINDS = frozenset(_TAKES)


def _customer(given: Written, actor: Actor) -> Customer:
    found: Customer | None = customers(actor).filter(pk=given.customer or 0).select_related("owner").first()
    if found is None:
        sentence = _("This customer was deleted, merged or handed over, and you do not see it any more.")
        raise Conflict("customer_gone", sentence)
    return found


def _handed_over(customer: Customer, given: Written, actor: Actor) -> str:
    """A sentence when the customer belongs to another than when this was written; "" else, and to its new owner."""
    if "owner" not in given.was or customer.owner_id in {given.was["owner"], actor.member_id}:
        return ""
    if customer.owner is None:
        return _("This customer belongs to nobody by now.")
    return _("This customer was handed over to %(name)s meanwhile.") % {"name": customer.owner.name}


def _known(given: Written) -> tuple[datetime | None, str]:
    at = given.was.get("next_contact_at")
    return (datetime.fromisoformat(at) if at else None, str(given.was.get("next_step", "")))
