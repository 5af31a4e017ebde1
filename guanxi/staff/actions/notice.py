"""Notices: written for a colleague, read by him."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection

from guanxi.core.actor import Actor
from guanxi.core.events import Event
from guanxi.staff.models import Notice

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Nobody is told of single records inside: work that moves thousands tells once, by itself, at its end."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def notify(
    member_id: int, kind: str, sentence: str, params: dict[str, Any], url: str, *, actor: Actor, at: datetime
) -> None:
    """Tell a member something, on his screen at once when this transaction commits.

    `sentence` is a gettext msgid with {placeholders} that `params` fills, in the reader's language. Nobody is told
    what he did himself.
    """
    if member_id != actor.member_id and not _quiet.get():
        _write(member_id, kind, sentence, params, url, at)


def _write(member_id: int, kind: str, sentence: str, params: dict[str, Any], url: str, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select staff_notify(%s, %s, %s, %s::jsonb, %s, %s)",
            [member_id, kind, sentence, json.dumps(params), url, at],
        )


def tell_result(event: Event) -> None:
    """A member's own work has come to its end (`ui.work.ended`): he is told, wherever he is by now."""
    data = event.data
    if data["member_id"] is not None:
        _write(data["member_id"], "work", data["sentence"], data["params"], data["url"], event.at)


def mark_read(ids: list[int] | None, *, actor: Actor, at: datetime) -> int:
    """Note that the actor has read these notices (None: all of his); answers how many were new."""
    unread = Notice.objects.filter(member_id=actor.member_id or 0, read_at=None)
    if ids is not None:
        unread = unread.filter(pk__in=ids)
    return unread.update(read_at=at)
