"""Figures that the warehouse does not hold: parts and wholes by owner, in one query for everybody. Read by the system alone."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Sum

from guanxi.sales.models import Opportunity, Stage, Target
from guanxi.sales.queries.credit import credited, won_moved
from guanxi.staff.queries.company import company_zone

Parts = dict[int | None, tuple[Decimal, Decimal]]  # per owner: how many of how many

KEPT = """
select owner_id, count(*) filter (where closed_as = 'kept' and closed_at <= due_at), count(*)
  from timeline_promise
 where deleted_at is null and closed_as <> 'withdrawn' and due_at >= %(first)s and due_at < least(%(after)s, %(now)s)
 group by 1"""
AGAIN = """
select c.owner_id, count(*) filter (where exists (
           select from commerce_order e
            where e.customer_id = b.customer_id and e.status = 'placed' and e.deleted_at is null and e.ordered_at < %(first)s)), count(*)
  from (select distinct customer_id from commerce_order
         where status = 'placed' and deleted_at is null and customer_id is not null
           and ordered_at >= %(first)s and ordered_at < %(after)s) b
  join customers_customer c on c.id = b.customer_id and c.deleted_at is null
 group by 1"""
REACHED = """
select c.owner_id, count(*) filter (where exists (
           select from timeline_entry e where e.customer_id = c.id and e.at >= %(first)s and e.at < %(after)s)), count(*)
  from customers_customer c
 where c.deleted_at is null and c.stage = 'customer'
 group by 1"""
QUERIES = {"promises_kept": KEPT, "bought_again": AGAIN, "reached": REACHED}


def parts(measure: str, first: date, last: date, now: datetime) -> Parts:
    """How many of how many, per owner; days are those of the company."""
    bounds = {
        "first": datetime.combine(first, time(), company_zone()),
        "after": datetime.combine(last + timedelta(days=1), time(), company_zone()),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[measure], bounds)
        return {owner: (Decimal(some), Decimal(every)) for owner, some, every in cursor.fetchall()}


def share(found: Parts, owners: Iterable[int] | None) -> Decimal | None:
    """The share in percent of some owners, or (None) of all; None where there is nothing."""
    rows = found.values() if owners is None else [found[one] for one in owners if one in found]
    pairs = list(rows)
    every = sum((whole for _some, whole in pairs), Decimal(0))
    return 100 * sum((some for some, _whole in pairs), Decimal(0)) / every if every else None


class Targets:
    """Sales targets of a period, and what was won in it, by whose credit it is."""

    def __init__(self, first: date, last: date) -> None:
        rows = Opportunity.objects.alive().filter(state=Stage.Kind.WON, closed_on__range=(first, last))
        sums = rows.values_list("owner_id", "currency").annotate(sum=Sum("amount_minor")).order_by()
        plain = {(owner, currency): Decimal(minor) / 100 for owner, currency, minor in sums if minor}
        self.won = credited(plain, won_moved(first, last))
        self.targets: dict[tuple[int | None, int | None], dict[str, Decimal]] = defaultdict(dict)
        for one in Target.objects.filter(quarter__range=(first, last)):
            kept = self.targets[one.member_id, one.department_id]
            kept[one.currency] = kept.get(one.currency, Decimal(0)) + one.amount

    def share(self, member: int | None, department: int | None, owners: Iterable[int]) -> Decimal | None:
        """What of their target they won, in percent; None without one, or with targets in several currencies."""
        aimed = self.targets.get((member, department), {})
        if len(aimed) != 1:
            return None
        ((currency, target),) = aimed.items()
        return 100 * sum((self.won.get((one, currency), Decimal(0)) for one in owners), Decimal(0)) / target
