"""What members are to do: made, changed, handed over, finished, opened again, put into the bin."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.core import events
from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.models import Contact, Customer
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Member
from guanxi.timeline.actions.mention import let_see
from guanxi.timeline.events import DONE
from guanxi.timeline.models import Task
from guanxi.timeline.queries.colleague import names_of
from guanxi.timeline.rules import can_change_task

FIELDS = {"title", "note", "due_at", "customer", "contact", "owner"}
GIVEN = gettext_noop("{who} gave you a task: {task}")
FINISHED = gettext_noop("{who} finished the task you gave: {task}")


def _key(value: Any) -> int | None:
    """Records come as objects from forms, as ids from lists and the API."""
    key: int | None = getattr(value, "pk", value)
    return key


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field name as model attributes; raises TypeError for an unknown field."""
    named = {name.removesuffix("_id"): value for name, value in values.items()}
    if unknown := named.keys() - FIELDS:
        raise TypeError(f"a task has no {sorted(unknown)}")
    links = {"customer", "contact", "owner"}
    return {
        f"{name}_id" if name in links else name: _key(value) if name in links else value
        for name, value in named.items()
    }


def create_task(values: Mapping[str, Any], *, actor: Actor, at: datetime, share: bool = False) -> Task:
    """Make a task; without an owner it is the actor's own. Giving it to a colleague needs "assign" and tells him.

    Raises `Refused`; `CannotSee` when the colleague does not see the customer (`share` shows it to him).
    """
    actor.require("create", "task")
    columns = {"owner_id": actor.member_id, **_columns(values)}
    task = Task(**columns)
    _check(task, columns.keys())
    if task.owner_id != actor.member_id:
        actor.require("assign", "task")
        _check_owner(task, task.owner_id, share=share, actor=actor, at=at)
    task.created_at = at
    task.save(force_insert=True)
    _tell_given(task, actor=actor, at=at)
    return task


def create_next_steps(
    rows: Iterable[tuple[str, int, int | None, int | None, datetime | None]],
    *,
    actor: Actor,
    at: datetime,
    import_id: int | None = None,
) -> int:
    """Tasks (title, owner, customer, contact, due) that a rule of the company gives out, many at once; answers how many.

    Whoever brings in what the rules share out needs no right to give tasks to colleagues, and they are told by the
    package whose rule it is, once for all.
    """
    if not actor.may("create", "task"):
        return 0
    made = [
        Task(
            title=title[:300], owner_id=owner, customer_id=customer, contact_id=contact, due_at=due, created_at=at,
            created_by_id=actor.member_id, import_id=import_id,
        )
        for title, owner, customer, contact, due in rows
    ]  # fmt: skip
    return len(Task.objects.bulk_create(made, batch_size=1000))


def edit_task(task: Task, changes: Mapping[str, Any], *, actor: Actor, at: datetime, share: bool = False) -> Task:
    """Change fields of a task; a change of owner goes the way of `assign_tasks`. Raises `Refused`."""
    _require_change(task, actor)
    columns = _columns(changes)
    owner_id = columns.pop("owner_id", task.owner_id)
    for name, value in columns.items():
        setattr(task, name, value)
    _check(task, columns.keys())
    if columns:
        task.save(update_fields=[*columns])
    if owner_id != task.owner_id:
        actor.require("assign", "task")
        _check_owner(task, owner_id, share=share, actor=actor, at=at)
        _hand_over([task.pk], owner_id, actor=actor, at=at)
        task.owner_id = owner_id
    return task


def _check(task: Task, given: Collection[str]) -> None:
    task.title = " ".join((task.title or "").split())
    if not task.title:
        raise Refused(_("Say in a few words what is to be done."), field="title")
    if len(task.title) > 300:
        raise Refused(_("A task has at most 300 characters; put the rest into its note."), field="title")
    if (
        "customer_id" in given
        and task.customer_id
        and not Customer.objects.alive().filter(pk=task.customer_id).exists()
    ):
        raise Refused(_("This customer does not exist any more, or you do not see it."), field="customer")
    if (
        "contact_id" in given
        and task.contact_id
        and not Contact.objects.filter(pk=task.contact_id, customer=task.customer_id).exists()
    ):
        raise Refused(_("This contact belongs to another customer."), field="contact")


def _check_owner(task: Task, owner_id: int | None, *, share: bool, actor: Actor, at: datetime) -> None:
    if owner_id is None or not Member.objects.filter(pk=owner_id, is_active=True).exists():
        raise Refused(_("Choose a colleague who works here."), field="owner")
    if task.customer_id and owner_id != actor.member_id:
        let_see(Customer.objects.get(pk=task.customer_id), [owner_id], share=share, actor=actor, at=at, field="owner")


def _require_change(task: Task, actor: Actor) -> None:
    if not can_change_task(task, actor):
        raise NotAllowed(_("This task is not yours to change."))


def finish_task(task: Task, *, actor: Actor, at: datetime) -> Task:
    """Note that it is done, on the customer's timeline too, and tell who gave it. Twice is as once."""
    _require_change(task, actor)
    if task.done_at is not None:
        return task
    task.done_at, task.done_by_id = at, actor.member_id
    task.save(update_fields=["done_at", "done_by"])
    _note(task, at)
    if task.created_by_id and task.created_by_id != task.owner_id:
        _notify(task.created_by_id, "timeline.task_done", FINISHED, task, actor=actor, at=at)
    events.emit(events.Event(DONE, [task.pk], actor, at))
    return task


def reopen_task(task: Task, *, actor: Actor, at: datetime) -> Task:
    """Open a finished task again; the timeline shows the earlier entry struck through."""
    _require_change(task, actor)
    if task.done_at is None:
        return task
    task.done_at = task.done_by_id = None
    task.save(update_fields=["done_at", "done_by"])
    _note(task, at)
    return task


def _note(task: Task, at: datetime) -> None:
    if task.customer_id:
        with connection.cursor() as cursor:
            cursor.execute("select timeline_note_task(%s, %s)", [task.pk, at])


def assign_tasks(ids: Sequence[int], owner_id: int, *, actor: Actor, at: datetime) -> int:
    """Give tasks to a colleague, who is told; answers how many changed hands. Hidden ones are left alone."""
    actor.require("assign", "task")
    if not Member.objects.filter(pk=owner_id, is_active=True).exists():
        raise Refused(_("Choose a colleague who works here."), field="owner")
    return _hand_over(ids, owner_id, actor=actor, at=at)


def _hand_over(ids: Sequence[int], owner_id: int, *, actor: Actor, at: datetime) -> int:
    titles = dict(Task.objects.filter(pk__in=ids, deleted_at=None).values_list("pk", "title"))
    with connection.cursor() as cursor:
        cursor.execute("select guanxi_assign('timeline_task', %s, %s)", [list(titles), owner_id])
        moved = [row[0] for row in cursor.fetchall()]
    for pk in moved[:20]:  # a hundred notices at once help nobody
        _notify(owner_id, "timeline.task", GIVEN, Task(pk=pk, title=titles[pk]), actor=actor, at=at)
    return len(moved)


def give_back_tasks(ids: Sequence[int], owner_id: int | None, *, actor: Actor, at: datetime) -> int:
    """Undo of `assign_tasks(ids, owner_id)` by whoever called it, within a day; those changed since stay."""
    actor.require("assign", "task")
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from guanxi_give_back('timeline_task', %s::bigint[], %s::bigint)", [list(ids), owner_id]
        )
        return int(cursor.fetchone()[0])


def _tell_given(task: Task, *, actor: Actor, at: datetime) -> None:
    if task.owner_id:
        _notify(task.owner_id, "timeline.task", GIVEN, task, actor=actor, at=at)


def _notify(member_id: int, kind: str, sentence: str, task: Task, *, actor: Actor, at: datetime) -> None:
    if member_id == actor.member_id:
        return
    who = names_of([actor.member_id]).get(actor.member_id or 0, "")
    url = reverse("task_record", args=[task.pk])
    notify(member_id, kind, sentence, {"who": who, "task": task.title}, url, actor=actor, at=at)


def delete_tasks(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Put tasks into the recycle bin; answers how many."""
    actor.require("delete", "task")
    return Task.objects.alive().visible_to(actor).filter(pk__in=ids).update(deleted_at=at)


def restore_tasks(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take tasks out of the recycle bin; answers how many."""
    actor.require("delete", "task")
    return Task.objects.binned().visible_to(actor).filter(pk__in=ids).update(deleted_at=None)
