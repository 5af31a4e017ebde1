"""Entries and tasks for tests, written straight to the tables. Call them with an actor set."""

from datetime import datetime
from itertools import count
from typing import Any

from guanxi.core import clock
from guanxi.customers.models import Customer
from guanxi.timeline.models import Entry, Task

_number = count(1)


def make_entry(customer: Customer, kind: str = "note", *, at: datetime | None = None, **values: Any) -> Entry:
    """An entry of a customer."""
    values.setdefault("text", f"Entry {next(_number)}")
    return Entry.objects.create(customer=customer, kind=kind, at=at or clock.now(), **values)


def make_task(title: str = "", **values: Any) -> Task:
    """A task; give `owner` or it belongs to nobody."""
    made: Task = Task.objects.create(title=title or f"Task {next(_number)}", **values)
    return made
