"""The timeline's parts of a customer's briefing: last contacts, open promises, open tasks."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from guanxi.core.actor import Actor
from guanxi.customers.models import Customer
from guanxi.staff.queries.company import company_customs
from guanxi.timeline.actions.followup import CHANNELS
from guanxi.timeline.queries.entry import latest
from guanxi.timeline.queries.promise import among, open_promises_of
from guanxi.timeline.queries.task import open_tasks_of
from guanxi.timeline.views.shown import shown

CONTACTS = 6
OPEN = 6


def contacts(customer: Customer, actor: Actor, now: datetime) -> dict[str, Any]:
    """The latest notes, calls, visits and mails, and hand-overs; what was put right later stays out."""
    page = latest(customer.pk, {*CHANNELS, "chat", "assigned"}, CONTACTS)
    rows = [shown(one, page, actor) for one in page.entries]
    missing = []
    url = reverse("customer_record", args=[customer.pk])
    days = (now - customer.last_contact_at).days if customer.last_contact_at else None
    if days is None:
        missing.append((_("Never contacted, as far as is known here"), url))
    elif days > company_customs().silent_days:
        missing.append((_("No contact for %(days)d days") % {"days": days}, url))
    return {"rows": rows, "missing": missing, "empty": not rows}


def promises(customer: Customer, _actor: Actor, now: datetime) -> dict[str, Any]:
    """What we still owe, the most urgent first, with what contradicts it."""
    found = open_promises_of(customer.pk)
    wrong = among(found)
    rows = [(one, one.due_at is not None and one.due_at < now, wrong.get(one.pk, ())) for one in found[:OPEN]]
    return {"rows": rows, "more": max(0, len(found) - OPEN), "empty": not rows}


def tasks(customer: Customer, _actor: Actor, now: datetime) -> dict[str, Any]:
    """What is to be done for them, the most urgent first."""
    found = open_tasks_of(customer.pk)
    rows = [(one, one.due_at is not None and one.due_at < now) for one in found[:OPEN]]
    return {"rows": rows, "more": max(0, len(found) - OPEN), "empty": not rows}
