"""Opportunities at the design point: two per customer, with their stage log, a product each and the figures kept of them."""

from collections.abc import Callable

import psycopg

TABLES = ("sales_tally", "sales_flow", "sales_stale", "sales_line", "sales_move", "sales_opportunity")
# three in twenty are open, the rest won or lost within half a year of their beginning
STATEMENTS = (
    """
insert into sales_opportunity (name, customer_id, owner_id, pipeline, stage, state, stage_since, furthest, amount, currency, probability,
       source, opened_on, expected_on, closed_on, loss_by, next_step, next_at, created_at)
select left(c.name, 60) || ' · ' || n, c.id, c.owner_id, 'default', s.stage, s.state, s.since, case when s.state = 'won' then 'won' else 'engaging' end,
       500 + (c.id * 7919 + n * 104729) %% 200000, 'CNY', case when s.state = 'open' then 10 * ((c.id + n) %% 10) end,
       (array['Web', 'Fair', 'Referral', ''])[1 + (c.id + n) %% 4], s.opened, s.opened + 60 + (c.id %% 90)::int, s.closed,
       case when s.state = 'lost' then (array['customer', 'us', 'third'])[1 + c.id %% 3] else '' end,
       case when s.state = 'open' and c.id %% 3 > 0 then 'Call about the offer' else '' end,
       case when s.state = 'open' and c.id %% 3 = 1 then timestamptz '2026-10-01' + (c.id %% 60 - 30) * interval '1 day' end, s.opened::timestamptz
  from customers_customer c cross join generate_series(1, 2) n
 cross join lateral (select (c.id * 31 + n * 17) %% 20 as kind, (timestamptz '2026-09-30' - ((c.id * 613 + n * 7) %% 1000) * interval '1 day')::date as opened) k
 cross join lateral (
    select case when k.kind < 3 then (array['prospecting', 'engaging', 'proposal', 'negotiation'])[1 + (c.id / 20 + n) %% 4] when k.kind < 12 then 'won' else 'lost' end as stage,
           case when k.kind < 3 then 'open' when k.kind < 12 then 'won' else 'lost' end as state,
           case when k.kind < 3 then timestamptz '2026-09-30' - (c.id %% 90) * interval '1 day' else k.opened + (10 + c.id %% 170) * interval '1 day' end as since,
           case when k.kind < 3 then timestamptz '2026-09-30' - (c.id %% 120) * interval '1 day' else k.opened end::date as opened,
           case when k.kind >= 3 then (k.opened + (10 + c.id %% 170) * interval '1 day')::date end as closed) s""",
    "insert into sales_move (opportunity_id, from_stage, to_stage, at, seconds, kept)"
    " select id, case n when 1 then '' else 'prospecting' end, case n when 1 then 'prospecting' else stage end,"
    " case n when 1 then opened_on::timestamptz else stage_since end, case n when 2 then extract(epoch from stage_since - opened_on)::bigint end, '{}'"
    " from sales_opportunity, generate_series(1, 2) n where n = 1 or stage <> 'prospecting'",
    "insert into sales_line (opportunity_id, product_id, quantity, price) select id, 1 + id %% %(products)s, 1, amount from sales_opportunity",
    "insert into sales_tally (stage, currency, owner_id, number, minor)"
    " select stage, currency, owner_id, count(*), sum(amount_minor) from sales_opportunity group by 1, 2, 3",
    "insert into sales_stale (month, owner_id, at) select distinct date_trunc('month', opened_on)::date, owner_id, now() from sales_opportunity",
)


def make(connection: psycopg.Connection, products: int, say: Callable[[str], None]) -> None:
    """Two opportunities of every customer; triggers are off, so what they keep is written here."""
    for statement in STATEMENTS:
        say(statement.split()[2] + " …")
        connection.execute(statement, {"products": products})


def figures(connection: psycopg.Connection, say: Callable[[str], None]) -> None:
    """The months of the funnel, by the product's own function; once the indexes stand."""
    say("sales_flow …")
    connection.execute("select sales_refresh_flow(1000000000)")
