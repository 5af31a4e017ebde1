"""Counting who writes what and what is known of customers: small tables that the page of the roll-out reads. By the system alone.

The history has one row per change, and an import makes millions: its days are found by their times (core_change_times), and only
yesterday and today are counted again.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from guanxi.analytics import gaps
from guanxi.staff.models import Department, Member
from guanxi.staff.queries.company import company_zone, today_of
from guanxi.steering.models import Aim, Quality, Reached, Usage
from guanxi.steering.queries.rollout import entries_of, writers_of
from guanxi.steering.rollout import AREAS, LATELY, WIDELY

KEPT = 400  # days
WRITTEN = """
insert into steering_usage (member_id, day, area, number)
select m.id, w.day, w.area, sum(w.number) from (
    select c.member_id, (c.at at time zone %(zone)s)::date as day, a.area, count(*) as number
      from core_change c join unnest(%(kinds)s::text[], %(areas)s::text[]) a (kind, area) on a.kind = c.kind
     where c.at >= %(begin)s and c.at <= %(now)s and c.through = 'page' and c.member_id is not null group by 1, 2, 3
    union all
    select e.member_id, (e.at at time zone %(zone)s)::date, 'entries', count(*)
      from timeline_entry e
     where e.member_id = any (%(members)s) and e.at >= %(begin)s and e.at <= %(now)s and e.import_id is null
       and e.kind in ('note', 'call', 'visit', 'mail') group by 1, 2
    union all
    select i.member_id, (i.ended_at at time zone %(zone)s)::date, 'imports', count(*)
      from intake_import i where i.ended_at >= %(begin)s and i.ended_at <= %(now)s and i.state = 'done' group by 1, 2
) w join staff_member m on m.id = w.member_id group by 1, 2, 3"""
KNOWN = """
insert into steering_quality (day, at, owner_id, customers, looked, complete, gaps)
select %(day)s, %(now)s, c.owner_id, count(*), count(p.customer_id), coalesce(sum(p.completeness), 0), jsonb_build_object({gaps})
  from customers_customer c left join analytics_profile p on p.customer_id = c.id
 where c.deleted_at is null group by c.owner_id"""


def count(at: datetime) -> None:
    """Count what was written since yesterday (at first: in 28 days), once a day what is known, then what the aims reached."""
    today = today_of(at)
    first = today - timedelta(days=1 if Usage.objects.exists() else WIDELY)
    _written(first, at)
    if not Quality.objects.filter(day=today).exists():
        _known(today, at)
    for table in (Usage, Quality):
        table.objects.filter(day__lt=today - timedelta(days=KEPT)).delete()
    reach(today, at)


def _written(first: date, at: datetime) -> None:
    pairs = [(kind, area) for area, (_label, kinds) in AREAS.items() for kind in kinds]
    members = list(Member.objects.values_list("pk", flat=True))
    given: dict[str, Any] = {
        "zone": str(company_zone()), "begin": datetime.combine(first, time(), company_zone()), "now": at, "members": members,
        "kinds": [kind for kind, _area in pairs], "areas": [area for _kind, area in pairs],
    }  # fmt: skip
    Usage.objects.filter(day__gte=first).delete()
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, given)


def _known(today: date, at: datetime) -> None:
    counted = ", ".join(f"'{key}', count(*) filter (where '{key}' = any (p.gaps))" for key in gaps.BY_KEY)
    with connection.cursor() as cursor:
        cursor.execute(KNOWN.format(gaps=counted), {"day": today, "now": at})


def reach(today: date, at: datetime) -> None:
    """Note what the aims of the phase that runs today reached."""
    for aim in Aim.objects.filter(phase__begins__lte=today, phase__ends__gte=today).select_related("department"):
        Reached.objects.update_or_create(aim=aim, defaults={"figure": _figure(aim, today), "at": at})


def _figure(aim: Aim, today: date) -> Decimal | None:
    people = Member.objects.all()
    if aim.department_id:
        bounds = Department.objects.values_list("number", "last").get(pk=aim.department_id)
        people = people.filter(department__number__range=bounds)
    everybody = set(people.values_list("pk", flat=True))
    active = set(people.filter(is_active=True).values_list("pk", flat=True))
    if aim.measure in {"complete", "owned"}:
        return _data(aim, everybody, today)
    if not active:
        return None
    since = today - timedelta(days=LATELY - 1)
    if aim.measure == "signed_in":
        return _share(people.filter(is_active=True, last_login__isnull=False).count(), len(active))
    if aim.measure == "active":
        return _share(len(writers_of(active, since, today)), len(active))
    return (Decimal(entries_of(active, since, today)) / len(active)).quantize(Decimal("0.1"))


def _data(aim: Aim, everybody: set[int], today: date) -> Decimal | None:
    rows = list(Quality.objects.filter(day=today))
    if aim.department_id:
        rows = [one for one in rows if one.owner_id in everybody]
    if aim.measure == "owned":
        return _share(sum(one.customers for one in rows if one.owner_id), sum(one.customers for one in rows))
    looked = sum(one.looked for one in rows)
    return (Decimal(sum(one.complete for one in rows)) / looked).quantize(Decimal("0.1")) if looked else None


def _share(some: int, every: int) -> Decimal | None:
    return (Decimal(100 * some) / every).quantize(Decimal("0.1")) if every else None
