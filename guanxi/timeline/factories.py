"""Entries and tasks for tests, written straight to the tables. Call them with an actor set."""

from datetime import datetime
from itertools import count
from typing import Any

from guanxi.core import clock
from guanxi.customers.models import Customer
from guanxi.timeline.models import Entry, Promise, Task

_number = count(1)


def make_entry(customer: Customer, kind: str = "note", *, at: datetime | None = None, **values: Any) -> Entry:
    """An entry of a customer."""
    values.setdefault("text", f"Entry {next(_number)}")
    return Entry.objects.create(customer=customer, kind=kind, at=at or clock.now(), **values)


def make_task(title: str = "", **values: Any) -> Task:
    """A task; give `owner` or it belongs to nobody."""
    made: Task = Task.objects.create(title=title or f"Task {next(_number)}", **values)
    return made


def make_promise(customer: Customer, title: str = "", **values: Any) -> Promise:
    """A promise to a customer; give `owner` or nobody has to keep it."""
    values.setdefault("promised_by", values.get("owner"))
    made: Promise = Promise.objects.create(customer=customer, title=title or f"Promise {next(_number)}", **values)
    return made
