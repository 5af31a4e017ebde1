"""Answering a proposed next step: taking it makes a task, putting it aside says why; both can be undone."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guanxi.analytics.models import Answer
from guanxi.analytics.nextstep import Step
from guanxi.analytics.queries.nextstep import next_steps
from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.models import Customer
from guanxi.customers.rules import may_edit
from guanxi.timeline.actions.task import create_task, delete_tasks

UNDONE_WITHIN = timedelta(hours=1)


@transaction.atomic
def accept(customer: Customer, key: str, *, actor: Actor, at: datetime) -> Answer:
    """Take a step: it becomes a task of the actor's, due when the step says. Raises `Refused`."""
    step = _proposed(customer, key, actor, at)
    due = at + timedelta(days=step.due_days)
    values = {"title": step.sentence[:300], "note": "\n".join(step.reasons), "customer": customer.pk, "due_at": due}
    task = create_task(values, actor=actor, at=at)
    return _kept(customer, step, actor, at, accepted=True, task_id=task.pk)


def dismiss(customer: Customer, key: str, reason: str, *, actor: Actor, at: datetime) -> Answer:
    """Put a step aside; it is not proposed again for a while. Raises `Refused`."""
    if reason not in Answer.Reason.values:
        raise Refused(_("Say why."), field="reason")
    return _kept(customer, _proposed(customer, key, actor, at), actor, at, accepted=False, reason=reason)


@transaction.atomic
def undo(answer: Answer, *, actor: Actor, at: datetime) -> None:
    """Take back an answer of one's own within an hour, with the task that it made. Raises `Refused`."""
    if answer.member_id != actor.member_id or at - answer.at > UNDONE_WITHIN:
        raise NotAllowed(_("Only what you answered yourself within the last hour can be undone."))
    task_id = answer.task_id
    answer.delete()
    if task_id:
        delete_tasks([task_id], actor=actor, at=at)


def _proposed(customer: Customer, key: str, actor: Actor, at: datetime) -> Step:
    if not (actor.may("see", "fact") and may_edit(customer, actor)):
        raise NotAllowed(_("You may see this customer but not change it."))
    found = next((one for one in next_steps(customer, actor, at) if one.key == key), None)
    if found is None:
        raise Refused(_("This step is not proposed any more."), code="gone")
    return found


def _kept(customer: Customer, step: Step, actor: Actor, at: datetime, **values: object) -> Answer:
    return Answer.objects.create(
        customer=customer, kind=step.kind, key=step.key, expected=step.expected, currency=step.currency if step.expected is not None else "",
        member_id=actor.member_id, at=at, **values,
    )  # fmt: skip
