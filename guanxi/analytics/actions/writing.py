"""Writing down what was reckoned: facts by the chunk, and the segments counted by owner at the end."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from guanxi.analytics.models import SOURCE, Run
from guanxi.core import clock
from guanxi.customers.models import Fact
from guanxi.intake.loading.staging import stage

KEPT = 2  # runs whose counts are kept: to say what moved
COLUMNS = (
    ("customer_id", "bigint"), ("currency", "text"), ("segment", "text"), ("points", "float8"), ("alive", "float8"), ("year", "float8"),
    ("year_low", "float8"), ("year_high", "float8"), ("worth", "float8"), ("low", "float8"), ("high", "float8"),
)  # fmt: skip
REPLACE = """
insert into customers_fact (customer_id, name, value, low, high, word, was, unit, source, as_of)
select s.customer_id, f.name, f.value, f.low, f.high, f.word, '', f.unit, %(source)s, %(at)s
  from pg_temp.value_said s cross join lateral (values
       ('segment', s.points, null::float8, null::float8, s.segment, s.currency),
       ('alive', s.alive, null, null, '', 'share'),
       ('purchases', s.year, s.year_low, s.year_high, '', 'purchases'),
       ('lifetime', s.worth, s.low, s.high, '', s.currency)) f (name, value, low, high, word, unit)
 where f.value is not null
    on conflict (customer_id, name) do update set value = excluded.value, low = excluded.low, high = excluded.high,
       was = customers_fact.word, word = excluded.word, unit = excluded.unit, source = excluded.source, as_of = excluded.as_of
"""
COUNT = """
insert into analytics_cell (run_id, owner_id, currency, segment, was, customers, spent, worth)
select %(run)s, c.owner_id, b.currency, f.word, f.was, count(*), sum(b.spent), sum(l.value)
  from customers_fact f
  join analytics_buyer b on b.customer_id = f.customer_id and b.is_main
  join customers_customer c on c.id = f.customer_id and c.deleted_at is null
  left join customers_fact l on l.customer_id = f.customer_id and l.name = 'lifetime'
 where f.name = 'segment' and f.source = %(source)s
 group by 2, 3, 4, 5
"""


def write_facts(run: Run, said: Sequence[tuple[Any, ...]], after: int, last: int | None) -> None:
    """Replace the facts of the customers above `after` up to `last` by what is `said`, in the order of `COLUMNS`."""
    asked: dict[str, Any] = {"source": SOURCE, "at": run.at}
    with connection.cursor() as cursor:
        if said:
            stage(cursor, "value_said", COLUMNS, said)
            cursor.execute(REPLACE, asked)
    gone = Fact.objects.filter(customer_id__gt=after, source=SOURCE).exclude(as_of=run.at)
    (gone if last is None else gone.filter(customer_id__lte=last)).delete()


def close(run: Run) -> None:
    """Count the segments by owner; what older runs counted goes."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"run": run.pk, "source": SOURCE})
    run.ended_at = clock.now()
    run.save(update_fields=["ended_at"])
    old = Run.objects.exclude(pk__in=Run.objects.exclude(ended_at=None).order_by("-ended_at").values("pk")[:KEPT])
    old.filter(ended_at__isnull=False).delete()
