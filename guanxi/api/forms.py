from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.api.actions.key import offered_scopes
from guanxi.core import kinds


def scope_label(scope: str) -> str:
    """A scope in words: "Customers: read"."""
    name, _sep, mode = scope.partition(":")
    labels = {one.name: str(one.plural) for one in kinds.all_kinds()} | {
        "entry": str(_("Timeline")),
        "*": str(_("Everything")),
    }
    words = {"read": _("{what}: read"), "write": _("{what}: read and write")}
    return str(words[mode]).format(what=labels[name])


class KeyForm(forms.Form):
    """A new key."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("The program that will use it."))
    scopes = forms.MultipleChoiceField(label=_("What it is for"), widget=forms.CheckboxSelectMultiple)
    expires_at = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until you revoke it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope, scope_label(scope)) for scope in offered_scopes()]  # type: ignore[attr-defined]
