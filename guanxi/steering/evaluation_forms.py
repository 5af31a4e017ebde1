"""What can be typed on the pages of evaluations."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.staff.models import Member
from guanxi.steering.actions.evaluation import MARKS
from guanxi.steering.forms import PeriodField
from guanxi.steering.measured import PERSPECTIVES

MARK_WORDS = {
    1: pgettext_lazy("mark", "1 – far below what was agreed"), 2: pgettext_lazy("mark", "2 – below it"), 3: pgettext_lazy("mark", "3 – as agreed"),
    4: pgettext_lazy("mark", "4 – above it"), 5: pgettext_lazy("mark", "5 – far above it"),
}  # fmt: skip


class RunForm(forms.Form):
    """For which period, whom, and until when."""

    period = PeriodField()
    due_on = forms.DateField(label=_("To be written until"), widget=forms.DateInput(attrs={"type": "date"}))
    members = forms.TypedMultipleChoiceField(
        label=_("Members"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one member.")},
    )  # fmt: skip

    def __init__(self, *given: Any, people: Sequence[Member], **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["members"].choices = [(one.pk, one.name) for one in people]  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """One side: words, and a mark per perspective, which may stay empty."""

    words = forms.CharField(
        label=_("In words"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What went well, what did not, what is agreed for the next period."),
    )  # fmt: skip

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        for name, (label, _words) in PERSPECTIVES.items():
            choices = [("", _("no mark")), *((mark, MARK_WORDS[mark]) for mark in MARKS)]
            self.fields[f"mark_{name}"] = forms.TypedChoiceField(
                label=str(label), required=False, coerce=int, empty_value=None, choices=choices
            )

    def marks(self) -> dict[str, int]:
        """Marks by perspective, those that were given."""
        told = {name: self.cleaned_data[f"mark_{name}"] for name in PERSPECTIVES}
        return {name: mark for name, mark in told.items() if mark}
