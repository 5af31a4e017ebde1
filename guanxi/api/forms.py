from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.api.actions.key import offered_scopes
from guanxi.core import kinds


def scope_label(scope: str) -> str:
    """A scope in words: "Customers: read"."""
    name, _sep, mode = scope.partition(":")
    words = {"read": _("{what}: read"), "write": _("{what}: read and write")}
    return str(words[mode]).format(what=kind_label(name))


def kind_label(name: str) -> str:
    """What a scope is about, in words; "*" is everything."""
    labels = {one.name: str(one.plural) for one in kinds.all_kinds()}
    return (
        labels
        | {
            "approval": str(_("Approvals")),
            "entry": str(_("Timeline")),
            "figure": str(_("Figures of the warehouse")),
            "scorecard": str(_("Scorecards")),
            "incentive": str(_("Incentives")),
            "*": str(_("Everything")),
        }
    )[name]


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

    def matrix(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """A row per kind: its label, and for reading and for writing (scope, in words, whether it is chosen)."""
        chosen = set(self["scopes"].value() or ())
        rows: dict[str, list[tuple[str, str, bool]]] = {}
        for scope in offered_scopes():
            cell = (scope, scope_label(scope), scope in chosen)
            rows.setdefault(kind_label(scope.partition(":")[0]), []).append(cell)
        return list(rows.items())
