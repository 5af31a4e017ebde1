from django import forms
from django.utils.translation import gettext_lazy as _


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
