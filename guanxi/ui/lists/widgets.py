"""Inputs that HTML has no element for."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext


class Combobox(forms.TextInput):
    """An input that finds records while one types (ui/js/listbox.js); the id goes into a hidden field beside it."""

    def __init__(self, url: str, title_of: Callable[[Any], str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.url = url
        self.title_of = title_of

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's signature
        """The visible input carries the field's id, so that its label and help belong to it."""
        given = {**self.attrs, **(attrs or {})}
        own = given.get("id") or f"id_{name}"
        described = (
            format_html(' aria-describedby="{}"', given["aria-describedby"]) if "aria-describedby" in given else ""
        )
        invalid = format_html(' aria-invalid="{}"', given["aria-invalid"]) if "aria-invalid" in given else ""
        return format_html(
            '<div class="combobox"><input type="hidden" name="{name}" id="{id}_value" value="{value}">'
            '<input type="text" id="{id}" value="{title}" role="combobox" aria-expanded="false" aria-autocomplete="list" '
            'aria-controls="{id}_list" autocomplete="off" spellcheck="false" name="lookup" data-listbox="{id}_list" '
            'data-listbox-value="{id}_value" hx-get="{url}" hx-trigger="find delay:120ms" hx-target="#{id}_list" '
            'hx-params="lookup" hx-sync="this:replace"{described}{invalid}>'
            '<div class="combobox-list" id="{id}_list" role="listbox" aria-label="{choices}"></div></div>',
            name=name,
            id=own,
            value="" if value is None else value,
            title=self.title_of(value),
            url=self.url,
            choices=gettext("Choices"),
            described=described,
            invalid=invalid,
        )


class Moment(forms.DateTimeInput):
    """The browser's own input for a day and time, filled in the member's time zone."""

    input_type = "datetime-local"

    def format_value(self, value: Any) -> str | None:
        """As the browser wants it."""
        if hasattr(value, "tzinfo"):
            local = timezone.localtime(value) if value.tzinfo else value
            return str(local.strftime("%Y-%m-%dT%H:%M"))
        return None if value in (None, "") else str(value)
