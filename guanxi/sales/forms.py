"""Forms of sales: they read what was typed, the actions judge it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.kinds import kind
from guanxi.sales.models import Level, Opportunity, Quote, Stage, Subject
from guanxi.sales.models.pipeline import REQUIRABLE
from guanxi.sales.rules import is_hidden
from guanxi.ui.lists.inputs import ReferenceField, form_field
from guanxi.ui.words import money_text

FIRST = ("name", "customer", "contact", "stage", "owner", "amount", "currency", "expected_on")
MORE = ("probability", "category", "source", "reference", "opened_on", "next_step", "next_at")


class OpportunityForm(forms.Form):
    """An opportunity, new or as it stands. Where it stands is moved elsewhere, whose it is handed over elsewhere."""

    def __init__(self, *given: Any, actor: Actor, opportunity: Opportunity | None = None, **options: Any) -> None:
        super().__init__(*given, **options)
        described = kind("opportunity")
        for name in (*FIRST, *MORE):
            if opportunity is not None and (name in {"stage", "owner"} or actor.masks("opportunity", name)):
                continue
            if name == "owner" and not actor.may("assign", "opportunity"):
                continue
            if name == "contact" and not actor.may("see", "contact"):
                continue
            if name in {"customer", "contact"} and opportunity is not None and is_hidden(opportunity):
                continue
            self.fields[name] = form_field(described, described.field(name))
        if "customer" in self.fields:
            self.fields["customer"].required = opportunity is None or opportunity.customer_id is not None
        self.fields["opened_on"].required = False
        self.fields["name"].widget.attrs["autofocus"] = True

    @property
    def first(self) -> list[forms.BoundField]:
        """What everybody fills."""
        return [self[name] for name in FIRST if name in self.fields]

    @property
    def more(self) -> list[forms.BoundField]:
        """The rest."""
        return [self[name] for name in MORE if name in self.fields]


class MoveForm(forms.Form):
    """What a stage asks for and the opportunity lacks; closing asks for the day, losing for the reason.

    Where the customer `accepted` a quote of another amount, winning offers to take that.
    """

    def __init__(
        self,
        *given: Any,
        stage: Stage,
        names: Sequence[str],
        opportunity: Opportunity,
        accepted: Quote | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*given, **options)
        described = kind("opportunity")
        self.accepted = accepted if accepted is not None and _differs(opportunity, accepted) else None
        if self.accepted is not None:
            self._offer(self.accepted, opportunity)
        if stage.kind != Stage.Kind.OPEN:
            self.fields["closed_on"] = form_field(described, described.field("closed_on"), required=True)
        for name in names:
            if (subject := name.removesuffix("_yes")) in Subject.values:
                levels = [
                    one for one in Level.choices if one[0] == Level.YES or (one[0] == Level.PARTLY and name == subject)
                ]
                self.fields[subject] = forms.ChoiceField(
                    label=Subject(subject).label, choices=levels, widget=forms.RadioSelect
                )
                self.fields[f"{subject}_evidence"] = forms.CharField(
                    label=_("Evidence"), max_length=2000, help_text=_("Who said it, when, or what you saw.")
                )
            elif name not in {"lines", "closed_on", "loss_by"}:
                self.fields[name] = form_field(described, described.field(name), required=True)
        if stage.kind == Stage.Kind.LOST:
            self.fields["loss_by"] = forms.ChoiceField(
                label=_("Loss reason"), choices=Opportunity.Lost.choices, widget=forms.RadioSelect
            )
            self.fields["loss_note"] = form_field(described, described.field("loss_note"))
        if self.accepted is not None and "amount" in self.fields:
            self.fields["amount"].required = False  # the quote says it, unless somebody says otherwise

    def _offer(self, quote: Quote, opportunity: Opportunity) -> None:
        words = {"number": quote.number, "amount": money_text(quote.total, quote.currency)}
        said = ""
        if opportunity.amount is not None:
            said = _("The opportunity says %(amount)s; its history keeps both.") % {
                "amount": money_text(opportunity.amount, opportunity.currency)
            }
        self.fields["as_accepted"] = forms.BooleanField(
            label=_("Take the amount of the accepted quote %(number)s: %(amount)s") % words,
            help_text=said,
            required=False,
            initial=opportunity.amount is None or opportunity.currency == quote.currency,
        )

    def clean(self) -> dict[str, Any]:
        """With the accepted amount nobody need give one; without it one that the stage asks for is missing."""
        given = super().clean() or {}
        if given.pop("as_accepted", False) and self.accepted is not None:
            given |= {"amount": _cents(self.accepted), "currency": self.accepted.currency}
            self.errors.pop("amount", None)
        elif "amount" in self.fields and given.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Give the amount, or take that of the quote."))
        return given


def _differs(opportunity: Opportunity, quote: Quote) -> bool:
    return (opportunity.amount, opportunity.currency) != (_cents(quote), quote.currency)


def _cents(quote: Quote) -> Decimal:
    """Its total as an opportunity keeps amounts."""
    return quote.total.quantize(Decimal("0.01"))


class LineForm(forms.Form):
    """A product with its quantity and price."""

    quantity = forms.DecimalField(label=_("Quantity"), max_digits=14, decimal_places=3, initial=1)
    price = forms.DecimalField(
        label=_("Unit price"), max_digits=18, decimal_places=4, required=False, help_text=_("Empty: the list price.")
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields = {"product": ReferenceField("product", label=_("Product"), required=True), **self.fields}


class PipelineForm(forms.Form):
    """A pipeline without its stages."""

    name = forms.CharField(label=_("Name"), max_length=80)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    is_default = forms.BooleanField(label=_("Default for new opportunities"), required=False)


class StageForm(forms.Form):
    """A stage of a pipeline; a row without a name is no stage."""

    key = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)
    place = forms.IntegerField(label=_("Place"), required=False, min_value=1, max_value=99)
    name = forms.CharField(label=_("Name of the stage"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Means"), choices=Stage.Kind.choices, required=False)
    probability = forms.IntegerField(label=_("Probability, %"), min_value=0, max_value=100, required=False)
    ageing_days = forms.IntegerField(label=_("Aged after days"), min_value=1, max_value=3650, required=False)
    required = forms.MultipleChoiceField(
        label=_("Needs"), choices=REQUIRABLE, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        if self.initial.get("key"):  # what a stage means stays as it is
            self.fields["kind"].disabled = True

    def stage(self) -> dict[str, Any]:
        """As `save_pipeline` takes it."""
        given = self.cleaned_data
        return {
            "key": given["key"],
            "name": given["name"],
            "kind": given["kind"] or Stage.Kind.OPEN,
            "probability": given["probability"] or 0,
            "ageing_days": given["ageing_days"],
            "required": given["required"],
        }


StageForms: Any = formset_factory(StageForm, extra=2, max_num=22)


def stages_of(rows: Any) -> list[dict[str, Any]]:
    """The stages of the rows that have a name, in the order of their places; those without a place come last."""
    named = [one for one in rows.forms if one.cleaned_data.get("name", "").strip()]
    return [one.stage() for one in sorted(named, key=lambda one: one.cleaned_data.get("place") or 99)]
