"""What can be typed on the pages of value."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CounterForm(forms.Form):
    """The factors of the counter's formula; an empty one is as the orders say."""

    amount = forms.DecimalField(label=_("A purchase brings"), required=False, max_digits=14, decimal_places=2)
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    per_year = forms.DecimalField(label=_("Purchases a year"), required=False, max_digits=8, decimal_places=2)
    years = forms.DecimalField(label=_("Years as a customer"), required=False, max_digits=6, decimal_places=2)


class Bounds(forms.Field):
    """Four whole numbers."""

    def to_python(self, value: Any) -> list[int]:
        """The numbers in the order in which they stand; what is none is refused."""
        parts = str(value or "").replace("，", ",").replace("、", ",").replace(",", " ").split()
        if not all(one.isascii() and one.isdigit() and len(one) < 10 for one in parts):
            raise forms.ValidationError(_("Give four rising numbers."), code="bounds")
        return [int(one) for one in parts]

    def prepare_value(self, value: Any) -> str:
        """Numbers with commas between them."""
        return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value or "")


class RuleForm(forms.Form):
    """How scores are cut, and how a lifetime is added up."""

    quantile = forms.TypedChoiceField(
        label=_("Scores"),
        coerce=lambda value: value == "yes",
        choices=(("yes", _("Fifths of our customers")), ("no", _("Our own bounds, below"))),
    )
    days = Bounds(
        label=_("Days since the last purchase"), help_text=_("Up to the first: score 5. Above the last: score 1.")
    )
    purchases = Bounds(label=_("Purchases"), help_text=_("Above the last: score 5. Up to the first: score 1."))
    money = Bounds(label=_("Money spent"), help_text=_("In the currency in which a customer buys."))
    years = forms.IntegerField(label=_("Years of a lifetime"), min_value=1, max_value=20)
    discount = forms.DecimalField(
        label=_("A year takes off, %"), min_value=0, max_value=50, max_digits=5, decimal_places=2,
        help_text=_("What money a year later is worth less today."),
    )  # fmt: skip
