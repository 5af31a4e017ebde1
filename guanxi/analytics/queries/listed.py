"""What lists of customers show and ask of the facts that were written down."""

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from guanxi.analytics.segments import named
from guanxi.customers.models import Fact

CURRENCY = re.compile(r"^(.*?)\s*[(（]([A-Z]{3})[)）]\s*$")

Written = Sequence[Any]  # word, value, unit
WRITTEN = """
select customer_id, name, word, value, unit from customers_fact
 where customer_id = any (array(select unnest(%s::bigint[]))) and name in ('segment', 'alive', 'lifetime', 'leaving')
"""  # behind a subselect the number of customers does not count as known: the plan is made once


def fill(customers: Sequence[Any]) -> None:
    """Set segment, chance of staying, lifetime value with its currency, and risk of leaving on customers, in one query."""
    by_key: dict[int, dict[str, Written]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [[one.id for one in customers]])
        for pk, name, *written in cursor.fetchall():
            by_key[pk][name] = written
    for one in customers:
        vars(one).update(_shown(by_key[one.id]) if one.id in by_key else UNKNOWN)


def _shown(facts: dict[str, Written]) -> dict[str, Any]:
    alive, lifetime, leaving = (facts.get(name) for name in ("alive", "lifetime", "leaving"))
    return {
        "segment": facts["segment"][0] if "segment" in facts else "",
        "alive": None if alive is None else round(100 * (alive[1] or 0)),
        "lifetime": None if lifetime is None else Decimal(round(lifetime[1] or 0)),
        "lifetime_currency": lifetime[2] if lifetime else "",
        "leaving": None if leaving is None or leaving[1] is None else round(100 * leaving[1]),
        "leaving_band": leaving[0] if leaving else "",
    }


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
