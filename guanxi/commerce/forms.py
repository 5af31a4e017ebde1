from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.fields import PRICEBOOK
from guanxi.core.actor import Actor
from guanxi.core.kinds import kind
from guanxi.staff.models import Role
from guanxi.ui.lists.inputs import ReferenceField, form_field


class ProductForm(forms.Form):
    """A product as people type it."""

    name = forms.CharField(label=_("Product name"), max_length=200)
    code = forms.CharField(label=_("Code"), max_length=60, help_text=_("Your article number; orders refer to it."))
    series = forms.CharField(label=_("Series"), max_length=80, required=False)
    price = forms.DecimalField(label=_("List price"), max_digits=18, decimal_places=4, min_value=0, required=False)
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        required=False,
        error_messages={"invalid": _("Give the currency by its three letters, such as CNY.")},
    )
    parts_discount = forms.DecimalField(
        label=_("Discount on its parts, %"), max_digits=5, decimal_places=2, required=False,
        help_text=_("Of a bundle without a price of its own: off the sum of its parts."),
    )  # fmt: skip

    def clean_parts_discount(self) -> Decimal:
        """None given is none."""
        return self.cleaned_data["parts_discount"] or Decimal(0)


class PartForm(forms.Form):
    """A product in a bundle, and how many."""

    quantity = forms.DecimalField(label=_("Quantity"), max_digits=14, decimal_places=3, initial=1)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields = {"product": ReferenceField("product", label=_("Product"), required=True), **self.fields}


class PriceBookForm(forms.Form):
    """A price book as people type it."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        described = kind("pricebook")
        for one in PRICEBOOK:
            if one.editable:
                self.fields[one.name] = form_field(
                    described, one, required=one.required or one.name in {"tax", "tax_rate"}
                )


class PriceForm(forms.Form):
    """The price of a product from a quantity on; floor and cost for whoever keeps them."""

    from_quantity = forms.DecimalField(
        label=_("From quantity"),
        max_digits=14,
        decimal_places=3,
        initial=1,
        help_text=_("1, or more for a volume price."),
    )
    price = forms.DecimalField(label=_("Unit price"), max_digits=17, decimal_places=4, min_value=0)

    def __init__(self, *given: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields = {"product": ReferenceField("product", label=_("Product"), required=True), **self.fields}
        if actor.may("edit", "floor"):
            for name, label in (("floor", _("Floor price")), ("cost", _("Cost"))):
                self.fields[name] = forms.DecimalField(
                    label=label, max_digits=17, decimal_places=4, min_value=0, required=False
                )


class LimitsForm(forms.Form):
    """Up to which discount each role need not say why."""

    def __init__(self, *given: Any, limits: Sequence[tuple[Role, Decimal | None]], **options: Any) -> None:
        super().__init__(*given, **options)
        for role, percent in limits:
            self.fields[f"role_{role.pk}"] = forms.DecimalField(
                label=str(role.label), max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False,
                initial=None if percent is None else percent.normalize(),
            )  # fmt: skip

    def percents(self) -> dict[int, Decimal | None]:
        """What was typed, by role."""
        return {int(name.removeprefix("role_")): value for name, value in self.cleaned_data.items()}


class RateForm(forms.Form):
    """What a currency is worth from a day on."""

    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        error_messages={"invalid": _("Give the currency by its three letters, such as CNY.")},
    )
    on = forms.DateField(label=_("From day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    rate = forms.DecimalField(label=_("Rate"), max_digits=18, decimal_places=8)
