"""Form fields written without a template per option.

Django includes a template for each `<option>` and one more for its attributes: two thirds of the processor's time of a page with
boxes of members and departments to choose from.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

WIDGETS = "django/forms/widgets/"
SELECT = f"{WIDGETS}select.html"
INPUTS = {f"{WIDGETS}{one}.html" for one in ("input", "text", "number", "email", "hidden", "date", "checkbox")}


class Renderer(DjangoTemplates):
    """Django's own, which writes boxes to choose from and plain inputs itself."""

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> SafeString:
        """What Django's template of this name says, to the character but for white space between options."""
        if template_name == SELECT:
            return _select(context["widget"])
        if template_name in INPUTS:
            return _input(context["widget"])
        return SafeString(super().render(template_name, dict(context), request))


def _select(widget: Mapping[str, Any]) -> SafeString:
    parts = [f'<select name="{_shown(widget["name"])}"{_attributes(widget["attrs"])}>']
    for name, options, _place in widget["optgroups"]:
        inside = "\n".join(
            f'<option value="{_text(one["value"])}"{_attributes(one["attrs"])}>{_shown(one["label"])}</option>'
            for one in options
        )
        parts.append(f'<optgroup label="{_shown(name)}">\n{inside}\n</optgroup>' if name else inside)
    return mark_safe("\n".join([*parts, "</select>"]))  # noqa: S308 - each part is escaped above


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    head = f'<input type="{_shown(widget["type"])}" name="{_shown(widget["name"])}"'
    return mark_safe(f"{head}{value}{_attributes(widget['attrs'])}>")  # noqa: S308 - each part is escaped


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {_shown(name)}" if value is True else f' {_shown(name)}="{_text(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _text(value: Any) -> str:
    """As `stringformat:"s"` writes it: the value itself, no thousands separators."""
    return conditional_escape(value if isinstance(value, SafeString) else str(value))


def _shown(value: Any) -> str:
    """As a template shows it: numbers in the reader's manner."""
    words: Any = value if isinstance(value, str | Promise) else localize(value, use_l10n=True)
    return conditional_escape(words)
