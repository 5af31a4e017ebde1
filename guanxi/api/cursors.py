"""Cursors of lists that are no kind's: the key of the last row of a page, signed, so that nobody makes one up."""

from typing import Any

from django.core.signing import BadSignature, Signer

from guanxi.ui.lists.keyset import BadCursor


def made(name: str, *key: Any) -> str:
    """A cursor of the list of that name behind a key of plain values (moments as text)."""
    return Signer(salt=f"api.{name}").sign_object([*key])


def read(name: str, cursor: str) -> list[Any] | None:
    """The key in a cursor; None without one. Raises `BadCursor`, which is answered as 422 at that field."""
    if not cursor:
        return None
    try:
        key: list[Any] = Signer(salt=f"api.{name}").unsign_object(cursor)
    except BadSignature:
        raise BadCursor from None
    return key
