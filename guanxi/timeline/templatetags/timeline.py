"""What the timeline's templates need."""

from typing import Any

from django import template

from guanxi.core.kinds import kind_of
from guanxi.timeline.models import Promise
from guanxi.ui.words import money_text

register = template.Library()


@register.filter
def kind_url(record: Any) -> str:
    """The address of a record's page, as its kind says."""
    kind = kind_of(type(record))
    return kind.url(record) if kind else ""


@register.filter
def amount_of(promise: Promise) -> str:
    """The amount that was promised, with its currency; "" without one."""
    return "" if promise.amount is None else money_text(promise.amount, promise.currency)
