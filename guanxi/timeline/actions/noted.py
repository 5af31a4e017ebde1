"""What customers' events leave on their timelines: one statement for all customers of an event."""

import json
from typing import Any

from django.db import connection

from guanxi.core.events import Event


def _note(kind: str, event: Event, data: dict[str, Any], before: dict[Any, Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select timeline_note(%s, %s, %s, %s, %s)",
            [kind, event.ids, event.at, json.dumps(data), None if before is None else json.dumps(before)],
        )


def note_created(event: Event) -> None:
    """Somebody made the customers, by hand or by an import."""
    import_id = event.data["import_id"]
    if import_id is None:
        _note("created", event, {})
    else:
        _note("imported", event, {"import": import_id, "made": True})


def note_edited(event: Event) -> None:
    """An import changed customers that were there. What changed stands in the history."""
    import_id = event.data["import_id"]
    if import_id is not None:
        _note("imported", event, {"import": import_id, "made": False})


def note_undone(event: Event) -> None:
    """What an import had changed was taken back; the entry of the import itself stays, as every entry does."""
    _note("imported", event, {"import": event.data["import_id"], "undone": True})


def note_assigned(event: Event) -> None:
    """The customers changed hands, or back."""
    _note("assigned", event, {"after": event.data["after"]}, event.data["before"])


def note_staged(event: Event) -> None:
    """The customers reached another stage."""
    _note("staged", event, {"after": event.data["after"]}, event.data["before"])
