"""Sales' parts of a customer's briefing: open opportunities, and the prices offered in them."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from guanxi.core.actor import Actor
from guanxi.customers.models import Customer
from guanxi.sales.gaps import gaps
from guanxi.sales.models import Line, Opportunity
from guanxi.sales.queries import opportunity as query
from guanxi.sales.queries.people import people_of_customer
from guanxi.sales.queries.pipeline import stages

MOST = 5
MOST_PEOPLE = 6


def opportunities(customer: Customer, actor: Actor, _now: datetime) -> dict[str, Any]:
    """The open ones with stage and amount, how many were won and lost, and what the open ones lack."""
    found = query.prospects(customer.pk, actor)
    running = [one for one in found.latest if one.state == "open"]
    return {
        "rows": running[:MOST],
        "ended": [one for one in found.totals if one["state"] != "open"],
        "number": sum(one["number"] for one in found.totals if one["state"] == "open"),
        "shown": min(len(running), MOST),
        "stages": stages() if running else {},
        "missing": [one for each in running[:MOST] for one in _lacking(each)],
        "empty": not found.latest,
    }


def _lacking(opportunity: Opportunity) -> list[tuple[str, str]]:
    lacks = []
    if opportunity.amount is None:
        lacks.append(_("no amount"))
    if opportunity.expected_on is None:
        lacks.append(_("no expected day"))
    if not opportunity.next_step:
        lacks.append(_("no next step"))
    if not lacks:
        return []
    words = _("%(name)s: %(lacks)s") % {"name": opportunity.name, "lacks": " · ".join(lacks)}
    return [(words, reverse("opportunity_record", args=[opportunity.pk]))]


def offered(customer: Customer, actor: Actor, _now: datetime) -> dict[str, Any] | None:
    """Prices that stand in open opportunities, the newest first; no part where there is none."""
    mine = query.opportunities(actor).filter(customer_id=customer.pk, state="open")
    rows = Line.objects.filter(opportunity__in=mine, price__isnull=False).select_related("product", "opportunity")
    found = list(rows.order_by("-pk")[:MOST])
    return {"rows": found} if found else None


def people(customer: Customer, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Where the people stand and how well they are known; what is missing among them. No part where there is nobody."""
    found = people_of_customer(customer.pk, actor, now)
    if not found:
        return None
    url = reverse("customer_map", args=[customer.pk])
    placed = [one for one in found if one.role or one.said or one.touch.number]
    # that nobody decides is said by the customer's own part already, where no part is noted at the contacts
    return {
        "rows": placed[:MOST_PEOPLE],
        "more": len(found) - min(len(placed), MOST_PEOPLE),
        "url": url,
        "missing": [(one, url) for one in gaps(found)],
    }
