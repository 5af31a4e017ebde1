"""What the timeline's templates need."""

from typing import Any

from django import template

from guanxi.core.kinds import kind_of

register = template.Library()


@register.filter
def kind_url(record: Any) -> str:
    """The address of a record's page, as its kind says."""
    kind = kind_of(type(record))
    return kind.url(record) if kind else ""
