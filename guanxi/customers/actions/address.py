"""Places of a customer. The main one fills the city and country by which customers are listed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers import rules
from guanxi.customers.models import Address, Customer
from guanxi.intake.values import BadValue, clean, describe

PARTS = ("street", "postcode", "city", "region", "country")


def add_address(customer: Customer, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Address:
    """Add a place (`use` and at least one part); raises `Refused` at the part that does not fit."""
    _require_writing(customer, actor)
    return write_address(customer, values, at=at)


def edit_address(address: Address, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> Address:
    """Change parts of a place; raises `Refused`."""
    _require_writing(address.customer, actor)
    _fill(address, changes)
    address.save()
    _keep_customer(address)
    return address


def remove_address(address: Address, *, actor: Actor, at: datetime) -> None:
    """Put a place into the bin; the customer keeps the city it is listed by."""
    _require_writing(address.customer, actor)
    address.deleted_at = at
    address.save(update_fields=["deleted_at"])


def write_address(customer: Customer, values: Mapping[str, Any], *, at: datetime) -> Address:
    """Insert a place without asking for powers: for actions that did."""
    made = Address(customer=customer, created_at=at)
    _fill(made, values)
    made.save()
    _keep_customer(made)
    return made


def keep_main_address(customer: Customer) -> None:
    """Bring the main place in line with the city and country that were written at the customer."""
    main = Address.objects.alive().filter(customer=customer, use=Address.Use.MAIN).order_by("id").first()
    if main is not None and (main.city, main.country) != (customer.city, customer.country):
        main.city, main.country = customer.city, customer.country
        main.save(update_fields=["city", "country"])


def _fill(address: Address, values: Mapping[str, Any]) -> None:
    use = values.get("use") or address.use or Address.Use.MAIN
    if use not in Address.Use.values:
        raise Refused(_("Please choose one of the list."), field="use", code="not_a_choice")
    address.use = use
    for part in PARTS:
        if part in values:
            setattr(address, part, _part(part, values[part]))
    if not any(getattr(address, part) for part in PARTS):
        raise Refused(_("Please enter at least one part of the address."), field="street", code="required")


def _part(name: str, value: Any) -> str:
    limit = getattr(Address._meta.get_field(name), "max_length", None)
    try:
        text = " ".join(clean(str(value or "")).split())
    except BadValue as bad:
        raise Refused(describe(bad), field=name, code=bad.problem.code) from None
    if limit and len(text) > limit:
        raise Refused(_("At most %(limit)s characters fit.") % {"limit": limit}, field=name, code="too_long")
    return text


def _keep_customer(address: Address) -> None:
    customer = address.customer
    if address.use != Address.Use.MAIN or (address.city, address.country) == (customer.city, customer.country):
        return
    customer.city = address.city or customer.city
    customer.country = address.country or customer.country
    customer.save(update_fields=["city", "country"])


def _require_writing(customer: Customer, actor: Actor) -> None:
    if not rules.may_edit(customer, actor):
        raise NotAllowed(_("You may see this customer but not change it."))
