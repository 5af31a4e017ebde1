"""What is known of customers that a next step may come from, read as its reader sees it; and what was answered, and came of it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from guanxi.analytics.models import Answer, Shelf
from guanxi.analytics.nextstep import AGAIN, Known, Step, steps
from guanxi.analytics.queries import shelf
from guanxi.contracts.queries.contract import overdue_of
from guanxi.core.actor import Actor
from guanxi.customers.models import Customer, Fact
from guanxi.sales.models import Quote
from guanxi.staff.queries.company import company
from guanxi.timeline.models import Promise

ANSWERED, FEWEST = 200, 20  # quotes whose answers are counted; and that are needed to tell a chance
LATEST, WITHIN = 2_000, 60  # answers that are measured; days within which something came of them
CAME = """
select a.kind, count(*), count(*) filter (where a.accepted), count(*) filter (where a.came and a.accepted and a.over),
       count(*) filter (where a.accepted and a.over), count(*) filter (where a.came and not a.accepted and a.over),
       count(*) filter (where not a.accepted and a.over)
  from (select s.kind, s.accepted, s.at < %(now)s::timestamptz - %(within)s * interval '1 day' as over,
               exists (select from commerce_order o where o.customer_id = s.customer_id and o.total > 0 and o.status = 'placed' and o.deleted_at is null
                          and o.ordered_at > s.at and o.ordered_at <= s.at + %(within)s * interval '1 day')
            or exists (select from sales_opportunity p where p.customer_id = s.customer_id and p.state = 'won' and p.deleted_at is null
                          and p.closed_on > s.at::date and p.closed_on <= s.at::date + %(within)s)
            or exists (select from contracts_payment y where y.customer_id = s.customer_id and y.status = 'received' and y.deleted_at is null
                          and y.received_on > s.at::date and y.received_on <= s.at::date + %(within)s) as came
          from (select * from analytics_answer order by at desc limit %(latest)s) s) a
 group by 1
"""


def next_steps(customer: Customer, actor: Actor, now: datetime) -> list[Step]:
    """What is to be done with a customer, the first thing first. At most eleven queries."""
    return next_steps_of([customer], actor, now)[customer.pk]


def next_steps_of(customers: Sequence[Customer], actor: Actor, now: datetime) -> dict[int, list[Step]]:
    """The same of many, by customer: as many queries as for one."""
    ids = [one.pk for one in customers]
    answered: dict[int, set[str]] = defaultdict(set)
    for pk, key in Answer.objects.filter(customer__in=ids, at__gt=now - AGAIN).values_list("customer_id", "key"):
        answered[pk].add(key)
    known = _known(customers, ids, actor, now)
    return {pk: steps(known[pk], answered[pk]) for pk in ids}


def last_answer(customer_id: int, member_id: int | None, since: datetime) -> Answer | None:
    """What the member answered just now, which he may undo."""
    rows = Answer.objects.filter(customer_id=customer_id, member_id=member_id or 0, at__gt=since)
    return rows.select_related("task").order_by("-at").first()


def _known(customers: Sequence[Customer], ids: list[int], actor: Actor, now: datetime) -> dict[int, Known]:
    """What is known of each, as far as the actor may see."""
    facts: dict[tuple[int, str], Fact] = {}
    for fact in Fact.objects.filter(customer__in=ids, name__in=["leaving", "lifetime"]):
        facts[fact.customer_id, fact.name] = fact
    promises = _promises(ids, now) if actor.may("see", "promise") else {}
    late = overdue_of(ids, actor, timezone.localdate()) if actor.may("see", "contract") else {}
    quotes, accepted = _quotes(ids) if actor.may("see", "quote") else ({}, None)
    offers = _offers(ids) if actor.may("see", "order") and actor.may("see", "product") else {}
    allowed = company().silent_days
    found = {}
    for one in customers:
        leaving, lifetime = facts.get((one.pk, "leaving")), facts.get((one.pk, "lifetime"))
        found[one.pk] = Known(
            name=one.name, now=now, promise=promises.get(one.pk), late=_greatest(late.get(one.pk, {})),
            quote=quotes.get(one.pk), accepted=accepted,
            leaving=(leaving.value or 0.0, leaving.word == "above") if leaving else None,
            lifetime=(lifetime.value, lifetime.unit) if lifetime and lifetime.value else None,
            silent=_silent(one, now, allowed), **offers.get(one.pk, {}),
        )  # fmt: skip
    return found


def _greatest(amounts: dict[str, Decimal]) -> tuple[Decimal, str] | None:
    return max(((amount, currency) for currency, amount in amounts.items()), default=None)


def _promises(ids: list[int], now: datetime) -> dict[int, tuple[int, str, datetime]]:
    """The one that is overdue longest."""
    rows = Promise.objects.alive().filter(customer__in=ids, closed_as="", due_at__lt=now)
    rows = rows.order_by("customer_id", "due_at", "pk").distinct("customer_id")
    found = rows.values_list("customer_id", "pk", "title", "due_at")
    return {pk: (number, title, due) for pk, number, title, due in found if due}


def _quotes(ids: list[int]) -> tuple[dict[int, Any], tuple[int, int] | None]:
    """The one that waits longest, and how many of the latest answered ones were accepted, where there are enough."""
    rows = Quote.objects.alive().filter(customer__in=ids, status=Quote.Status.SENT, sent_at__isnull=False)
    rows = rows.order_by("customer_id", "sent_at", "pk").distinct("customer_id")
    found = {pk: tuple(more) for pk, *more in rows.values_list("customer_id", "pk", "number", "total", "currency", "sent_at")}  # fmt: skip
    return found, accepted_share() if found else None


def accepted_share() -> tuple[int, int] | None:
    """Of the latest answered quotes those accepted, and all; None where they are too few to tell a chance."""
    answered = Quote.objects.alive().filter(status__in=[Quote.Status.ACCEPTED, Quote.Status.DECLINED])
    said = list(answered.order_by("-created_at", "-pk").values_list("status", flat=True)[:ANSWERED])
    return (said.count(Quote.Status.ACCEPTED), len(said)) if len(said) >= FEWEST else None


def first_share(latest: Shelf | None) -> float | None:
    """How often the first product that is foretold came true, on days that were left out."""
    first = latest.card["at"].get("1") if latest is not None and not latest.refused else None
    return first["foretold"][0] if first else None


def _offers(ids: list[int]) -> dict[int, dict[str, Any]]:
    """The first product that is likely next and has a reason, with how often such a first one came true and what is spent on it per order."""
    told, products = shelf.of_customers(ids)
    latest = shelf.latest() if told else None
    if latest is None or latest.refused:
        return {}
    found: dict[int, dict[str, Any]] = {}
    for pk, likely in told.items():
        for product_id, because_id, _last, both, of, times, amount, currency in likely.new:
            product, because = products.get(product_id), products.get(because_id or 0)
            if product is not None and because is not None:
                found[pk] = {
                    "offer": (product.pk, product.name, because.name, round(100 * both / of), times),
                    "offer_chance": first_share(latest),
                    "price": (Decimal(str(amount)), currency) if amount else None,
                }
                break
    return found


def _silent(customer: Customer, now: datetime, allowed: int) -> int | None:
    if customer.next_contact_at and customer.next_contact_at > now:
        return None
    days = (now - (customer.last_contact_at or customer.created_at)).days
    return days if days > allowed else None


def measured(now: datetime) -> list[dict[str, Any]]:
    """Per kind of step how many of the latest answers took it, and what came of those taken and put aside: one query.

    Something came where the customer ordered, an opportunity was won or money was received within sixty days; only those older are asked.
    """
    with connection.cursor() as cursor:
        cursor.execute(CAME, {"now": now, "within": WITHIN, "latest": LATEST})
        names = ("kind", "all", "taken", "taken_came", "taken_over", "aside_came", "aside_over")
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        row["taken_share"] = round(100 * row["taken"] / row["all"])
        for name in ("taken", "aside"):
            over = row[f"{name}_over"]
            row[f"{name}_came_share"] = round(100 * row[f"{name}_came"] / over) if over else None
    return sorted(rows, key=lambda row: str(row["kind"]))
