"""Words of stages, and what the actor may, in templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise

from guanxi.core.actor import Actor
from guanxi.sales.models import Stage

register = template.Library()


@register.filter
def stage_label(stages: Mapping[str, Stage], key: str) -> Any:
    """The words of the stage `key`."""
    return stages[key].label if key in stages else key


@register.filter
def state_label(state: str) -> str | Promise:
    """Open, won, lost."""
    return Stage.Kind(state).label


@register.filter
def may(actor: Actor, what: str) -> bool:
    """Whether the actor may `what`, "kind.verb"."""
    kind, _, verb = what.partition(".")
    return actor.may(verb, kind)
