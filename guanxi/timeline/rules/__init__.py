"""What holds for entries, tasks, promises and attachments: who may write, what is overdue, how much may be attached."""

import unicodedata
from datetime import datetime, timedelta

from guanxi.core.actor import Actor
from guanxi.customers.models import Customer
from guanxi.customers.rules import may_write_to
from guanxi.timeline.models import Promise, Task

LONGEST_TEXT = 20_000  # characters of an entry
MOST_FILES = 20  # of one entry
TOTAL_LIMIT_TIMES = 4  # all files of one entry together, in ATTACHMENT_LIMITs
MOST_MENTIONS = 20  # of one entry
LONGEST_NAME = 180  # characters of a file's name, its ending included
# Shown in the page; everything else is only ever downloaded, whatever it calls itself.
SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})


def can_log(customer: Customer, actor: Actor) -> bool:
    """Whether `actor` may write on this customer's timeline: in scope or shared for editing, with the verb for entries."""
    return may_write_to(customer, actor, "entry", "create")


def can_change_task(task: Task, actor: Actor) -> bool:
    """Whether `actor` may edit, finish or reopen the task: it is in his scope and his roles let him edit tasks.

    Whoever gave a task away still sees it, no more.
    """
    if task.deleted_at is not None or not actor.may("edit", "task"):
        return False
    return actor.reaches("task", task.owner_id)


def can_change_promise(promise: Promise, actor: Actor) -> bool:
    """Whether `actor` may edit, keep, withdraw or reopen: he may write to the customer and his roles let him edit promises."""
    return promise.deleted_at is None and may_write_to(promise.customer, actor, "promise", "edit")


def is_overdue(due_at: datetime | None, done_at: datetime | None, now: datetime) -> bool:
    """A task, or a promise, is overdue from the second its time has passed until it is done."""
    return due_at is not None and done_at is None and due_at < now


def clean_name(name: str) -> str:
    r"""A file's name without folders, control and direction-changing signs, never empty, the ending kept.

    "..\\..\\boot.ini" → "boot.ini"; "cod\u202egpj.exe" → "codgpj.exe".
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    words = " ".join(kept.replace(":", " ").split()).strip(". ")
    if len(words) > LONGEST_NAME:
        stem, dot, ending = words.rpartition(".")
        keep = dot and len(ending) <= 12
        words = stem[: LONGEST_NAME - len(ending) - 1] + dot + ending if keep else words[:LONGEST_NAME]
    return words or "file"


PRESETS = {"tomorrow": 1, "in_3_days": 3, "in_a_week": 7}  # days from today
BY_HOUR = 18  # "by tomorrow" means by the end of that working day


def preset_time(preset: str, now: datetime) -> datetime:
    """The moment a preset stands for, in the zone of `now`; raises KeyError for an unknown one."""
    return (now + timedelta(days=PRESETS[preset])).replace(hour=BY_HOUR, minute=0, second=0, microsecond=0)
