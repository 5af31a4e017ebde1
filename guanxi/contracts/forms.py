"""Forms of contracts: they read what was typed, the actions judge it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from guanxi.contracts.actions.plan import Planned
from guanxi.contracts.models import Contract, Instalment, Invoice
from guanxi.contracts.rules import MOST_INSTALMENTS, is_hidden
from guanxi.core.actor import Actor
from guanxi.core.kinds import kind
from guanxi.ui.lists.inputs import form_field

FIRST = ("number", "name", "customer", "amount", "currency", "signed_on", "owner")
MORE = ("starts_on", "ends_on", "warn_days", "opportunity", "quote", "terms", "note")


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def money_field(label: Any, **options: Any) -> forms.DecimalField:
    """An amount of money."""
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
    return forms.DecimalField(label=label, max_digits=18, decimal_places=2, widget=widget, **options)


class ContractForm(forms.Form):
    """A contract, new or as it stands. Whose it is is handed over elsewhere."""

    def __init__(self, *given: Any, actor: Actor, contract: Contract | None = None, **options: Any) -> None:
        super().__init__(*given, **options)
        described = kind("contract")
        for name in (*FIRST, *MORE):
            if contract is not None and (name == "owner" or actor.masks("contract", name)):
                continue
            if name == "owner" and not actor.may("assign", "contract"):
                continue
            if name in {"opportunity", "quote"} and not actor.may("see", name):
                continue
            if name in {"customer", "opportunity", "quote"} and contract is not None and is_hidden(contract):
                continue
            self.fields[name] = form_field(described, described.field(name))
        self.fields["currency"].required = contract is not None
        if contract is not None and "customer" in self.fields:
            self.fields["customer"].required = contract.customer_id is not None
        self.fields["number"].widget.attrs["autofocus"] = True

    @property
    def first(self) -> list[forms.BoundField]:
        """What everybody fills."""
        return [self[name] for name in FIRST if name in self.fields]

    @property
    def more(self) -> list[forms.BoundField]:
        """The rest."""
        return [self[name] for name in MORE if name in self.fields]


class AmountForm(forms.Form):
    """What the instalments add up to."""

    amount = money_field(_("Amount of the contract"))


class InstalmentForm(forms.Form):
    """A row of the plan; one without day and amount is none."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    due_on = day_field(_("Due on"), required=False)
    amount = money_field(_("Amount"), required=False)
    name = forms.CharField(label=_("For what"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        """Day and amount come together."""
        given = super().clean() or {}
        if not self.errors and (given.get("due_on") is None) != (given.get("amount") is None):
            missing = "due_on" if given.get("due_on") is None else "amount"
            self.add_error(missing, _("An instalment has a day and an amount."))
        return given


InstalmentForms: Any = formset_factory(InstalmentForm, extra=3, max_num=MOST_INSTALMENTS + 3)


def planned_of(rows: Any) -> list[Planned]:
    """The rows that say something."""
    given = [one.cleaned_data for one in rows.forms]
    return [
        Planned(one["due_on"], one["amount"], one["name"], one["id"]) for one in given if one.get("due_on") is not None
    ]


class PartsForm(forms.Form):
    """How to part an amount into equal instalments."""

    parts = forms.IntegerField(label=_("Equal instalments"), min_value=1, max_value=MOST_INSTALMENTS)
    first = day_field(_("The first on"))
    every = forms.TypedChoiceField(
        label=_("Then"),
        coerce=int,
        choices=((1, _("every month")), (3, _("every quarter")), (6, _("every half year")), (12, _("every year"))),
    )


class PaymentForm(forms.Form):
    """Money that came in; by hand it is put to the instalments one by one."""

    def __init__(self, *given: Any, plan: Sequence[Instalment], **options: Any) -> None:
        super().__init__(*given, **options)
        described = kind("payment")
        self.fields["amount"] = form_field(described, described.field("amount"))
        self.fields["received_on"] = form_field(described, described.field("received_on"), required=True)
        self.fields["method"] = form_field(described, described.field("method"), required=True)
        self.fields["reference"] = form_field(described, described.field("reference"))
        self.fields["note"] = form_field(described, described.field("note"))
        self.open = [one for one in plan if one.left > 0]
        for one in self.open:
            self.fields[f"on_{one.pk}"] = money_field("", required=False, min_value=Decimal(0))

    @property
    def first(self) -> list[forms.BoundField]:
        """What everybody fills."""
        return [self[name] for name in self.fields if not name.startswith("on_")]

    @property
    def by_hand(self) -> list[tuple[Instalment, forms.BoundField]]:
        """The open instalments, each with its input."""
        return [(one, self[f"on_{one.pk}"]) for one in self.open]

    @property
    def parts_given(self) -> bool:
        """Whether something was put by hand: the part of the form for that is open then."""
        return any(bound.value() for _one, bound in self.by_hand)

    def values(self) -> dict[str, Any]:
        """As `record_payment` takes them."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("on_")}

    def parts(self) -> dict[int, Decimal]:
        """What was put to instalments by hand."""
        given = {one.pk: self.cleaned_data.get(f"on_{one.pk}") for one in self.open}
        return {pk: part for pk, part in given.items() if part}


class ReasonForm(forms.Form):
    """Why something is void."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class AskForm(forms.Form):
    """Why a contract should be approved; one that differs from its quote needs a reason."""

    def __init__(self, *given: Any, odd: bool, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["reason"] = forms.CharField(
            label=_("Why it should be approved"),
            max_length=2000,
            required=odd,
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class SignForm(forms.Form):
    """The day of signing."""

    signed_on = day_field(_("Signed on"))

    def __init__(self, *given: Any, today: date, **options: Any) -> None:
        super().__init__(*given, **{"initial": {"signed_on": today}, **options})


class InvoiceForm(forms.Form):
    """An invoice as it was issued."""

    number = forms.CharField(label=_("Invoice number"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind of invoice"), choices=Invoice.Kind.choices)
    title = forms.CharField(label=_("Billing title"), max_length=200)
    tax_number = forms.CharField(label=_("Tax number"), max_length=40, required=False)
    amount = money_field(_("Amount"))
    issued_on = day_field(_("Issued on"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class TitleForm(forms.Form):
    """A billing title of a customer."""

    title = forms.CharField(label=_("Name on the invoice"), max_length=200)
    tax_number = forms.CharField(label=_("Tax number"), max_length=40, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    bank = forms.CharField(label=_("Bank"), max_length=120, required=False)
    account = forms.CharField(label=_("Bank account"), max_length=60, required=False)
