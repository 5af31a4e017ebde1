"""Leads an actor sees, who they are, and what decides where one goes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Now

from guanxi.core.actor import Actor
from guanxi.customers.models import Address, Customer
from guanxi.sales.leading import Desk, Facts
from guanxi.sales.models import Lead, LeadRule, ResponseTime
from guanxi.sales.models.lead import LIVE, POOLED
from guanxi.staff.models import Member

LATEST = 8


def leads(actor: Actor) -> QuerySet[Any]:
    """Leads in the actor's data scope and in the pool, without the bin, with `response` and `lies`."""
    waits = Q(responded_at=None, state__in=LIVE)
    response = Case(
        When(responded_at__isnull=False, then=Value("given")),
        When(waits & Q(due_at__lt=Now()), then=Value("late")),
        When(waits, then=Value("due")),
        default=Value(""),
        output_field=CharField(),
    )
    pooled = Q(owner=None, state__in=POOLED)
    lies = Case(
        When(pooled & Q(back_at__gt=Now()), then=Value("waits")),
        When(pooled, then=Value("pool")),
        default=Value(""),
        output_field=CharField(),
    )
    rows: QuerySet[Any] = Lead.objects.alive().visible_to(actor).annotate(response=response, lies=lies)
    return rows


@dataclass(frozen=True, slots=True)
class Who:
    """The customer of a lead, as far as the reader may know."""

    name: str
    city: str
    industry: str


def who(ids: Collection[int]) -> dict[int, Who]:
    """Who waits behind these leads, by lead; of those that the actor may know nothing about there is nothing."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select lead_id, name, city, industry from sales_lead_who(%s)", [list(ids)])
        return {row[0]: Who(*row[1:]) for row in cursor.fetchall()}


def fill(records: Sequence[Lead]) -> None:
    """Set `who` on the leads of a page: the customer's name."""
    known = who([one.pk for one in records])
    for one in records:
        found = known.get(one.pk)
        one.who = found.name if found else ""  # type: ignore[attr-defined]


def customer_of(lead: Lead) -> Customer | None:
    """The customer of a lead, where the reader sees him; he is asked for apart, since joined he would hide the lead."""
    return Customer.objects.filter(pk=lead.customer_id).first()


def leads_of(customer_id: int, actor: Actor) -> list[Lead]:
    """The latest leads of a customer, for the panel on his page."""
    return list(leads(actor).filter(customer_id=customer_id).select_related("owner").order_by("-pk")[:LATEST])


def lead_rules() -> list[LeadRule]:
    """Every rule, in the order in which they are asked."""
    return list(LeadRule.objects.order_by("place", "pk"))


def names_in(rules: Iterable[Any]) -> dict[int, str]:
    """Names of the members whom rules (or the words kept of one) mention."""
    ids = {pk for rule in rules for pk in (rule.get("members", []) if isinstance(rule, dict) else rule.members)}
    return dict(Member.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def desk() -> Desk:
    """The rules in use, locked to the end of the transaction so that turns are taken one after the other."""
    rules = list(LeadRule.objects.filter(is_active=True).order_by("place", "pk").select_for_update())
    members = sorted({pk for rule in rules for pk in rule.members})
    with connection.cursor() as cursor:
        cursor.execute("select member_id, number from sales_lead_load(%s)", [members])
        loads = dict(cursor.fetchall())
    here = set(Member.objects.filter(is_active=True).values_list("pk", flat=True))
    return Desk(rules, here, loads)


@dataclass(frozen=True, slots=True)
class Known:
    """A customer as rules see him."""

    owner_id: int | None
    industry: str
    size: str
    places: tuple[str, ...]

    def facts(self, lead: Any) -> Facts:
        """With what the lead itself says."""
        return Facts(lead.source, lead.campaign, lead.product_line, self.industry, self.size, self.places)


def known(customer_ids: Collection[int]) -> dict[int, Known]:
    """What rules ask about these customers, as far as the actor sees them: two queries."""
    regions: dict[int, list[str]] = {}
    rows = Address.objects.alive().filter(customer_id__in=customer_ids).values_list("customer_id", "city", "region")
    for customer_id, *words in rows:
        regions.setdefault(customer_id, []).extend(words)
    columns = ("pk", "owner_id", "industry", "size", "city", "country")
    return {
        pk: Known(owner_id, industry, size, (city, country, *regions.get(pk, ())))
        for pk, owner_id, industry, size, city, country in Customer.objects.filter(pk__in=customer_ids).values_list(
            *columns
        )
    }


def response_times() -> dict[str, int]:
    """Hours until a first response is due, by source in lower case; "" for all others."""
    return {source.casefold(): hours for source, hours in ResponseTime.objects.values_list("source", "hours")}


def due_at(source: str, received_at: datetime, times: dict[str, int]) -> datetime:
    """Until when a lead of this source is to be answered."""
    return received_at + timedelta(hours=times.get(source.strip().casefold(), times.get("", 24)))


def taken(references: Sequence[str]) -> set[str]:
    """Which of these numbers some lead has, also one that the actor does not see."""
    if not references:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("select * from sales_lead_taken(%s)", [list(references)])
        return {row[0] for row in cursor.fetchall()}


def lead_behind(opportunity_id: int, actor: Actor) -> Lead | None:
    """The lead that became this opportunity, if the actor sees it."""
    if not actor.may("see", "lead"):
        return None
    found: Lead | None = leads(actor).filter(opportunity_id=opportunity_id).order_by("pk").first()
    return found
