"""My day: what is overdue, what is for today, who has gone silent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from guanxi.customers.models import Customer
from guanxi.staff.queries.company import company
from guanxi.timeline.models import Promise, Task
from guanxi.timeline.queries.promise import my_promises
from guanxi.timeline.queries.silence import active, next_contacts, silent
from guanxi.timeline.queries.task import my_tasks

MOST = 50  # rows of a list; what lies beyond is in the list of tasks or customers


@dataclass(frozen=True, slots=True)
class Due:
    """A task (with its customer, if it has one that is seen), a promise, or a customer whose next contact has come."""

    at: datetime
    task: Task | None = None
    customer: Customer | None = None
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """The three lists. `days` is after how many days without contact a customer has gone silent."""

    overdue: list[Due]
    today: list[Due]
    silent: list[Customer]
    silent_count: int
    days: int
    active: int
    unplanned: int


def my_day(member_id: int | None, *, now: datetime) -> Day:
    """A member's day; `now` in his time zone. Eleven queries, whatever there is to do."""
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    days = company().silent_days
    quiet = silent(member_id, now=now, days=days)
    counts = active(member_id).aggregate(all=Count("pk"), unplanned=Count("pk", filter=Q(next_contact_at=None)))
    return Day(
        overdue=_due(member_id, None, now),
        today=_due(member_id, now, midnight),
        silent=list(quiet[:MOST]),
        silent_count=quiet.count(),
        days=days,
        active=counts["all"],
        unplanned=counts["unplanned"],
    )


def _due(member_id: int | None, since: datetime | None, until: datetime) -> list[Due]:
    tasks = my_tasks(member_id, since=since, until=until, limit=MOST)
    contacts = next_contacts(member_id, since=since, until=until, limit=MOST)
    found = [Due(at=one.due_at, task=one, customer=one.customer) for one in tasks if one.due_at]
    found += [Due(at=one.next_contact_at, customer=one) for one in contacts if one.next_contact_at]
    promises = my_promises(member_id, since=since, until=until, limit=MOST)
    found += [Due(at=one.due_at, promise=one, customer=one.customer) for one in promises if one.due_at]
    return sorted(found, key=lambda due: due.at)[:MOST]
