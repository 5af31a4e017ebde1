"""Forms of approvals: they read what was typed, the actions judge it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.approvals.actions.chain import MOST_STEPS
from guanxi.approvals.documents import documents
from guanxi.approvals.models import Chain, Way
from guanxi.staff.models import Member, Role
from guanxi.staff.queries.department import choices


class DecideForm(forms.Form):
    """Why not."""

    note = forms.CharField(
        label=_("Why not"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class DeputyForm(forms.Form):
    """Who decides for whom, from when until when."""

    def __init__(self, *given: Any, may_choose: bool, **options: Any) -> None:
        super().__init__(*given, **options)
        active = Member.objects.filter(is_active=True)
        if may_choose:
            self.fields["member"] = forms.ModelChoiceField(label=_("Who is away"), queryset=active)
        self.fields["deputy"] = forms.ModelChoiceField(label=_("Who stands in"), queryset=active)
        day = {"type": "date"}
        self.fields["since"] = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=day, format="%Y-%m-%d"))
        self.fields["until"] = forms.DateField(
            label=_("Until, included"), widget=forms.DateInput(attrs=day, format="%Y-%m-%d")
        )


class ChainForm(forms.Form):
    """A rule: which documents, and who is asked one after the other."""

    def __init__(self, *given: Any, currency: str, document: str = "", **options: Any) -> None:
        super().__init__(*given, **options)
        known = [one for one in documents() if document in ("", one.kind)]
        if len(known) > 1:
            offered = [(one.kind, one.plural) for one in known]
            self.fields["document"] = forms.ChoiceField(label=_("Documents"), choices=offered)
        self.fields["departments"] = forms.MultipleChoiceField(
            label=_("Of owners in these departments, and those below"), choices=choices(), required=False,
            widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: of everybody."),
        )  # fmt: skip
        self.fields["over_amount"] = forms.DecimalField(
            label=_("Total above, in %(currency)s") % {"currency": currency}, max_digits=17, decimal_places=2, required=False,
            help_text=_("Other currencies by today’s rate; without a rate approval is needed."),
        )  # fmt: skip
        self.fields["over_discount"] = forms.DecimalField(
            label=_("Discount of a line above, %"), max_digits=5, decimal_places=2, required=False
        )
        named = [(one, name, label) for one in known for name, label in one.flags.items()]
        flags = [(name, f"{one.plural}: {label}" if len(known) > 1 else label) for one, name, label in named]
        self.fields["flags"] = forms.MultipleChoiceField(
            label=_("Or"), choices=flags, required=False, widget=forms.CheckboxSelectMultiple
        )
        asked = _people()
        for number in range(1, MOST_STEPS + 1):
            self.fields[f"step_{number}"] = forms.ChoiceField(
                label=_("Step %(number)s") % {"number": number}, choices=asked, required=number == 1
            )
        self.fields["days"] = forms.IntegerField(
            label=_("Days for each step"),
            min_value=1,
            max_value=90,
            help_text=_("Then there is a reminder every morning."),
        )
        self.fields["is_active"] = forms.BooleanField(label=pgettext_lazy("approval", "In use"), required=False)

    @property
    def steps(self) -> list[forms.BoundField]:
        """Who is asked."""
        return [self[f"step_{number}"] for number in range(1, MOST_STEPS + 1)]

    def rule(self) -> dict[str, Any]:
        """As `save_chain` takes it."""
        given = self.cleaned_data
        names = ("departments", "over_amount", "over_discount", "flags", "days", "is_active")
        steps = [given[f"step_{number}"] for number in range(1, MOST_STEPS + 1)]
        kind = given.get("document") or documents()[0].kind
        return {**{name: given[name] for name in names}, "steps": steps, "document": kind}


def known_values(chain: Chain) -> dict[str, Any]:
    """A rule as its form shows it."""
    names = ("document", "departments", "over_amount", "over_discount", "flags", "days", "is_active")
    words = {f"step_{one.position}": _word(one) for one in chain.steps.all()}
    return {**{name: getattr(chain, name) for name in names}, **words}


def _word(step: Any) -> str:
    if step.way == Way.ROLE:
        return f"role:{step.role_id}"
    return f"member:{step.member_id}" if step.way == Way.MEMBER else str(step.way)


def _people() -> list[Any]:
    line = [(Way.MANAGER.value, Way.MANAGER.label), (Way.ABOVE.value, Way.ABOVE.label)]
    roles = [(f"role:{one.pk}", one.label) for one in Role.objects.order_by("name")]
    members = [(f"member:{one.pk}", one.name) for one in Member.objects.filter(is_active=True)]
    return [
        ("", "—"),
        (_("In the line"), line),
        (_("A role in the department’s line"), roles),
        (_("Colleagues"), members),
    ]
