"""The page kit's template tags. Loaded everywhere (settings, builtins), so templates need no {% load %}."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, ChoiceField
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guanxi.ui import words

register = template.Library()


@lru_cache(maxsize=512)
def _icon(name: str, label: str) -> SafeString:
    target = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, target)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', target)


@register.simple_tag
def icon(name: str, label: str | Promise = "") -> SafeString:
    """An icon of the sprite; `name` must stand in ui/icons.txt. Decoration unless `label` says what it means."""
    return _icon(name, str(label))


@register.simple_tag
def status(word: str | Promise, tone: str = "") -> SafeString:
    """A state as a dot and a word; `tone` is "", ok, warn, bad or info. An empty word renders nothing."""
    if not word:
        return mark_safe("")
    return format_html('<span class="status" data-tone="{}">{}</span>', tone, word)


@register.simple_tag
def initials(member: Any, size: str = "") -> SafeString:
    """A member's name chop: his initials in a small square, the whole name for the pointer and screen readers."""
    if not member:
        return mark_safe("")
    name = str(member)
    return format_html(
        '<span class="initials{}" role="img" aria-label="{}" title="{}">{}</span>',
        f" initials-{size}" if size else "",
        name,
        name,
        words.initials_of(name),
    )


@register.simple_tag
def ago(at: datetime | date | None) -> SafeString:
    """How long ago (or until) in words, with the exact time on hover; a plain date counts in whole days."""
    if at is None:
        return mark_safe("")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', at.isoformat(), words.exact_time(at), words.relative_time(at)
    )


@register.simple_tag
def money(amount: Decimal | float | None, currency: str = "CNY") -> str:
    """An amount in its currency's major unit, grouped in thousands, with the currency's usual number of decimals."""
    return "" if amount is None else words.money_text(amount, currency)


@register.filter
def grouped(number: Decimal | float | None) -> str:
    """A number with thousands separators; a decimal never with an exponent, also a normalized one (1E+2 is 100)."""
    if number is None or number == "":
        return ""
    return (f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}").replace("-", "\u2212")


@register.simple_tag
def count(number: int, estimated: bool = False) -> str:
    """A count for people; an estimate says that it is one."""
    return _("about %(number)s") % {"number": grouped(number)} if estimated else grouped(number)


@register.simple_tag
def trend(change: float | None, good: str = "") -> SafeString:
    """A relative change (0.12 = 12 % more) as ▲ or ▼, neutral unless `good` is "up" or "down"."""
    if change is None:
        return mark_safe("")
    percent = round(abs(change) * 100)
    if percent == 0:
        return format_html('<span class="trend">{}</span>', _("no change"))
    up = change > 0
    tone = "" if not good else "ok" if up == (good == "up") else "bad"
    words_for_ears = _("up") if up else _("down")
    return format_html(
        '<span class="trend" data-tone="{}"><span aria-hidden="true">{}</span><span class="sr">{}</span> {} %</span>',
        tone,
        "▲" if up else "▼",
        words_for_ears,
        grouped(percent),
    )


@register.simple_tag
def spark(values: Sequence[float], label: str | Promise) -> SafeString:
    """A sparkline (inline SVG, zero-based, 96 × 24 px); `label` says in words what it shows."""
    points = words.spark_points(values, width=96, height=24)
    if not points:
        return mark_safe("")
    x, y = points[-1]
    line = " ".join(f"{px:g},{py:g}" for px, py in points)
    return format_html(
        '<svg class="spark" viewBox="0 0 96 24" width="96" height="24" role="img" aria-label="{}">'
        '<polyline points="{}"/><circle cx="{}" cy="{}" r="2"/></svg>',
        label,
        line,
        f"{x:g}",
        f"{y:g}",
    )


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, label: str | Promise = "") -> dict[str, Any]:
    """One form field: label above, input, help below, error with icon and words; `label` replaces the field's own.

    A placeholder would only say the label again: it goes with the label it belongs to.
    """
    widget = bound.field.widget
    if label:
        widget.attrs.pop("placeholder", None)
    return {
        "bound": bound,
        "label": label or bound.label,
        "optional": not bound.field.required and not isinstance(bound.field, ChoiceField),
        "is_check": getattr(widget, "input_type", "") == "checkbox" and not bound.use_fieldset,
        "is_group": bound.use_fieldset,
    }
