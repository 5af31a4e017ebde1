"""Links to sent quotes: signed, with an end; whoever holds one reads that copy and nothing else."""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from guanxi.sales.models import QuoteCopy

READABLE = timedelta(days=90)  # behind the last day to accept: what was agreed can be read again
_signer = Signer(salt="guanxi.sales.quote")


def link_of(copy: QuoteCopy) -> str:
    """The path of a copy's page."""
    return reverse("quote_public", args=[token_of(copy)])


def token_of(copy: QuoteCopy) -> str:
    """Number and last day of the copy, signed; the same for the same copy."""
    until = (copy.valid_until + READABLE).isoformat()
    return _signer.sign(f"{copy.pk}.{until}").replace(":", "~")


def copy_named_by(token: str, at: datetime) -> int | None:
    """The copy that a token is for; None where it is forged, broken or over."""
    try:
        number, _dot, until = _signer.unsign(token.replace("~", ":")).partition(".")
        over = datetime.fromisoformat(f"{until}T23:59:59+00:00")
    except (BadSignature, ValueError):
        return None
    return int(number) if at <= over else None
