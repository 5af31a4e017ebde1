"""Writing down what was reckoned: the facts that changed, by the chunk, and the segments counted by owner at the end."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from guanxi.analytics.columns import pack
from guanxi.analytics.models import SOURCE, Run
from guanxi.analytics.purchases.histories import Numbers
from guanxi.analytics.queries.buyer import EVER
from guanxi.analytics.segments import SEGMENTS
from guanxi.core import clock

KEPT = 2  # runs whose counts are kept: to say what moved
NAMES = ["segment", "alive", "purchases", "lifetime"]
KEYS = [one.key for one in SEGMENTS]
MADE = """
create temporary table value_said (customer_id bigint, currency int, segment int, points float8, alive float8, year float8, year_low float8,
    year_high float8, worth float8, low float8, high float8) on commit drop
"""
KINDS = ("i8", "i4", "i4", *("f8",) * 8)
# A row that stands as it would be written is not touched: not even locked, which would be written down as well.
REPLACE = """
with told as materialized (
    select s.customer_id, f.name::varchar as name, f.value, nullif(f.low, 'nan') as low, nullif(f.high, 'nan') as high, f.word, f.unit
      from (select *, (%(currencies)s::varchar[])[currency] as money, (%(segments)s::varchar[])[segment] as word from pg_temp.value_said) s
     cross join lateral (values
           ('segment', s.points, 'nan'::float8, 'nan'::float8, s.word, s.money),
           ('alive', s.alive, 'nan', 'nan', '', 'share'),
           ('purchases', s.year, s.year_low, s.year_high, '', 'purchases'),
           ('lifetime', s.worth, s.low, s.high, '', s.money)) f (name, value, low, high, word, unit)
     where f.value <> 'nan'),
stood as materialized (
    select * from customers_fact where customer_id > %(after)s and customer_id <= %(last)s and name = any (%(names)s::varchar[])),
changed as materialized (
    select customer_id, name, t.value, t.low, t.high, t.word, t.unit, k.word as was, k.source
      from told t full join stood k using (customer_id, name)
     where (t.value, t.low, t.high, t.word, t.unit, %(source)s::varchar) is distinct from (k.value, k.low, k.high, k.word, k.unit, k.source)),
gone as (
    delete from customers_fact f using changed b
     where b.value is null and b.source = %(source)s::varchar and f.customer_id = b.customer_id and f.name = b.name returning 1),
written as (
    insert into customers_fact (customer_id, name, value, low, high, word, was, unit, source, as_of)
    select customer_id, name, value, low, high, word, coalesce(was, ''), unit, %(source)s::varchar, %(at)s from changed where value is not null
        on conflict (customer_id, name) do update set value = excluded.value, low = excluded.low, high = excluded.high,
           was = excluded.was, word = excluded.word, unit = excluded.unit, source = excluded.source, as_of = excluded.as_of
    returning 1)
select (select count(*) from gone) + (select count(*) from written)
"""
COUNT = """
insert into analytics_cell (run_id, owner_id, currency, segment, was, customers, spent, worth)
select %(run)s, c.owner_id, b.currency, f.word, case when f.as_of = %(at)s then f.was else f.word end, count(*), sum(b.spent), sum(l.value)
  from customers_fact f
  join analytics_buyer b on b.customer_id = f.customer_id and b.is_main
  join customers_customer c on c.id = f.customer_id and c.deleted_at is null
  left join customers_fact l on l.customer_id = f.customer_id and l.name = 'lifetime'
 where f.name = 'segment' and f.source = %(source)s
 group by 2, 3, 4, 5
"""


@dataclass(frozen=True)
class Said:
    """What is said of some customers of one currency, a value of each column per customer; nan where nothing is."""

    currency: str
    ids: Any
    segment: Any  # its place among the segments
    points: Numbers
    figures: tuple[Numbers, ...]  # alive, purchases of a year with bounds, lifetime value with bounds


def write_facts(run: Run, said: list[Said], after: int, last: int | None) -> int:
    """Make the facts of the customers above `after` up to `last` what is `said`; answers how many were others before.

    Rows that stand so already are not touched: `as_of` says since when a figure stands.
    """
    asked: dict[str, Any] = {
        "source": SOURCE, "at": run.at, "segments": KEYS, "currencies": [one.currency for one in said], "after": after,
        "last": EVER if last is None else last, "names": NAMES,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.value_said")
        cursor.execute(MADE)
        for place, one in enumerate(said, start=1):
            columns = (one.ids, np.full(len(one.ids), place), one.segment + 1, one.points, *one.figures)
            with cursor.copy("copy pg_temp.value_said from stdin (format binary)") as copy:
                copy.write(pack(columns, KINDS))
        cursor.execute("analyze pg_temp.value_said")
        cursor.execute(REPLACE, asked)
        written: int = cursor.fetchone()[0]
    return written


def close(run: Run) -> None:
    """Count the segments by owner; what older runs counted goes."""
    with connection.cursor() as cursor:
        # past the policies' conditions the planner expects a hundredth of the rows, and would look each customer up by itself
        cursor.execute("set local enable_nestloop = off")
        cursor.execute(COUNT, {"run": run.pk, "source": SOURCE, "at": run.at})
        cursor.execute("set local enable_nestloop to default")
    run.ended_at = clock.now()
    run.save(update_fields=["ended_at"])
    old = Run.objects.exclude(pk__in=Run.objects.exclude(ended_at=None).order_by("-ended_at").values("pk")[:KEPT])
    old.filter(ended_at__isnull=False).delete()
