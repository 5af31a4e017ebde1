"""What lists of customers show and ask of the facts that were written down."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q

from guanxi.analytics.models import SOURCE
from guanxi.analytics.segments import named
from guanxi.customers.models import Fact

CURRENCY = re.compile(r"^(.*?)\s*[(（]([A-Z]{3})[)）]\s*$")


def fill(customers: Sequence[Any]) -> None:
    """Set segment, chance, lifetime value and its currency on customers, in one query."""
    rows = Fact.objects.filter(customer_id__in=[one.pk for one in customers], source=SOURCE)
    found: dict[int, dict[str, Fact]] = {}
    for fact in rows:
        found.setdefault(fact.customer_id, {})[fact.name] = fact
    for one in customers:
        facts = found.get(one.pk, {})
        segment, alive, lifetime = (facts.get(name) for name in ("segment", "alive", "lifetime"))
        one.segment = segment.word if segment else ""
        one.alive = None if alive is None else round(100 * (alive.value or 0))
        one.lifetime = None if lifetime is None else Decimal(round(lifetime.value or 0))
        one.lifetime_currency = lifetime.unit if lifetime else ""


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
