"""What can be typed on the pages of value."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.analytics.metrics.dimensions import BY_NAME as DIMENSION
from guanxi.analytics.metrics.dimensions import FACTS, Dimension
from guanxi.analytics.metrics.measures import BY_NAME, Measure
from guanxi.analytics.periods import PERIODS


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


class ExploreForm(forms.Form):
    """What is asked of the warehouse: up to three measures, split by up to two dimensions, in a period."""

    m = forms.ChoiceField(label=_("Figure"), required=False)
    m2 = forms.ChoiceField(label=_("Second figure"), required=False)
    m3 = forms.ChoiceField(label=_("Third figure"), required=False)
    by = forms.ChoiceField(label=_("Split by"), required=False)
    by2 = forms.ChoiceField(label=pgettext_lazy("split", "And by"), required=False)
    period = forms.ChoiceField(label=pgettext_lazy("explorer", "Period"), required=False, choices=PERIODS)
    first = forms.DateField(label=_("Or from this day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("To this day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *given: Any, measures: list[Measure], dimensions: list[Dimension], **options: Any) -> None:
        super().__init__(*given, **options)
        named = [(one.name, one.label) for one in measures]
        split = [("", "–"), *((one.name, one.label) for one in dimensions)]
        choices = {"m": named, "m2": [("", "–"), *named], "m3": [("", "–"), *named], "by": split, "by2": split}
        for name, given_choices in choices.items():
            chosen: Any = self.fields[name]
            chosen.choices = given_choices

    def clean(self) -> dict[str, Any]:
        """A measure is split by what its fact knows; days lie in order."""
        given = super().clean() or {}
        names = [given[name] for name in ("m", "m2", "m3") if given.get(name)]
        for field in ("by", "by2"):
            wrong = [
                one
                for one in map(BY_NAME.__getitem__, names)
                if given.get(field) and given[field] not in FACTS[one.fact].dimensions
            ]
            if wrong:
                said = {"measure": wrong[0].label, "dimension": DIMENSION[given[field]].label}
                self.add_error(field, _("“%(measure)s” cannot be split by “%(dimension)s”.") % said)
        if given.get("first") and given.get("last") and given["first"] > given["last"]:
            self.add_error("last", _("This day lies before the first one."))
        return given
