"""What lists of customers show and ask of the facts that were written down."""

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from guanxi.analytics.queries.people import DECIDER, UNDECIDED
from guanxi.analytics.segments import named
from guanxi.customers.models import Contact, Fact

CURRENCY = re.compile(r"^(.*?)\s*[(（]([A-Z]{3})[)）]\s*$")

Written = Sequence[Any]  # word, value, unit
NONE: Written = "", -1.0, ""
FACTS = ("segment", "alive", "lifetime", "leaving", "life", "influence", "information", "weighed", "contract")
WRITTEN = f"""
with page as (select array(select unnest(%s::bigint[])) as ids)
select customer_id, name, word, value, unit from customers_fact
 where customer_id = any ((select ids from page)::bigint[]) and name in {FACTS}
union all
select customer_id, 'interest', line, chance, '' from analytics_interest where customer_id = any ((select ids from page)::bigint[])
union all
select l.customer_id, 'next', p.name, null, '' from analytics_likely l join commerce_product p on p.id = l.products[1] and p.deleted_at is null
 where l.customer_id = any ((select ids from page)::bigint[])
union all
select customer_id, 'people', case when bool_or(part = '{Contact.Part.DECIDER}') then '{DECIDER}' else '{UNDECIDED}' end, null, '' from customers_contact
 where customer_id = any ((select ids from page)::bigint[]) and deleted_at is null group by customer_id
"""  # noqa: S608 - names of our own; behind a subselect the number of customers does not count as known: the plan is made once


def fill(customers: Sequence[Any]) -> None:
    """Set on customers what was learnt of them, in one query: it stands on every page of a list that programs read."""
    by_key: dict[int, dict[str, Written]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [[one.id for one in customers]])
        for pk, name, *written in cursor.fetchall():
            if name != "interest" or written[1] > by_key[pk].get(name, NONE)[1]:
                by_key[pk][name] = written
    for one in customers:
        vars(one).update(_shown(by_key[one.id]) if one.id in by_key else UNKNOWN)


def _shown(facts: dict[str, Written]) -> dict[str, Any]:
    lifetime, contract, interest = (facts.get(name) for name in ("lifetime", "contract", "interest"))
    return {
        "segment": facts.get("segment", NONE)[0],
        "alive": _rounded(facts.get("alive"), 100),
        "lifetime": _amount(lifetime),
        "lifetime_currency": lifetime[2] if lifetime else "",
        "leaving": _rounded(facts.get("leaving"), 100),
        "leaving_band": facts.get("leaving", NONE)[0],
        "life": facts.get("life", NONE)[0],
        "influence": Decimal(f"{facts['influence'][1]:.1f}") if "influence" in facts else None,
        "information": _rounded(facts.get("information"), 100),
        "weighed": _rounded(facts.get("weighed"), 1),
        "contract_worth": _amount(contract),
        "contract_currency": contract[2] if contract else "",
        "interest": f"{interest[0]} {round(100 * interest[1])} %" if interest else "",
        "people": facts.get("people", NONE)[0],  # blank also for who may not see contacts
        "next_product": facts.get("next", NONE)[0],
    }


def _rounded(fact: Written | None, times: int) -> int | None:
    return None if fact is None or fact[1] is None else round(times * fact[1])


def _amount(fact: Written | None) -> Decimal | None:
    return None if fact is None or fact[1] is None else Decimal(round(fact[1]))


UNKNOWN = _shown({})


def in_segment(operator: str, value: Any, actor: Any) -> Q:  # noqa: ARG001 - every condition is given who asks
    """The condition of a list: in the segment of this name, of one currency where it stands behind in brackets; in any; in none."""
    facts = Fact.objects.filter(name="segment")
    if operator == "is":
        parts = CURRENCY.match(str(value))
        name, currency = parts.groups() if parts else (str(value), "")
        wanted = facts.filter(word=named(name) or "-")
        return Q(pk__in=(wanted.filter(unit=currency) if currency else wanted).values("customer_id"))
    some = Q(Exists(facts.filter(customer_id=OuterRef("pk"))))
    return some if operator == "not_empty" else ~some
