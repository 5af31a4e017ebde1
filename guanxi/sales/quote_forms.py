"""Forms of quotes: they read what was typed, the actions judge it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from guanxi.commerce.models import PriceBook
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
                words = [(one.pk, " · ".join(filter(None, _book_words(one)))) for one in books]
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


def _book_words(book: PriceBook) -> tuple[str, ...]:
    only = _("only for %(tags)s") % {"tags": pgettext("between names", ", ").join(book.tags)} if book.tags else ""
    return book.name, book.currency, book.tier, only


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
    off = forms.DecimalField(
        label=_("Discount as an amount"), max_digits=15, decimal_places=3, required=False,
        help_text=_("Taken off the whole line."),
    )  # fmt: skip
    tax_rate = forms.DecimalField(label=_("Tax rate, %"), max_digits=6, decimal_places=3, required=False)

    def __init__(self, *given: Any, limit: Decimal | None, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields = {"product": ReferenceField("product", label=_("Product"), required=False), **self.fields}
        if limit is not None:
            self.fields["reason"] = reason_field(limit)


def reason_field(limit: Decimal) -> forms.CharField:
    """Why a discount is above what the roles give without a word."""
    percent = number_format(limit.normalize())
    return forms.CharField(
        label=_("Reason for the discount"), max_length=300, required=False,
        help_text=_("Needed above %(limit)s %%. Those who approve read it, the customer does not.") % {"limit": percent},
    )  # fmt: skip


class DiscountForm(forms.Form):
    """What is taken off the whole quote."""

    discount_percent = forms.DecimalField(label=_("Discount, %"), max_digits=5, decimal_places=2, required=False)
    discount_amount = forms.DecimalField(
        label=_("Discount as an amount"), max_digits=15, decimal_places=3, required=False,
        help_text=_("One of both; empty: none."),
    )  # fmt: skip

    def __init__(self, *given: Any, limit: Decimal | None, **options: Any) -> None:
        super().__init__(*given, **options)
        if limit is not None:
            self.fields["discount_reason"] = reason_field(limit)


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
    off = f"{line.off.normalize():f}" if line.off else None
    return {"product": line.product_id, "text": line.text, "reason": line.reason, "off": off, **figures}
