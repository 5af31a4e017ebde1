"""A customer follows the link of a quote."""

from datetime import datetime

from guanxi.core.actor import Actor
from guanxi.sales.models import QuoteCopy, QuoteOpening


def open_quote(copy: QuoteCopy, *, actor: Actor, at: datetime) -> None:
    """Keep when the page of a copy was first loaded; later loads change nothing, also when two come at once."""
    QuoteOpening.objects.bulk_create(
        [QuoteOpening(copy_id=copy.pk, quote_id=copy.quote_id, at=at)], ignore_conflicts=True
    )
