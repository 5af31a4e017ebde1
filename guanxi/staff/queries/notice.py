"""A member's notices, read."""

from typing import Any, TypedDict

from django.db import connection
from django.utils.translation import gettext

from guanxi.core.actor import Actor
from guanxi.staff.models import Notice

PAGE = 50
UNREAD = "select count(*) from (select from staff_notice where member_id = %s and read_at is null limit 100) unread"


class Shown(TypedDict):
    """A notice in the reader's words."""

    id: int
    text: str
    url: str
    at: Any
    read: bool
    sender: Any


def unread_count(actor: Actor) -> int:
    """How many notices the actor has not read; counting stops at 100."""
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [_own(actor)])
        return int(cursor.fetchone()[0])


def latest(actor: Actor, *, before: int | None = None, limit: int = PAGE) -> list[Shown]:
    """The actor's notices, newest first; `before` is the id where the previous page ended."""
    found = Notice.objects.filter(member_id=_own(actor)).select_related("sender").order_by("-pk")
    if before:
        found = found.filter(pk__lt=before)
    return [shown(notice) for notice in found[:limit]]


def since(actor: Actor, after: int, *, limit: int = 5) -> list[Shown]:
    """Unread notices newer than the id `after`, oldest first; at most the newest `limit`."""
    found = Notice.objects.filter(member_id=_own(actor), read_at=None, pk__gt=after).order_by("-pk")
    return [shown(notice) for notice in reversed(found.select_related("sender")[:limit])]


def last_id(actor: Actor) -> int:
    """The id of the actor's newest notice, 0 if he never had one."""
    return Notice.objects.filter(member_id=_own(actor)).order_by("-pk").values_list("pk", flat=True).first() or 0


def _own(actor: Actor) -> int:
    return actor.member_id or 0


def shown(notice: Notice) -> Shown:
    """The notice's sentence in the language that is active now."""
    return {
        "id": notice.pk,
        "text": sentence(notice.sentence, notice.params),
        "url": notice.url,
        "at": notice.at,
        "read": notice.read_at is not None,
        "sender": notice.sender,
    }


def sentence(msgid: str, params: dict[str, Any]) -> str:
    """A stored msgid in the active language, its {placeholders} filled."""
    try:
        return gettext(msgid).format(**{name: _shown(value) for name, value in params.items()})
    except (KeyError, IndexError, ValueError):
        return msgid  # a text of an older version: better plain than an error


def _shown(value: Any) -> Any:
    if isinstance(value, dict):  # a sentence within the sentence
        return sentence(value.get("sentence", ""), value.get("params", {}))
    return f"{value:,}" if type(value) is int else value
