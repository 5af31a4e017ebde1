"""Tasks, read."""

from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When
from django.db.models.functions import Now

from guanxi.core.actor import Actor
from guanxi.timeline.models import Task


def tasks(actor: Actor) -> QuerySet[Any]:
    """Tasks the actor sees, with their `state`: open, overdue or done. Those of a customer in the bin rest with it."""
    state = Case(
        When(done_at__isnull=False, then=Value("done")),
        When(due_at__lt=Now(), then=Value("overdue")),
        default=Value("open"),
        output_field=CharField(),
    )
    # a left join: a customer that is hidden from the actor hides no task of his
    rows: QuerySet[Any] = Task.objects.alive().visible_to(actor)
    shown: QuerySet[Any] = rows.filter(customer__deleted_at__isnull=True).annotate(state=state)
    return shown


def task_of(task_id: int) -> Task:
    """A task the actor sees, not in the bin; raises `Task.DoesNotExist`."""
    found: Task = (
        Task.objects.alive().select_related("customer", "contact", "owner", "created_by", "done_by").get(pk=task_id)
    )
    return found


def open_tasks_of(customer_id: int, *, limit: int = 20) -> list[Task]:
    """What is to be done for a customer, the most urgent first."""
    rows = Task.objects.alive().filter(customer_id=customer_id, done_at=None).select_related("owner")
    return list(rows.order_by("due_at", "pk")[:limit])


def my_tasks(member_id: int | None, *, since: datetime | None, until: datetime, limit: int) -> list[Task]:
    """A member's open tasks with a time in [since, until), by time; with since None all before `until`."""
    rows = Task.objects.alive().filter(owner_id=member_id, done_at=None, due_at__lt=until)
    if since is not None:
        rows = rows.filter(due_at__gte=since)
    rows = rows.filter(customer__deleted_at__isnull=True).select_related("customer")
    return list(rows.order_by("due_at", "pk")[:limit])
