"""What the actor may, in templates."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def may(actor: Any, power: str) -> bool:
    """Whether the actor's roles grant a power, such as "floor.edit"."""
    kind, _, verb = power.partition(".")
    return bool(actor.may(verb, kind))
