"""What can be typed on the pages of scorecards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.staff.queries.department import choices
from guanxi.steering import periods
from guanxi.steering.actions.card import GoalGiven
from guanxi.steering.measured import BY_NAME, MEASURES, PERSPECTIVES, TEMPLATES
from guanxi.ui.lists.inputs import ReferenceField

PERIOD_HELP = _("Such as 2026-Q4, 2026-10 or 2026.")


class PeriodField(forms.CharField):
    """A month, a quarter or a year; gives span and first day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=7, label=_("Period"), help_text=PERIOD_HELP, **options)

    def clean(self, value: Any) -> Any:
        """Span and first day."""
        found = periods.read(super().clean(value).strip())
        if found is None:
            raise forms.ValidationError(_("Give the period as 2026-Q4, 2026-10 or 2026."), code="period")
        return found


class WhoseForm(forms.Form):
    """For whom and when a scorecard is begun; neither department nor member means the company."""

    period = PeriodField()
    department = forms.TypedChoiceField(
        label=_("Department, with those below"), required=False, coerce=int, empty_value=None
    )
    begin = forms.ChoiceField(label=_("Begin with"))

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["member"] = ReferenceField("member", label=_("Member"), required=False)
        self.fields["member"].help_text = _("With neither of them it is the company's.")
        self.fields["department"].choices = [("", "–"), *choices()]  # type: ignore[attr-defined]
        templates = [(name, words) for name, (words, _goals) in TEMPLATES.items()]
        last = ("last", _("Goals of the period before, if any"))
        self.fields["begin"].choices = [last, *templates]  # type: ignore[attr-defined]
        self.order_fields(["period", "department", "member", "begin"])

    def clean(self) -> dict[str, Any]:
        """One of both."""
        given = super().clean() or {}
        if given.get("member") and given.get("department"):
            raise forms.ValidationError(_("Choose a member or a department."), code="both")
        return given

    def whose(self) -> dict[str, Any]:
        """What names the card."""
        span, first = self.cleaned_data["period"]
        who = {"member_id": self.cleaned_data["member"], "department_id": self.cleaned_data["department"]}
        return {"span": span, "first": first, **who}


class GoalsForm(forms.Form):
    """A row of three inputs per measure; rows without a weight are not used."""

    currency = forms.CharField(label=_("Currency of amounts"), max_length=3)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        for one in MEASURES:
            for part, words in (("goal", _("Goal")), ("warn", _("Yellow from")), ("weight", _("Weight in percent"))):
                label = f"{one.label}: {words}"
                self.fields[f"{one.name}_{part}"] = (
                    forms.IntegerField(label=label, required=False, min_value=0, max_value=100)
                    if part == "weight"
                    else forms.DecimalField(label=label, required=False, min_value=0, max_digits=18, decimal_places=2)
                )

    def goals(self) -> list[GoalGiven]:
        """What was typed."""
        told = self.cleaned_data
        return [
            GoalGiven(one.name, *(told[f"{one.name}_{part}"] for part in ("goal", "warn", "weight")))
            for one in MEASURES
        ]

    def perspectives(self) -> list[dict[str, Any]]:
        """The inputs as they stand on the page."""
        return [
            {
                "name": name,
                "label": label,
                "rows": [
                    {"it": one, "inputs": [self[f"{one.name}_{part}"] for part in ("goal", "warn", "weight")]}
                    for one in MEASURES
                    if one.perspective == name
                ],
            }
            for name, (label, _words) in PERSPECTIVES.items()
        ]


class ReasonForm(forms.Form):
    """Why a closed card is opened again."""

    reason = forms.CharField(label=_("Why it is opened again"), max_length=300)


def known_goals(rows: Any) -> dict[str, Any]:
    """The inputs of goals that stand already."""
    found: dict[str, Any] = {}
    for one in rows:
        for part in ("goal", "warn", "weight"):
            value = getattr(one.goal, part)
            found[f"{one.goal.measure}_{part}"] = f"{value:f}".rstrip("0").rstrip(".") if part != "weight" else value
        if one.goal.currency:
            found["currency"] = one.goal.currency
    return found


def template_goals(name: str) -> dict[str, Any]:
    """The inputs of a template."""
    found: dict[str, Any] = {}
    for measure, weight, goal, warn in TEMPLATES[name][1]:
        if measure in BY_NAME:
            found |= {f"{measure}_weight": weight, f"{measure}_goal": goal, f"{measure}_warn": warn}
    return found
