"""Forms of customers: they read what was typed, the actions judge it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.kinds import kind
from guanxi.customers.fields import PERSONS_NAME
from guanxi.customers.models import Address, Channel, Contact, Customer
from guanxi.ui.lists.inputs import form_field

QUICK = ("type", "name", "phone", "mail", "stage", "owner")
MORE = (
    "industry", "size", "source", "website", "parent", "reference", "revenue", "currency", "founded",
    "tags", "next_contact_at", "next_step", "note",
)  # fmt: skip
ADDRESS = ("street", "city", "region", "postcode", "country")
ALWAYS = ("type", "name", "stage")
WARNED = ("name", "phone", "mail")


class CustomerForm(forms.Form):
    """A customer, new or as it stands. What the actor's roles mask, and an owner he may not choose, are left out."""

    def __init__(self, *given: Any, actor: Actor, customer: Customer | None = None, **options: Any) -> None:
        super().__init__(*given, **options)
        for name in (*QUICK, *MORE):
            if not self._is_left_out(name, actor, customer):
                required = True if name in ALWAYS else None
                self.fields[name] = form_field(kind("customer"), kind("customer").field(name), required=required)
        self.fields["name"].label = _names_label()
        self.fields["type"].widget = forms.RadioSelect(choices=Customer.Type.choices)
        self.fields["name"].widget.attrs["autofocus"] = True
        self._warn(customer)
        if customer is None:
            self._add_address()
            self._add_contact()
        else:
            for name in ("city", "country"):
                self.fields[name] = form_field(kind("customer"), kind("customer").field(name))

    @property
    def quick(self) -> list[forms.BoundField]:
        """What everybody fills."""
        return [self[name] for name in QUICK if name in self.fields]

    @property
    def more(self) -> list[forms.BoundField]:
        """What stands under the fold."""
        return [self[name] for name in ("city", "country", *MORE) if name in self.fields]

    @property
    def address(self) -> list[forms.BoundField]:
        """The main address of a new customer."""
        return [self[f"address_{part}"] for part in ADDRESS if f"address_{part}" in self.fields]

    @property
    def contact(self) -> list[forms.BoundField]:
        """The first contact of a new customer."""
        return [self[name] for name in self.fields if name.startswith("contact_")]

    @property
    def unfolded(self) -> bool:
        """Whether the fold must be open: something under it has an error."""
        return any(name not in QUICK for name in self.errors)

    def values(self) -> dict[str, Any]:
        """As `create_customer` and `edit_customer` take it."""
        parts: dict[str, dict[str, Any]] = {"address": {}, "contact": {}}
        values: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            group, _mark, part = name.partition("_")
            if group in parts and part:
                parts[group][part] = value
            else:
                values[name] = value
        return {**values, **{name: part for name, part in parts.items() if part}}

    def _is_left_out(self, name: str, actor: Actor, customer: Customer | None) -> bool:
        if name == "owner":
            return not actor.may("assign", "customer") or customer is not None
        return customer is not None and actor.masks("customer", name)

    def _warn(self, customer: Customer | None) -> None:
        """While one types, ask who holds it already."""
        for name in WARNED:
            if name in self.fields:
                url = reverse("customer_held", args=[name]) + (f"?but={customer.pk}" if customer else "")
                self.fields[name].widget.attrs |= {
                    "hx-get": url,
                    "hx-trigger": "input changed delay:350ms, restored",
                    "hx-target": f"#held-{name}",
                    "hx-sync": "this:replace",
                    "autocomplete": "off",
                }

    def _add_address(self) -> None:
        for part in ADDRESS:
            column = Address._meta.get_field(part)
            self.fields[f"address_{part}"] = forms.CharField(
                label=ADDRESS_LABELS[part], required=False, max_length=getattr(column, "max_length", None)
            )

    def _add_contact(self) -> None:
        for name in ("name", "title", "phone", "mail"):
            made = form_field(kind("contact"), kind("contact").field(name), required=False)
            made.label = CONTACT_LABELS[name]
            self.fields[f"contact_{name}"] = made


def _names_label() -> str:
    """What the name is called; where the language has another word for people, customers.css shows the one that fits."""
    company, person = str(kind("customer").field("name").label), str(PERSONS_NAME)
    words = '<span class="of-company">{}</span><span class="of-person">{}</span>'
    return company if company == person else format_html(words, company, person)


ADDRESS_LABELS: Mapping[str, Any] = {
    "use": _("Use"),
    "street": _("Street"),
    "city": _("City"),
    "region": _("Province or state"),
    "postcode": _("Postcode"),
    "country": _("Country"),
}
CONTACT_LABELS: Mapping[str, Any] = {
    "name": _("Contact's name"),
    "title": _("Position"),
    "phone": _("Contact's phone"),
    "mail": _("Contact's mail"),
}


class ContactForm(forms.Form):
    """A contact; what the actor's roles mask is left out when it is changed."""

    def __init__(self, *given: Any, actor: Actor, contact: Contact | None = None, **options: Any) -> None:
        super().__init__(*given, **options)
        for name in ("name", "title", "department", "part", "phone", "mail", "is_main", "birthday", "note"):
            if contact is None or not actor.masks("contact", name):
                self.fields[name] = form_field(kind("contact"), kind("contact").field(name))
        self.fields["name"].widget.attrs["autofocus"] = True


class IdentityForm(forms.Form):
    """A way to reach somebody."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    value = forms.CharField(label=_("Number, address or name there"), max_length=254)
    label = forms.CharField(label=_("Label"), max_length=40, required=False, help_text=_("Such as “reception”."))


class AddressForm(forms.Form):
    """A place."""

    use = forms.ChoiceField(label=ADDRESS_LABELS["use"], choices=Address.Use.choices)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        for part in ADDRESS:
            limit = getattr(Address._meta.get_field(part), "max_length", None)
            self.fields[part] = forms.CharField(label=ADDRESS_LABELS[part], required=False, max_length=limit)


class OwnerForm(forms.Form):
    """To whom a customer is handed over."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["owner"] = form_field(kind("customer"), kind("customer").field("owner"), required=True)
        self.fields["owner"].label = _("New owner")


class ShareForm(forms.Form):
    """With whom a customer is shared, and for what."""

    may_edit = forms.ChoiceField(
        label=_("Allowed to"),
        choices=[("", _("read")), ("1", _("read and work on it"))],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        made = form_field(kind("customer"), kind("customer").field("owner"), required=True)
        made.label = _("Colleague")
        self.fields = {"member": made, **self.fields}


class PlanForm(forms.Form):
    """The next step and when it is due."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        for name in ("next_step", "next_contact_at"):
            self.fields[name] = form_field(kind("customer"), kind("customer").field(name))
        self.fields["next_step"].widget.attrs["autofocus"] = True
