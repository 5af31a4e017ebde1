"""Leads as they were at a moment, and what became of them within ninety days: nothing that was not known then is among what they are told by.

Rows, too, are as they were: what was changed later is taken from the history. A lead teaches an hour after it came, so that what
was written down with it counts, and a week and a month later while it was open. One that a file brought in as ended teaches once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

DAYS = 90  # within which a lead converts, or does not
MOST = 60_000  # cases that are learnt from, the latest
NUMBERS = (
    "age", "response", "leads_before", "converted_before", "orders_year", "days_since_order", "opportunities_before", "won_before",
    "came_to_us", "went_to_them",
)  # fmt: skip
WORDS = ("source", "campaign", "product_line", "industry", "size", "country")
FIRST = ("id", "customer_id", "day", "came", "note")

TAUGHT = """
turned as (
    select record_id as id, min(at) filter (where changes -> 'state' ->> 1 = 'converted') as converted_at, min(at) as ended_at from core_change
     where kind = 'lead' and operation = 'U' and changes -> 'state' ->> 1 in ('converted', 'disqualified') group by 1),
asked as (
    select l.id, l.received_at + s.after as at,
           case when t.id is null then l.state = 'converted'
                else t.converted_at is not null and t.converted_at <= l.received_at + s.after + %(window)s end as came
      from sales_lead l left join turned t using (id)
     cross join (values (interval '1 hour'), (interval '7 days'), (interval '30 days')) s (after)
     where l.deleted_at is null and l.received_at + s.after + %(window)s <= %(now)s
       and (case when t.id is null then s.after = interval '1 hour' or l.state not in ('converted', 'disqualified')
                 else t.ended_at > l.received_at + s.after end)
     order by l.received_at desc, l.id limit %(most)s)
"""
TOLD = """
asked as (
    select id, greatest(%(now)s::timestamptz, received_at) as at, false as came from sales_lead
     where deleted_at is null and state in ('open', 'working', 'recycled') and id > %(after)s
       and not (%(new)s and exists (select from analytics_chance c where c.lead_id = sales_lead.id)) order by id limit %(most)s)
"""
AT = """
asked as (select id, at, false as came from unnest(%(ids)s::bigint[], %(ats)s::timestamptz[]) given (id, at))
"""
KNOWN = """
select a.id, l.customer_id, extract(epoch from a.at) / 86400 as day, a.came, analytics_then(w.was, 'note', l.note) as note,
       extract(epoch from a.at - l.received_at) / 86400 as age,
       (select extract(epoch from r.at - l.received_at) / 3600 from (select analytics_then(w.was, 'responded_at', l.responded_at::text)::timestamptz as at) r
         where r.at <= a.at) as response,
       e.number as leads_before, e.converted as converted_before,
       o.number as orders_year, extract(epoch from a.at - o.latest) / 86400 as days_since_order,
       p.number as opportunities_before, p.won as won_before, t.came as came_to_us, t.went as went_to_them,
       analytics_then(w.was, 'source', l.source) as source, analytics_then(w.was, 'campaign', l.campaign) as campaign,
       analytics_then(w.was, 'product_line', l.product_line) as product_line,
       analytics_then(k.was, 'industry', c.industry) as industry, analytics_then(k.was, 'size', c.size) as size,
       analytics_then(k.was, 'country', c.country) as country
  from asked a
  join sales_lead l on l.id = a.id
  join customers_customer c on c.id = l.customer_id
 cross join lateral (select analytics_before('lead', l.id, a.at) as was) w
 cross join lateral (select analytics_before('customer', c.id, a.at) as was) k
 cross join lateral (
    select count(*) as number, count(*) filter (where exists (
               select from core_change h where h.kind = 'lead' and h.record_id = b.id and h.operation = 'U' and h.at <= a.at
                and h.changes -> 'state' ->> 1 = 'converted')) as converted
      from sales_lead b where b.customer_id = l.customer_id and b.received_at < l.received_at) e
 cross join lateral (
    select count(*) filter (where b.ordered_at > a.at - interval '1 year') as number, max(b.ordered_at) as latest
      from commerce_order b where b.customer_id = l.customer_id and b.total > 0 and b.deleted_at is null and b.ordered_at <= a.at) o
 cross join lateral (
    select count(*) as number, count(*) filter (where b.state = 'won' and b.closed_on < a.at::date) as won
      from sales_opportunity b where b.customer_id = l.customer_id and b.opened_on < a.at::date) p
 cross join lateral (
    select count(*) filter (where b.direction = 'in') as came, count(*) filter (where b.direction = 'out') as went
      from timeline_entry b where b.customer_id = l.customer_id and b.channel <> '' and b.at <= a.at and b.at > a.at - interval '30 days') t
 order by a.id, a.at
"""
BROUGHT = """
select coalesce(nullif(l.product_line, ''), ''), count(*), coalesce(sum(o.amount) filter (where o.state = 'won'), 0)::float8
  from sales_lead l join sales_opportunity o on o.id = l.opportunity_id
 where l.state = 'converted' and o.deleted_at is null and o.state in ('won', 'lost') and o.currency = %(currency)s group by 1
"""


def taught(now: datetime) -> list[tuple[Any, ...]]:
    """Leads whose outcome is known by now, each as it was then: `FIRST`, `NUMBERS`, `WORDS`."""
    return _asked(TAUGHT, {"now": now, "window": f"{DAYS} days", "most": MOST})


def told(now: datetime, after: int, most: int, *, new: bool = False) -> list[tuple[Any, ...]]:
    """The next open leads by id, as they are now; `new` only those that have no chance yet."""
    return _asked(TOLD, {"now": now, "after": after, "most": most, "new": new})


def at(moments: Sequence[tuple[int, datetime]]) -> list[tuple[Any, ...]]:
    """These leads as they were at these moments."""
    return _asked(AT, {"ids": [one for one, _at in moments], "ats": [at for _one, at in moments]})


def brought(currency: str) -> dict[str, tuple[int, float]]:
    """Per product line what converted leads brought whose opportunity is over: how many, and the money won of all."""
    with connection.cursor() as cursor:
        cursor.execute(BROUGHT, {"currency": currency})
        return {line: (number, money) for line, number, money in cursor.fetchall()}


def _asked(which: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"with {which} {KNOWN}", values)
        return list(cursor.fetchall())
