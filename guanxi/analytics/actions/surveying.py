"""Looking at all customers, chunk by chunk: stage of life and information in the database, influence over all relations at once, then the scores."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from guanxi.analytics import terms
from guanxi.analytics.models import Profile, Rule, Survey
from guanxi.analytics.queries.terms import terms as every_term
from guanxi.analytics.reach import reach_of
from guanxi.analytics.stages import STAGES
from guanxi.core import clock
from guanxi.core.models import Work
from guanxi.customers.models import Customer
from guanxi.intake.loading.staging import stage
from guanxi.staff.queries.company import company_zone, today_of

CHUNK = 20_000
TYPICAL = 60.0  # days, where nobody has a rhythm of his own yet
KEPT = 2
SOURCE = "profile"  # of the facts
EDGES = """
select t.giver_id, t.taker_id, case t.kind when 'brought' then %(brought)s else %(supplies)s end from customers_tie t
  join customers_customer g on g.id = t.giver_id and g.deleted_at is null
  join customers_customer k on k.id = t.taker_id and k.deleted_at is null
union all
select c.parent_id, c.id, %(group)s from customers_customer c join customers_customer p on p.id = c.parent_id and p.deleted_at is null
 where c.deleted_at is null
"""
REACHED = """
update analytics_profile p set reach = coalesce(r.reach, 0)
  from analytics_profile q left join pg_temp.reached r on r.customer_id = q.customer_id
 where q.customer_id = p.customer_id and (q.reach > 0 or r.reach > 0) and p.reach is distinct from coalesce(r.reach, 0)
"""
# by what customers are ranked in money: what they are expected to bring, or spent where no model could be fitted;
# those who are known by won opportunities alone among themselves
MONEY = """
select b.customer_id, b.currency, coalesce(f.value, case when m.unit is null then b.spent::float8 end) as money
  from analytics_buyer b
  left join customers_fact f on f.customer_id = b.customer_id and f.name = 'lifetime' and f.unit = b.currency
  left join (select distinct unit from customers_fact where name = 'lifetime' and value is not null) m on m.unit = b.currency
 where b.is_main
union all
select w.customer_id, w.currency || ' won', w.won::float8 from analytics_profile w where w.won is not null
"""
CUTS = f"""
select currency, percentile_cont((select array_agg(n / 100.0::float8) from generate_series(1, 99) n)) within group (order by money)
  from ({MONEY}) ranked where money is not null group by 1
"""  # noqa: S608 - a constant
SCORED = f"""
update analytics_profile p
   set money_score = s.money, influence_score = s.influence, life_score = s.life, information_score = s.information
  from (select q.customer_id, coalesce(width_bucket(m.money, c.cuts), 0) as money, round(100 * (1 - 1 / (1 + q.reach)))::int as influence,
               l.points as life,
               round((q.completeness * %(completeness)s + q.recency * %(recency)s + q.breadth * %(breadth)s)::numeric / %(parts)s)::int as information
          from analytics_profile q
          left join (select * from ({MONEY}) every where customer_id > %(after)s and customer_id <= %(last)s) m on m.customer_id = q.customer_id
          left join pg_temp.money_cuts c on c.currency = m.currency
          join (select key, value::int as points from jsonb_each_text(%(points)s::jsonb)) l on l.key = q.stage
         where q.customer_id > %(after)s and q.customer_id <= %(last)s) s
 where s.customer_id = p.customer_id
   and (p.money_score, p.influence_score, p.life_score, p.information_score) is distinct from (s.money, s.influence, s.life, s.information)
"""  # noqa: S608 - a constant
# A fact that stands so already is not touched: not even locked, which would be written down as well.
TOLD = """
with told as (
    select p.customer_id, f.name::varchar as name, f.value, f.word, f.unit::varchar as unit
      from analytics_profile p cross join lateral (values
           ('life', p.life_score::float8, p.stage, 'points'),
           ('influence', p.reach, '', 'reach'),
           ('information', p.information_score / 100.0::float8, '', 'share'),
           ('weighed', (p.money_score * %(money)s + p.influence_score * %(influence)s + p.life_score * %(life)s
                        + p.information_score * %(information)s) / %(all)s::float8, '', 'points')) f (name, value, word, unit)
     where p.customer_id > %(after)s and p.customer_id <= %(last)s and (f.name <> 'influence' or f.value > 0)),
stood as materialized (
    select customer_id, name, value, word, unit from customers_fact
     where customer_id > %(after)s and customer_id <= %(last)s and name in ('life', 'influence', 'information', 'weighed'))
insert into customers_fact (customer_id, name, value, word, was, unit, source, as_of)
select t.customer_id, t.name, t.value, t.word, '', t.unit, %(source)s, %(at)s from told t left join stood k using (customer_id, name)
 where (k.value, k.word, k.unit) is distinct from (t.value, t.word, t.unit)
    on conflict (customer_id, name) do update set value = excluded.value, unit = excluded.unit, source = excluded.source, as_of = excluded.as_of,
       was = case when customers_fact.word = excluded.word then customers_fact.was else customers_fact.word end, word = excluded.word
"""
GONE = """
delete from customers_fact f where f.source = %(source)s and f.customer_id > %(after)s and f.customer_id <= %(last)s
   and not exists (select from analytics_profile p where p.customer_id = f.customer_id and (f.name <> 'influence' or p.reach > 0))
"""

TERMS_SOURCE = "terms"
TERM_COLUMNS = (("customer_id", "bigint"), ("more", "float8"), ("worth", "float8"), ("currency", "text"))
TERMS_TOLD = """
insert into customers_fact (customer_id, name, value, word, was, unit, source, as_of)
select s.customer_id, f.name, f.value, '', '', f.unit, %(source)s, %(at)s
  from pg_temp.terms_said s cross join lateral (values ('renewals', s.more, 'terms'), ('contract', s.worth, s.currency)) f (name, value, unit)
    on conflict (customer_id, name) do update set value = excluded.value, unit = excluded.unit, as_of = excluded.as_of
 where (customers_fact.value, customers_fact.unit) is distinct from (excluded.value, excluded.unit)
"""
TERMS_GONE = """
delete from customers_fact f where f.source = %(source)s and not exists (select from pg_temp.terms_said s where s.customer_id = f.customer_id)
"""


def _look(job: Work, run: Survey) -> str:
    """Stage of life and information of the next customers."""
    after = job.cursor.get("after", 0)
    with connection.cursor() as cursor:
        if not after:
            cursor.execute("select analytics_usual_pause()")
            run.rule["typical"] = cursor.fetchone()[0] or TYPICAL
            run.save(update_fields=["rule"])
        asked: list[Any] = [after, CHUNK, run.day, str(company_zone()), Jsonb(run.rule)]
        cursor.execute("select analytics_look(%s, %s, %s, %s, %s)", asked)
        last = cursor.fetchone()[0]
    if last is None:
        return "reach"
    job.cursor = {"phase": "look", "after": last}
    job.done += Profile.objects.filter(pk__gt=after, pk__lte=last).count()
    return "look"


def _reach(job: Work, run: Survey) -> str:
    """Influence of everybody over all relations, and what parts customers by money."""
    weights = {name: run.rule[name] / 100 for name in ("brought", "supplies", "group")}
    with connection.cursor() as cursor:
        cursor.execute(EDGES, weights)
        found = reach_of([(giver, taker, float(weight)) for giver, taker, weight in cursor.fetchall()])
        stage(cursor, "reached", (("customer_id", "bigint"), ("reach", "float8")), found.items())
        cursor.execute(REACHED)
        cursor.execute(CUTS)
        run.cuts = dict(cursor.fetchall())
    run.customers = Profile.objects.count()
    run.save(update_fields=["cuts", "customers"])
    return "weigh"


def _weigh(job: Work, run: Survey) -> str:
    """Scores of the next customers, and the facts by which they are listed."""
    after = job.cursor.get("after", 0)
    ids = Customer.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    last = ids[CHUNK - 1 : CHUNK].first() or (
        Customer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    )
    asked: dict[str, Any] = run.rule | {"after": after, "last": last, "source": SOURCE, "at": run.at}
    asked["parts"] = sum(run.rule[name] for name in ("completeness", "recency", "breadth"))
    asked["all"] = sum(run.rule[name] for name in ("money", "influence", "life", "information"))
    asked["points"] = "{" + ", ".join(f'"{one.key}": {one.points}' for one in STAGES) + "}"
    with connection.cursor() as cursor:
        stage(cursor, "money_cuts", (("currency", "text"), ("cuts", "float8[]")), run.cuts.items())
        for statement in (SCORED, TOLD, GONE):
            cursor.execute(statement, asked)
    job.done += Profile.objects.filter(pk__gt=after, pk__lte=last).count()
    job.cursor = {"phase": "weigh", "after": last}
    return "weigh" if Customer.objects.filter(pk__gt=last).exists() else "terms"


def _terms(job: Work, run: Survey) -> str:
    """What is to be expected of customers under contract, as of the real day: contracts end by themselves."""
    today = today_of(run.at)
    chains = terms.chains_of(every_term(), today)
    run.terms = terms.learn(chains, today) if chains else {}
    run.save(update_fields=["terms"])
    rule = Rule.objects.get(pk=1)
    said = terms.expected(chains, run.terms, years=rule.years, discount=float(rule.discount) / 100)
    with connection.cursor() as cursor:
        stage(cursor, "terms_said", TERM_COLUMNS, said)
        cursor.execute(TERMS_TOLD, {"source": TERMS_SOURCE, "at": run.at})
        cursor.execute(TERMS_GONE, {"source": TERMS_SOURCE})
    return "close"


def _close(job: Work, run: Survey) -> str:
    """What older surveys left goes."""
    run.ended_at = clock.now()
    run.save(update_fields=["ended_at"])
    old = Survey.objects.exclude(pk__in=Survey.objects.exclude(ended_at=None).order_by("-ended_at").values("pk")[:KEPT])
    old.filter(ended_at__isnull=False).delete()
    job.done = job.total or job.done
    return "over"


PHASES: dict[str, Callable[[Work, Survey], str]] = {
    "look": _look,
    "reach": _reach,
    "weigh": _weigh,
    "terms": _terms,
    "close": _close,
}
