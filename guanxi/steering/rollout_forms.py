"""What can be typed on the pages of a roll-out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.staff.queries.department import choices
from guanxi.steering.rollout import USES


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class PhaseForm(forms.Form):
    """Name and days of a phase."""

    name = forms.CharField(label=_("Name"), max_length=80)
    begins = _day(_("First day"))
    ends = _day(_("Last day"))


class AimForm(forms.Form):
    """What a measure is to reach, and where."""

    measure = forms.ChoiceField(label=_("What is measured"), choices=[(one.name, one.label) for one in USES])
    target = forms.DecimalField(label=_("Goal"), max_digits=5, decimal_places=1, help_text=_("Shares in percent."))
    department = forms.TypedChoiceField(
        label=_("Department, with those below"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["department"].choices = [("", _("The company")), *choices()]  # type: ignore[attr-defined]
