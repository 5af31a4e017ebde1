"""Customers and product lines (series) as they were at a moment, and whether the customer bought from the line within ninety days.

Told by what had happened by then: orders, opportunities that were over (before that, products may still be exchanged, and no history says
when), leads as they came, and mails, calls and visits whose text names the line or a product of it. Asked are customers who had to do with any line.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

DAYS = 90  # within which he buys
MOMENTS, APART, SAID = 6, 30, 180  # that teach, days between them; how long what was said counts
PEOPLE = 3_000  # who teach
LINES, WORDS_OF_LINE = 8, 20  # those with most products; by how many words each is known
NUMBERS = (
    "line_days", "line_silent", "line_won", "line_lost", "line_asked", "line_said", "line_said_in", "line_named", "other_days", "other_silent",
)  # fmt: skip
WORDS = ("line", "industry", "size", "country")
FIRST = ("id", "day", "came")

ALL = """
select series, array_agg(name order by id) filter (where length(name) > 2) from commerce_product
 where deleted_at is null and btrim(series) <> '' group by 1 order by count(*) desc, 1 limit %s
"""
CONCERNED = """
select customer_id as id from commerce_line where product_id = any (%(products)s) and customer_id is not null
 union select o.customer_id from sales_opportunity o join sales_line l on l.opportunity_id = o.id where l.product_id = any (%(products)s)
 union select customer_id from sales_lead where product_line = any (%(lines)s)
"""
TAUGHT = f"""
chosen as (select id from ({CONCERNED}) c where id is not null order by md5(id::text) limit %(people)s),
asked as (select id, m.at from chosen cross join unnest(%(moments)s::timestamptz[]) m (at))
"""  # noqa: S608 - all texts of ours
AT = """
asked as (select id, at from unnest(%(ids)s::bigint[], %(ats)s::timestamptz[]) given (id, at))
"""
KNOWN = """, words as (
    select line, '\\y' || regexp_replace(word, '([^[:alnum:][:space:]])', '\\\\\\1', 'g') || '\\y' as pattern, word, word ~ '^[ -~]+$' as plain
      from unnest(%(word_lines)s::text[], %(words)s::text[]) given (line, word)),
happened as materialized (
    select distinct l.customer_id as id, o.ordered_at as at, p.series as line, 'order' as what, 0::bigint as source
      from commerce_line l join commerce_order o on o.id = l.order_id join commerce_product p on p.id = l.product_id
     where l.customer_id in (select id from asked) and p.series = any (%(lines)s) and l.quantity > 0 and o.deleted_at is null and o.status = 'placed'
    union all
    select distinct o.customer_id, (o.closed_on + 1)::timestamptz, p.series, o.state, o.id
      from sales_opportunity o join sales_line l on l.opportunity_id = o.id join commerce_product p on p.id = l.product_id
     where o.customer_id in (select id from asked) and p.series = any (%(lines)s) and o.state in ('won', 'lost') and o.closed_on is not null and o.deleted_at is null
    union all
    select d.customer_id, d.received_at + interval '1 hour', analytics_then(w.was, 'product_line', d.product_line), 'lead', d.id
      from sales_lead d cross join lateral (select analytics_before('lead', d.id, d.received_at + interval '1 hour') as was) w
     where d.customer_id in (select id from asked) and d.deleted_at is null
    union all
    select distinct e.customer_id, e.at, w.line, case when e.direction = 'in' then 'said_in' else 'said' end, e.id
      from timeline_entry e join words w on case when w.plain then e.subject || ' ' || e.text ~* w.pattern
                                                 else position(w.word in e.subject || ' ' || e.text) > 0 end
     where e.customer_id in (select id from asked) and e.channel <> '')
select a.id, extract(epoch from a.at) / 86400 as day, k.came,
       k.line_days, least(extract(epoch from a.at - k.line_last) / 86400, 365) as line_silent, k.line_won, k.line_lost, k.line_asked, k.line_said, k.line_said_in,
       least(extract(epoch from a.at - k.line_named) / 86400, 365) as line_named,
       k.other_days, least(extract(epoch from a.at - k.other_last) / 86400, 365) as other_silent, n.line,
       analytics_then(b.was, 'industry', c.industry) as industry, analytics_then(b.was, 'size', c.size) as size,
       analytics_then(b.was, 'country', c.country) as country
  from asked a
  join customers_customer c on c.id = a.id and c.deleted_at is null
 cross join unnest(%(lines)s::text[]) n (line)
 cross join lateral (select analytics_before('customer', c.id, a.at) as was) b
 cross join lateral (
    select count(distinct h.at::date) filter (where h.line = n.line and h.what = 'order' and h.at <= a.at) as line_days,
           max(h.at) filter (where h.line = n.line and h.what in ('order', 'won') and h.at <= a.at) as line_last,
           count(*) filter (where h.line = n.line and h.what = 'won' and h.at <= a.at) as line_won,
           count(*) filter (where h.line = n.line and h.what = 'lost' and h.at <= a.at) as line_lost,
           count(*) filter (where h.line = n.line and h.what = 'lead' and h.at <= a.at) as line_asked,
           count(*) filter (where h.line = n.line and h.what like 'said%%' and h.at <= a.at and h.at > a.at - %(said)s::interval) as line_said,
           count(*) filter (where h.line = n.line and h.what = 'said_in' and h.at <= a.at and h.at > a.at - %(said)s::interval) as line_said_in,
           max(h.at) filter (where h.line = n.line and h.what like 'said%%' and h.at <= a.at) as line_named,
           count(distinct h.at::date) filter (where h.line <> n.line and h.what = 'order' and h.at <= a.at) as other_days,
           max(h.at) filter (where h.line <> n.line and h.what in ('order', 'won') and h.at <= a.at) as other_last,
           bool_or(h.at <= a.at) as concerned,
           coalesce(bool_or(h.line = n.line and h.what in ('order', 'won') and h.at > a.at and h.at <= a.at + %(window)s::interval), false) as came
      from happened h where h.id = a.id) k
 where k.concerned
 order by a.id, a.at, n.line
"""
NEXT = """
select c.id from customers_customer c
 where c.id > %(after)s and c.deleted_at is null
   and (exists (select from commerce_line l where l.customer_id = c.id and l.product_id = any (%(products)s))
        or exists (select from sales_opportunity o join sales_line l on l.opportunity_id = o.id where o.customer_id = c.id and l.product_id = any (%(products)s))
        or exists (select from sales_lead d where d.customer_id = c.id and d.product_line = any (%(lines)s)))
 order by c.id limit %(most)s
"""
Lines = dict[str, list[str]]


def lines() -> Lines:
    """The product lines of the company, each with names of its products: one query."""
    with connection.cursor() as cursor:
        cursor.execute(ALL, [LINES])
        return {line: list(names or []) for line, names in cursor.fetchall()}


def taught(found: Lines, now: datetime) -> list[tuple[Any, ...]]:
    """Customers and lines as they were at the moments whose outcome is known by now: `FIRST`, `NUMBERS`, `WORDS`."""
    moments = [now - timedelta(days=DAYS + APART * place) for place in range(MOMENTS)]
    return _asked(TAUGHT, found, {"moments": moments, "people": PEOPLE})


def at(found: Lines, given: Sequence[tuple[int, datetime]]) -> list[tuple[Any, ...]]:
    """These customers as they were at these moments, each line a row."""
    return _asked(AT, found, {"ids": [one for one, _at in given], "ats": [at for _one, at in given]})


def next_customers(found: Lines, after: int, most: int) -> list[int]:
    """The next customers by id who had to do with a line."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"after": after, "most": most, "lines": [*found], "products": _products(found)})
        return [one for (one,) in cursor.fetchall()]


def _products(found: Lines) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select id from commerce_product where series = any (%s) and deleted_at is null", [[*found]])
        return [one for (one,) in cursor.fetchall()]


def _asked(which: str, found: Lines, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    if not found:
        return []
    words = [(line, word) for line, names in found.items() for word in [line, *names[: WORDS_OF_LINE - 1]]]
    given = {
        "lines": [*found], "products": _products(found), "window": f"{DAYS} days", "said": f"{SAID} days",
        "word_lines": [line for line, _word in words], "words": [word for _line, word in words],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"with {which} {KNOWN}", values | given)
        return list(cursor.fetchall())
