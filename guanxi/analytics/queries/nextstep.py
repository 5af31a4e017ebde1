"""What is known of one customer that a next step may come from, read as its reader sees it; and what was answered, and came of it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from guanxi.analytics.models import Answer
from guanxi.analytics.nextstep import AGAIN, Known, Step, steps
from guanxi.analytics.queries import shelf
from guanxi.contracts.queries.contract import owing
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
    answered = Answer.objects.filter(customer=customer, at__gt=now - AGAIN).values_list("key", flat=True)
    return steps(_known(customer, actor, now), set(answered))


def last_answer(customer_id: int, member_id: int | None, since: datetime) -> Answer | None:
    """What the member answered just now, which he may undo."""
    rows = Answer.objects.filter(customer_id=customer_id, member_id=member_id or 0, at__gt=since)
    return rows.select_related("task").order_by("-at").first()


def _known(customer: Customer, actor: Actor, now: datetime) -> Known:
    facts = {one.name: one for one in Fact.objects.filter(customer=customer, name__in=["leaving", "lifetime"])}
    leaving, lifetime = facts.get("leaving"), facts.get("lifetime")
    return Known(
        name=customer.name, now=now,
        promise=_promise(customer.pk, now) if actor.may("see", "promise") else None,
        late=_late(customer.pk, actor) if actor.may("see", "contract") else None,
        **(_quote(customer.pk) if actor.may("see", "quote") else {}),
        leaving=(leaving.value or 0.0, leaving.word == "above") if leaving else None,
        lifetime=(lifetime.value, lifetime.unit) if lifetime and lifetime.value else None,
        **(_offer(customer.pk) if actor.may("see", "order") and actor.may("see", "product") else {}),
        silent=_silent(customer, now),
    )  # fmt: skip


def _promise(customer_id: int, now: datetime) -> tuple[int, str, datetime] | None:
    rows = Promise.objects.alive().filter(customer_id=customer_id, closed_as="", due_at__lt=now)
    found = rows.order_by("due_at", "pk").first()
    return (found.pk, found.title, found.due_at) if found and found.due_at else None


def _late(customer_id: int, actor: Actor) -> tuple[Decimal, str] | None:
    overdue = owing(customer_id, actor, timezone.localdate()).overdue
    return max(((amount, currency) for currency, amount in overdue.items()), default=None)


def _quote(customer_id: int) -> dict[str, Any]:
    rows = Quote.objects.alive().filter(customer_id=customer_id, status=Quote.Status.SENT, sent_at__isnull=False)
    found = rows.order_by("sent_at", "pk").values_list("pk", "number", "total", "currency", "sent_at").first()
    if found is None:
        return {}
    answered = Quote.objects.alive().filter(status__in=[Quote.Status.ACCEPTED, Quote.Status.DECLINED])
    said = list(answered.order_by("-created_at", "-pk").values_list("status", flat=True)[:ANSWERED])
    enough = len(said) >= FEWEST
    return {"quote": found, "accepted": (said.count(Quote.Status.ACCEPTED), len(said)) if enough else None}


def _offer(customer_id: int) -> dict[str, Any]:
    """The first product that is likely next and has a reason, with how often such a first one came true and what is spent on it per order."""
    told, latest = shelf.of_customer(customer_id), shelf.latest()
    if told is None or latest is None or latest.refused:
        return {}
    for product_id, because_id, _last, both, of, times, amount, currency in told.likely.new:
        product, because = told.products.get(product_id), told.products.get(because_id or 0)
        if product is not None and because is not None:
            price = (Decimal(str(amount)), currency) if amount else None
            first = latest.card["at"].get("1")
            return {
                "offer": (product.pk, product.name, because.name, round(100 * both / of), times),
                "offer_chance": first["foretold"][0] if first else None,
                "price": price,
            }
    return {}


def _silent(customer: Customer, now: datetime) -> int | None:
    if customer.next_contact_at and customer.next_contact_at > now:
        return None
    days = (now - (customer.last_contact_at or customer.created_at)).days
    return days if days > company().silent_days else None


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
