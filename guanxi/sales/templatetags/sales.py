"""Words of stages and quotes, unit prices, and what the actor may, in templates."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext

from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.core.kinds import kind
from guanxi.sales.cards import Cards
from guanxi.sales.models import Stage
from guanxi.sales.queries.board import Card
from guanxi.ui.templatetags.ui import grouped, status
from guanxi.ui.words import money_text

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
    name, _, verb = what.partition(".")
    return actor.may(verb, name)


@register.simple_tag
def cards(shown: Iterable[Card], may_edit: bool = False) -> str:
    """Cards of a board's column."""
    return Cards(clock.now(), may_edit=may_edit).html(shown)


@register.simple_tag
def quote_state(state: str) -> Any:
    """What became of a quote, as a dot and a word."""
    field = kind("quote").field("state")
    return status(field.choice_label(state), field.tones.get(state, ""))


@register.filter
def parts_text(parts: Sequence[Mapping[str, str]]) -> str:
    """What is in a bundle: "Each with 2 × Lathe, 1 × Press"."""
    comma = pgettext("between names", ", ")
    words = comma.join(f"{grouped(Decimal(one['quantity']).normalize())} × {one['name']}" for one in parts)
    return gettext("Each with %(parts)s") % {"parts": words}


@register.simple_tag
def unit_price(price: Decimal | None, currency: str) -> str:
    """A unit price in full: at least its currency's decimals, at most the four it is kept with."""
    if price is None:
        return ""
    whole, _point, places = money_text(price, currency).partition(".")
    exact = f"{abs(price):.4f}".partition(".")[2].rstrip("0")
    if len(exact) <= len(places):
        return f"{whole}.{places}" if places else whole
    sign_and_symbol = money_text(price, currency)
    digits = next(place for place, sign in enumerate(sign_and_symbol) if sign.isdecimal())
    return f"{sign_and_symbol[:digits]}{int(abs(price)):,}.{exact}"
