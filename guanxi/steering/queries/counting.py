"""The records that an incentive counts, by member. Read by the system alone."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from guanxi.core.refused import Refused
from guanxi.staff.models import Department, Member
from guanxi.staff.queries.company import company_zone
from guanxi.steering.models import Scheme
from guanxi.steering.paying import Item, Step, Terms

WON = """
select coalesce(s.member_id, o.owner_id), o.id, o.name, o.closed_on, o.amount_minor, coalesce(s.percent, 100)
  from sales_opportunity o left join sales_share s on s.opportunity_id = o.id
 where o.state = 'won' and o.deleted_at is null and o.closed_on between %(first)s and %(last)s and o.currency = %(currency)s
   and o.amount_minor is not null and coalesce(s.member_id, o.owner_id) = any (%(members)s) limit %(most)s"""
ORDERS = """
select c.owner_id, o.id, o.number, (o.ordered_at at time zone %(zone)s)::date, o.total_minor, 100
  from customers_customer c join commerce_order o on o.customer_id = c.id
 where c.owner_id = any (%(members)s) and c.deleted_at is null and o.status = 'placed' and o.deleted_at is null
   and o.ordered_at >= %(begin)s and o.ordered_at < %(after)s and o.currency = %(currency)s limit %(most)s"""
PAYMENTS = """
select k.owner_id, p.id, k.number, p.received_on, p.amount_minor, 100
  from contracts_payment p join contracts_contract k on k.id = p.contract_id
 where k.owner_id = any (%(members)s) and p.status = 'received' and p.deleted_at is null
   and p.received_on between %(first)s and %(last)s and p.currency = %(currency)s limit %(most)s"""
KINDS = {"won": ("opportunity", WON), "orders": ("order", ORDERS), "payments": ("payment", PAYMENTS)}


class TooMany(Refused):
    """More records than a page can wait for."""

    code = "too_many"


def members_of(scheme: Scheme) -> list[int]:
    """Whom it is for: those named, and those who are in the department or below it now."""
    found = set(scheme.people)
    if scheme.department_id:
        bounds = Department.objects.values_list("number", "last").get(pk=scheme.department_id)
        found |= set(Member.objects.filter(department__number__range=bounds).values_list("pk", flat=True))
    return sorted(found)


def terms_of(scheme: Scheme) -> Terms:
    """Its terms in smallest units."""
    piece = scheme.way == Scheme.Way.PIECE
    steps = [
        Step(Fraction(begin) * (1 if piece else 100), Fraction(rate) * (100 if piece else Fraction(1, 100)))
        for begin, rate in scheme.steps
    ]
    return Terms(tuple(steps), None if scheme.cap is None else int(scheme.cap * 100))


def items(
    scheme: Scheme, members: Sequence[int], first: date, last: date, *, most: int | None = None
) -> dict[int, list[Item]]:
    """What counts for each of the members from a day to a day; raises `TooMany` above `most` records."""
    kind, sql = KINDS[scheme.basis]
    given: dict[str, Any] = {
        "first": first, "last": last, "currency": scheme.currency, "members": list(members), "zone": str(company_zone()),
        "begin": datetime.combine(first, time(), company_zone()), "after": datetime.combine(last + timedelta(days=1), time(), company_zone()),
        "most": None if most is None else most + 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows = cursor.fetchall()
    if most is not None and len(rows) > most:
        raise TooMany(_("There are too many records in this period. Choose a shorter one."), field="period")
    found: dict[int, list[Item]] = defaultdict(list)
    piece = scheme.way == Scheme.Way.PIECE
    for member, record, title, day, amount, percent in rows:
        counted = Fraction(percent, 100) * (1 if piece else amount)
        found[member].append(Item(kind, record, title, day, amount, percent, counted))
    return found
