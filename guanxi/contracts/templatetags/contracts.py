"""Words of contracts in templates."""

from collections.abc import Mapping
from typing import Any

from django import template

from guanxi.contracts.fields import STATES, TONES

register = template.Library()


@register.simple_tag
def payment_state(state: str) -> Any:
    """planned, partial, received, overdue, void; in words."""
    return dict(STATES)[state]


@register.simple_tag
def state_tone(state: str) -> str:
    """The colour of such a state."""
    return TONES.get(state, "bad" if state == "void" else "")


@register.filter
def of(sums: Mapping[str, Any], currency: str) -> Any:
    """The sum of one currency."""
    return sums.get(currency)


@register.filter
def may(actor: Any, power: str) -> bool:
    """Whether the actor's roles grant a power, such as "payment.see"."""
    kind, _, verb = power.partition(".")
    return bool(actor.may(verb, kind))
