"""A customer's briefing: who they are and the people there. Other packages add their parts (`core.slots.Part`)."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from guanxi.core.actor import Actor
from guanxi.core.kinds import kind
from guanxi.customers.models import Customer
from guanxi.customers.queries.page import People, people_of
from guanxi.ui.records.facts import facts

FACTS = (
    "stage",
    "owner",
    "tags",
    "industry",
    "size",
    "revenue",
    "city",
    "country",
    "website",
    "source",
    "last_contact_at",
)
MOST_PEOPLE = 6


def _around(customer: Customer, actor: Actor) -> People:
    """People and numbers, asked for once a page."""
    found: People | None = getattr(customer, "briefed", None)
    if found is None:
        found = people_of(customer, actor)
        customer.briefed = found  # type: ignore[attr-defined]
    return found


def who(customer: Customer, actor: Actor, _now: datetime) -> dict[str, Any]:
    """The filled facts, how to reach them, and the next step."""
    around = _around(customer, actor)
    page = reverse("customer_record", args=[customer.pk])
    missing = []
    if not around.reaches and not any(one.reaches for one in around.contacts):
        missing.append((_("No phone or mail"), page))
    if not customer.industry:
        missing.append((_("No industry"), page))
    if not customer.next_step and customer.next_contact_at is None:
        missing.append((_("No next step is planned"), f"{page}#next-step"))
    return {
        "facts": facts(kind("customer"), customer, actor, FACTS, only_filled=True),
        "reaches": around.reaches,
        "missing": missing,
    }


def people(customer: Customer, actor: Actor, _now: datetime) -> dict[str, Any]:
    """Contacts: the main one first, then by name; with the part each plays."""
    around = _around(customer, actor)
    page = f"{reverse('customer_record', args=[customer.pk])}#reaches"
    missing = []
    if not around.contacts:
        missing.append((_("No contact person"), page))
    people = around.contacts
    return {
        "people": people[:MOST_PEOPLE],
        "more": max(0, len(people) - MOST_PEOPLE),
        "missing": missing,
        "empty": not people,
    }
