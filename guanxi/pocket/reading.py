"""What a device sends, read: every field of the type it should have."""

import json
import math
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from guanxi.core.refused import Refused
from guanxi.pocket.actions.arriving import KINDS, Written
from guanxi.timeline.rules import LONGEST_TEXT

LARGEST = 2**63


def read(body: bytes) -> Written:
    """One thing written without a connection; raises `Refused` where it cannot be understood."""
    try:
        return _written(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        raise Refused(_("The server could not read this."), code="unreadable") from None


def _written(given: dict[str, Any]) -> Written:
    if given["kind"] not in KINDS:
        raise ValueError(given["kind"])
    was = given.get("was") or {}
    return Written(
        token=UUID(given["token"]),
        kind=given["kind"],
        written_at=_moment(given["written_at"]),
        customer=_number(given.get("customer")),
        task=_number(given.get("task")),
        text=_words(given.get("text"), LONGEST_TEXT),
        position=_position(given.get("position")),
        next_contact_at=_moment(given["next_contact_at"]) if given.get("next_contact_at") else None,
        next_step=_words(given.get("next_step"), 300),
        was=was if _known(was) else {},
        anyway=frozenset(str(one) for one in given.get("anyway") or ()),
    )


def _moment(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None or found.tzinfo is None or not 2000 < found.year < 2200:
        raise ValueError(text)
    return found


def _number(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < LARGEST:
        raise ValueError(value)
    return value


def _words(value: Any, most: int) -> str:
    words = value or ""
    if not isinstance(words, str) or len(words) > most or "\0" in words:
        raise ValueError(most)
    return words


def _position(value: Any) -> list[float] | None:
    if not value:
        return None
    latitude, longitude, metres = (float(one) for one in value)
    if not (abs(latitude) <= 90 and abs(longitude) <= 180 and 0 <= metres < 100_000 and math.isfinite(metres)):
        raise ValueError(value)
    return [latitude, longitude, metres]


def _known(was: Any) -> bool:
    at = was.get("next_contact_at")
    if at:
        _moment(at)
    return isinstance(was.get("next_step", ""), str)
