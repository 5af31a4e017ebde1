"""Customers as they were at a moment, and whether they bought again within their own time: nothing later is among what they are told by.

A customer's own time is twice the gap between his days with a purchase, drawn towards that of all by three gaps, 14 to 120 days. Asked are
those who bought on two days at least and are not silent for longer than that already.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from guanxi.analytics.models import Buyer

LONGEST, SHORTEST, TIMES, DRAWN = 120, 14, 2, 3
MOMENTS, APART, HISTORY = 6, 30, 60  # how many, days between, days of orders before the first
PEOPLE = 20_000
NUMBERS = (
    "silent", "of_own_time", "gap", "purchases", "known_days", "purchases_90", "before_90", "per_purchase", "spent_90", "sent_back",
    "came_to_us", "went_to_them", "broken", "contacts", "open_opportunities",
)  # fmt: skip
WORDS = ("industry", "size", "country")
FIRST = ("id", "day", "came", "own_time")

TAUGHT = """
asked as (
    select b.customer_id as id, m.at from (
        select customer_id from analytics_buyer where is_main and currency = %(currency)s and days > 1 order by md5(customer_id::text) limit %(people)s) b
     cross join unnest(%(moments)s::timestamptz[]) m (at))
"""
TOLD = """
asked as (
    select customer_id as id, %(now)s::timestamptz as at from analytics_buyer
     where is_main and currency = %(currency)s and days > 1 and customer_id > %(after)s order by customer_id limit %(most)s)
"""
AT = """
asked as (select id, at from unnest(%(ids)s::bigint[], %(ats)s::timestamptz[]) given (id, at))
"""
KNOWN = """, bought as materialized (
    select a.id, a.at, o.*, (o.last_at::date - o.first_at::date)::float8 as span from asked a
     cross join lateral (
        select count(distinct b.ordered_at::date) filter (where b.total > 0) as purchases, min(b.ordered_at) filter (where b.total > 0) as first_at,
               max(b.ordered_at) filter (where b.total > 0) as last_at, sum(b.total) filter (where b.total > 0) as spent,
               count(distinct b.ordered_at::date) filter (where b.total > 0 and b.ordered_at > a.at - interval '90 days') as purchases_90,
               count(distinct b.ordered_at::date) filter (where b.total > 0 and b.ordered_at <= a.at - interval '90 days'
                                                            and b.ordered_at > a.at - interval '180 days') as before_90,
               sum(b.total) filter (where b.total > 0 and b.ordered_at > a.at - interval '90 days') as spent_90,
               -sum(b.total) filter (where b.total < 0) as sent_back
          from commerce_order b where b.customer_id = a.id and b.currency = %(currency)s and b.deleted_at is null and b.ordered_at <= a.at) o
     where o.purchases > 1),
common as (select at, coalesce(%(gap)s::float8, sum(span) / sum(purchases - 1)) as gap from bought group by at),
own as (
    select b.*, (b.span + %(drawn)s * c.gap) / (b.purchases - 1 + %(drawn)s) as own_gap, c.gap as common_gap from bought b join common c using (at)),
timed as (select o.*, least(greatest(round(%(times)s * o.own_gap), %(shortest)s), %(longest)s)::int as own_time from own o)
select a.id, extract(epoch from a.at) / 86400 as day,
       not exists (select from commerce_order n where n.customer_id = a.id and n.currency = %(currency)s and n.total > 0 and n.deleted_at is null and n.status = 'placed'
                      and n.ordered_at > a.at and n.ordered_at <= a.at + a.own_time * interval '1 day') as came,
       a.own_time, extract(epoch from a.at - a.last_at) / 86400 as silent, extract(epoch from a.at - a.last_at) / 86400 / a.own_time as of_own_time,
       a.own_gap as gap, a.purchases, extract(epoch from a.at - a.first_at) / 86400 as known_days, a.purchases_90, a.before_90,
       a.spent / a.purchases as per_purchase, coalesce(a.spent_90, 0) as spent_90, coalesce(a.sent_back / nullif(a.spent, 0), 0) as sent_back,
       t.came as came_to_us, t.went as went_to_them, p.number as broken, q.number as contacts, s.number as open_opportunities,
       analytics_then(k.was, 'industry', c.industry) as industry, analytics_then(k.was, 'size', c.size) as size,
       analytics_then(k.was, 'country', c.country) as country, a.common_gap
  from timed a
  join customers_customer c on c.id = a.id
 cross join lateral (select analytics_before('customer', c.id, a.at) as was) k
 cross join lateral (
    select count(*) filter (where b.direction = 'in') as came, count(*) filter (where b.direction = 'out') as went
      from timeline_entry b where b.customer_id = a.id and b.channel <> '' and b.at <= a.at and b.at > a.at - interval '90 days') t
 cross join lateral (
    select count(*) as number from timeline_promise b
     where b.customer_id = a.id and b.created_at <= a.at and b.due_at < a.at and (b.closed_at is null or b.closed_at > a.at)) p
 cross join lateral (select count(*) as number from customers_contact b where b.customer_id = a.id and b.created_at <= a.at) q
 cross join lateral (
    select count(*) as number from sales_opportunity b where b.customer_id = a.id and b.opened_on < a.at::date
       and b.created_at <= a.at and (b.closed_on is null or b.closed_on >= a.at::date)) s
 where extract(epoch from a.at - a.last_at) / 86400 <= a.own_time and c.deleted_at is null
 order by a.id, a.at
"""


def moments(first: datetime, now: datetime) -> list[datetime]:
    """The moments at which customers are looked back at: the latest whose outcome is known by now, the others before it."""
    latest = now - timedelta(days=LONGEST)
    found = [latest - timedelta(days=APART * place) for place in range(MOMENTS)]
    return [one for one in found if one >= first + timedelta(days=HISTORY)]


def taught(currency: str, when: Sequence[datetime]) -> list[tuple[Any, ...]]:
    """Customers of this currency as they were at these moments: `FIRST`, `NUMBERS`, `WORDS`, and the gap of all. At most `PEOPLE` of them."""
    return _asked(TAUGHT, {"moments": list(when), "people": PEOPLE, "currency": currency, "gap": None})


def told(currency: str, now: datetime, gap: float, after: int, most: int) -> list[tuple[Any, ...]]:
    """The next of those who buy in this currency, by id, as they are now; `gap` is that of all."""
    return _asked(TOLD, {"now": now, "gap": gap, "after": after, "most": most, "currency": currency})


def at(currency: str, given: Sequence[tuple[int, datetime]], gap: float) -> list[tuple[Any, ...]]:
    """These customers as they were at these moments."""
    ids, ats = [one for one, _at in given], [at for _one, at in given]
    return _asked(AT, {"ids": ids, "ats": ats, "currency": currency, "gap": gap})


def _asked(which: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    given = {"drawn": DRAWN, "times": TIMES, "shortest": SHORTEST, "longest": LONGEST}
    with connection.cursor() as cursor:
        cursor.execute(f"with {which} {KNOWN}", values | given)
        return list(cursor.fetchall())


def last(currency: str, after: int, most: int) -> int | None:
    """The last of the next who buy in this currency, told of or not; None where there is none."""
    rows = Buyer.objects.filter(is_main=True, currency=currency, days__gt=1, customer_id__gt=after)
    found: int | None = max(rows.order_by("customer_id").values_list("customer_id", flat=True)[:most], default=None)
    return found
