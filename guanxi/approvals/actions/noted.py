"""What becomes of approvals, on their customers' timelines."""

from django.db import connection

from guanxi.core.events import Event


def note_turns(event: Event) -> None:
    """An entry per request with a customer, whoever decided."""
    with connection.cursor() as cursor:
        for pk in event.ids:
            given = [pk, event.data["what"], event.data["note"], event.at]
            cursor.execute("select approvals_note(%s, %s, %s, %s)", given)
