"""Cursors of lists that are no kind's: the key of the last row of a page, signed, so that nobody makes one up."""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpResponse
from django.utils.translation import gettext as _

from guanxi.api import problems


class ForeignCursor(Exception):
    """The cursor belongs to another list, or to none."""


def made(name: str, *key: Any) -> str:
    """A cursor of the list of that name behind a key of plain values (moments as text)."""
    return Signer(salt=f"api.{name}").sign_object([*key])


def read(name: str, cursor: str) -> list[Any] | None:
    """The key in a cursor; None without one. Raises `ForeignCursor`."""
    if not cursor:
        return None
    try:
        key: list[Any] = Signer(salt=f"api.{name}").unsign_object(cursor)
    except BadSignature:
        raise ForeignCursor from None
    return key


def foreign() -> HttpResponse:
    """422: the cursor is not one of this list."""
    return problems.invalid([{"field": "cursor", "message": _("This cursor belongs to another list.")}])
