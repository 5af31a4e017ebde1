"""Forms about leads: they read what was typed, the actions judge it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.kinds import kind
from guanxi.customers.models import Customer
from guanxi.sales.leading import CONDITIONS
from guanxi.sales.models import LeadRule, Stage
from guanxi.sales.models.lead import Reason
from guanxi.sales.queries.pipeline import pipelines
from guanxi.staff.models import Member
from guanxi.ui.lists.inputs import MomentField, ReferenceField, TagsField, form_field

LEAD = ("name", "source", "campaign", "product_line", "note")
WHO = ("who_name", "who_contact", "who_phone", "who_mail", "who_city", "who_industry")


class LeadForm(forms.Form):
    """A new lead: of a customer who is there, or of somebody who is found by phone, mail and name, else made."""

    def __init__(self, *given: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*given, **options)
        described = kind("lead")
        self.fields["customer"] = ReferenceField("customer", label=_("Customer"), required=False)
        if actor.may("create", "customer"):
            length = {"who_name": 200, "who_contact": 120, "who_phone": 40, "who_mail": 254}
            words = {
                "who_name": _("Company"), "who_contact": _("Person"), "who_phone": _("Phone"), "who_mail": _("Mail"),
                "who_city": _("City"), "who_industry": _("Industry"),
            }  # fmt: skip
            for name in WHO:
                self.fields[name] = forms.CharField(label=words[name], required=False, max_length=length.get(name, 80))
        for name in LEAD:
            self.fields[name] = form_field(described, described.field(name), required=False)
        self.fields["next_step"] = form_field(described, described.field("next_step"), required=False)
        self.fields["next_step"].help_text = _("Becomes a task of whoever gets the lead.")
        self.fields["owner"] = form_field(described, described.field("owner"), required=False)
        self.fields["owner"].help_text = _("Empty: the rules decide.")
        if not actor.may("assign", "lead"):
            choices = [("", _("As the rules say")), (str(actor.member_id), _("Me"))]
            self.fields["owner"] = forms.ChoiceField(label=_("Owner"), choices=choices, required=False)

    @property
    def who(self) -> list[forms.BoundField]:
        """Who it is, where the customer is not chosen."""
        return [self[name] for name in WHO if name in self.fields]

    @property
    def about(self) -> list[forms.BoundField]:
        """The lead itself."""
        return [self[name] for name in (*LEAD, "next_step", "owner")]

    def lead(self) -> dict[str, Any]:
        """What `create_lead` takes, without the customer."""
        found = {name: self.cleaned_data[name] for name in (*LEAD, "next_step") if self.cleaned_data[name]}
        owner = self.cleaned_data.get("owner")
        return {**found, "owner": int(owner)} if owner else found

    def somebody(self) -> dict[str, str]:
        """What `find_or_make` takes."""
        return {name.removeprefix("who_"): self.cleaned_data.get(name, "").strip() for name in WHO}


class EndForm(forms.Form):
    """Why a lead ends, or goes back."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.choices, widget=forms.RadioSelect)
    reason_note = forms.CharField(label=_("In your words"), max_length=300, required=False)


class RecycleForm(EndForm):
    """With when it comes back."""

    back_at = MomentField(label=_("Back in the pool from"), required=False, help_text=_("Empty: at once."))


class ConvertForm(forms.Form):
    """The opportunity that a lead becomes."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        described = kind("opportunity")
        self.fields["name"] = form_field(described, described.field("name"), required=True)
        offered = pipelines()
        several = len(offered) > 1
        stages = [
            (one.key, f"{pipeline.label} · {one.label}" if several else one.label)
            for pipeline in offered
            for one in pipeline.stages.all()
            if one.kind == Stage.Kind.OPEN
        ]
        self.fields["stage"] = forms.ChoiceField(label=_("Stage"), choices=stages)
        for name in ("amount", "currency", "expected_on"):
            self.fields[name] = form_field(described, described.field(name), required=False)


class MembersField(forms.ModelMultipleChoiceField):
    """Colleagues to tick."""

    widget = forms.CheckboxSelectMultiple


class RuleForm(forms.Form):
    """A rule of sharing out: conditions as words parted by commas, then who gets the leads."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        labels = {
            "sources": _("Source"), "campaigns": _("Campaign or event"), "product_lines": _("Product line"),
            "industries": _("Industry"), "places": _("City, province or country"),
        }  # fmt: skip
        for name, label in labels.items():
            self.fields[name] = TagsField(label=label, required=False)
        self.fields["sizes"] = forms.MultipleChoiceField(
            label=_("Employees"), choices=Customer.Size.choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        self.fields["way"] = forms.ChoiceField(
            label=_("Who gets them"), choices=LeadRule.Way.choices, widget=forms.RadioSelect
        )
        # who left stays ticked until somebody unticks him; he is passed over
        ticked = self.initial.get("members", [])
        rows = Member.objects.filter(is_active=True) | Member.objects.filter(pk__in=ticked)
        self.fields["members"] = MembersField(label=_("Colleagues"), queryset=rows, required=False)
        self.fields["most"] = forms.IntegerField(
            label=_("At most open leads each"), min_value=1, max_value=100_000, required=False,
            help_text=_("Whoever has as many is passed over."),
        )  # fmt: skip
        self.fields["is_active"] = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def rule(self) -> dict[str, Any]:
        """As `save_rule` takes it."""
        given = self.cleaned_data
        return {
            **{name: given[name] for name in CONDITIONS},
            **{name: given[name] for name in ("way", "members", "most", "is_active")},
        }


class TimeForm(forms.Form):
    """Hours of a source."""

    source = forms.CharField(label=_("Source"), max_length=80, required=False)
    hours = forms.IntegerField(label=_("Hours"), min_value=1, max_value=24 * 365, required=False)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        if self.initial.get("hours") and not self.initial.get("source"):
            self.fields["source"].widget.attrs["placeholder"] = _("All others")


TimeForms: Any = forms.formset_factory(TimeForm, extra=3, max_num=60)
