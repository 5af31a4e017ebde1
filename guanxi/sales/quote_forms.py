"""Forms of quotes: they read what was typed, the actions judge it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.queries.pricebook import books_for
from guanxi.core.actor import Actor
from guanxi.core.kinds import kind
from guanxi.sales.models import Quote
from guanxi.sales.rules import is_hidden
from guanxi.ui.lists.inputs import ReferenceField, form_field

FIRST = ("customer", "contact", "subject", "book", "valid_until")
MORE = ("currency", "tax", "tax_rate", "opportunity", "owner", "terms")
OPTIONAL = {"currency", "tax", "tax_rate"}  # what the book says, or the company's customs


class QuoteForm(forms.Form):
    """A quote without its lines, new or as it stands."""

    def __init__(self, *given: Any, actor: Actor, today: date, quote: Quote | None = None, **options: Any) -> None:
        super().__init__(*given, **options)
        described = kind("quote")
        hidden = quote is not None and is_hidden(quote)
        for name in (*FIRST, *MORE):
            if name == "owner" and (quote is not None or not actor.may("assign", "quote")):
                continue
            if name in {"contact", "opportunity"} and not actor.may("see", name):
                continue
            if name in {"customer", "contact", "opportunity"} and hidden:
                continue
            required = name in {"customer", "valid_until"}
            if name == "book":
                books = books_for(actor, today, quote.book_id if quote else None)
                words = [
                    (one.pk, f"{one.name} · {one.currency}{f' · {one.tier}' if one.tier else ''}") for one in books
                ]
                self.fields[name] = forms.TypedChoiceField(
                    label=_("Price book"),
                    choices=[("", _("None: prices are typed")), *words],
                    coerce=int,
                    empty_value=None,
                    required=False,
                    help_text=_("It decides on currency and tax."),
                )
            else:
                self.fields[name] = form_field(described, described.field(name), required=required)

    @property
    def first(self) -> list[forms.BoundField]:
        """What everybody fills."""
        return [self[name] for name in FIRST if name in self.fields]

    @property
    def more(self) -> list[forms.BoundField]:
        """The rest."""
        return [self[name] for name in MORE if name in self.fields]

    def values(self) -> dict[str, Any]:
        """What was typed, as actions take it: an empty tax or currency is left to the book."""
        return {
            name: value for name, value in self.cleaned_data.items() if not (name in OPTIONAL and value in (None, ""))
        }


class QuoteLineForm(forms.Form):
    """A product or words, how many, and at which price."""

    text = forms.CharField(
        label=_("In words"), max_length=300, required=False, help_text=_("Empty: the product's name.")
    )
    quantity = forms.DecimalField(label=_("Quantity"), max_digits=14, decimal_places=3, initial=1)
    price = forms.DecimalField(
        label=_("Unit price"), max_digits=18, decimal_places=4, required=False,
        help_text=_("Empty: the list price, less the discount."),
    )  # fmt: skip
    discount = forms.DecimalField(label=_("Discount, %"), max_digits=5, decimal_places=2, required=False)
    tax_rate = forms.DecimalField(label=_("Tax rate, %"), max_digits=6, decimal_places=3, required=False)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields = {"product": ReferenceField("product", label=_("Product"), required=False), **self.fields}


class ApprovalForm(forms.Form):
    """Why it should be approved; something odd needs a reason."""

    def __init__(self, *given: Any, odd: bool, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["reason"] = forms.CharField(
            label=_("Why it should be approved"),
            max_length=2000,
            required=odd,
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class AnswerForm(forms.Form):
    """What the customer says, by himself or through a member."""

    name = forms.CharField(label=_("Name"), max_length=120)
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    answer = forms.ChoiceField(
        label=_("Answer"), choices=(("accept", _("Accept")), ("decline", _("Decline"))), widget=forms.RadioSelect
    )


class PublicAnswerForm(AnswerForm):
    """The same as the customer reads it."""

    name = forms.CharField(label=_("Your name"), max_length=120)


def line_initial(line: Any) -> Mapping[str, Any]:
    """A line as its form shows it: figures as they were typed, without the zeros of their columns."""
    figures = {name: f"{getattr(line, name).normalize():f}" for name in ("quantity", "price", "tax_rate")}
    return {"product": line.product_id, "text": line.text, **figures}
