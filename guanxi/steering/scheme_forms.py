"""What can be typed on the pages of incentives."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.staff.models import Department, Member
from guanxi.staff.queries.department import choices
from guanxi.steering.actions.incentive import STEPS
from guanxi.steering.forms import PeriodField
from guanxi.steering.models import Card, Scheme


class SchemeForm(forms.Form):
    """What is paid for what, to whom."""

    name = forms.CharField(label=_("Name"), max_length=120)
    basis = forms.ChoiceField(label=pgettext_lazy("incentive", "For"), choices=Scheme.Basis.choices)
    way = forms.ChoiceField(label=_("It pays"), choices=Scheme.Way.choices)
    span = forms.ChoiceField(label=_("Reckoned per"), choices=Card.Span.choices)
    currency = forms.CharField(label=_("Currency"), max_length=3, help_text=_("Only records in this currency count."))
    department = forms.TypedChoiceField(
        label=_("Department, with those below"), required=False, coerce=int, empty_value=None
    )
    people = forms.CharField(
        label=_("Members beside them"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Their mail addresses, with commas or one per line."),
    )  # fmt: skip
    cap = forms.DecimalField(
        label=_("At most, per member and period"), required=False, min_value=0, max_digits=14, decimal_places=2,
        help_text=_("Left empty there is no limit."),
    )  # fmt: skip
    needs_approval = forms.BooleanField(
        label=_("Closing a period needs approval"), required=False,
        help_text=_("By whom the rules of approval say; else by the manager of whoever closes. Nobody approves what pays himself."),
    )  # fmt: skip

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["department"].choices = [("", "–"), *choices()]  # type: ignore[attr-defined]
        for number in range(1, STEPS + 1):
            for part, words in (("begin", _("Step {number} from")), ("rate", _("Step {number} rate"))):
                label = str(words).format(number=number)
                digits = 4 if part == "rate" else 2
                self.fields[f"{part}_{number}"] = forms.DecimalField(
                    label=label, required=False, min_value=0, max_digits=14, decimal_places=digits
                )
        self.fields["begin_1"].help_text = _("An amount or a number in the period; 0 pays from the first on.")
        self.fields["rate_1"].help_text = _("Percent of what lies above, or an amount for each.")

    def clean_people(self) -> list[int]:
        """Ids of the members with these addresses."""
        mails = [one for one in re.split(r"[\s,，;；、]+", self.cleaned_data["people"]) if one]
        found = {one.email.lower(): one.pk for one in Member.objects.filter(email__in=[one.lower() for one in mails])}
        missing = [one for one in mails if one.lower() not in found]
        if missing:
            raise forms.ValidationError(
                _("Nobody here has the address %(mail)s."), params={"mail": missing[0]}, code="unknown"
            )
        return sorted(found.values())

    def values(self) -> dict[str, Any]:
        """What was typed, as the scheme keeps it."""
        told = self.cleaned_data
        pairs = [(told[f"begin_{number}"], told[f"rate_{number}"]) for number in range(1, STEPS + 1)]
        steps = [[f"{begin or 0:f}", f"{rate:f}"] for begin, rate in pairs if rate is not None]
        department = Department.objects.filter(pk=told["department"]).first() if told["department"] else None
        plain = {name: told[name] for name in ("name", "basis", "way", "span", "people", "cap", "needs_approval")}
        return plain | {"currency": told["currency"].strip().upper(), "steps": steps, "department": department}


def known_scheme(scheme: Scheme) -> dict[str, Any]:
    """The inputs of a scheme as it stands."""
    mails = Member.objects.filter(pk__in=scheme.people).order_by("email").values_list("email", flat=True)
    found = {
        name: getattr(scheme, name) for name in ("name", "basis", "way", "span", "currency", "cap", "needs_approval")
    }
    found |= {"department": scheme.department_id, "people": ", ".join(mails)}
    for number, (begin, rate) in enumerate(scheme.steps, start=1):
        found |= {f"begin_{number}": begin, f"rate_{number}": rate}
    return found


class WhenForm(forms.Form):
    """A period of a scheme."""

    period = PeriodField()

    def __init__(self, *given: Any, span: str, **options: Any) -> None:
        super().__init__(*given, **options)
        self.span = span

    def clean_period(self) -> Any:
        """Its first day, if it is as long as the scheme's."""
        span, first = self.cleaned_data["period"]
        if span != self.span:
            raise forms.ValidationError(
                _("The scheme is reckoned per %(span)s."),
                params={"span": Card.Span(self.span).label.lower()},
                code="span",
            )
        return first


class RemarkForm(forms.Form):
    """What a member asks or is answered."""

    text = forms.CharField(label=_("Question or answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
