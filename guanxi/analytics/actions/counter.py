"""Keeping what a member supposes of a customer, and how the company reckons."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.analytics.models import Counter, Rule
from guanxi.analytics.rules import may_suppose
from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.models import Customer

FACTORS = ("amount", "per_year", "years")
MOST = {"amount": Decimal(10**12), "per_year": Decimal(1000), "years": Decimal(100)}


def suppose(customer: Customer, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Counter | None:
    """Keep the factors of the counter's formula; all three empty takes them away. Raises `Refused`."""
    if not may_suppose(customer, actor):
        raise NotAllowed(_("You may see this customer but not change it."))
    given = {name: values.get(name) for name in FACTORS}
    for name, value in given.items():
        if value is not None and not 0 < value <= MOST[name]:
            raise Refused(_("Give a number above 0, and at most %(most)s.") % {"most": f"{MOST[name]:,}"}, field=name)
    if not any(given.values()):
        Counter.objects.filter(customer=customer).delete()
        return None
    currency = str(values["currency"]).strip().upper()
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        raise Refused(_("Give the currency as three letters, such as CNY."), field="currency")
    values = given | {"currency": currency, "member_id": actor.member_id, "updated_at": at}
    return Counter.objects.update_or_create(customer=customer, defaults=values)[0]


def change_rule(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Rule:
    """How scores are cut and a lifetime is added up, from the next reckoning on. Raises `Refused`."""
    actor.require("administer", "fact")
    for name in ("days", "purchases", "money"):
        bounds = values[name]
        if len(bounds) != 4 or list(bounds) != sorted(set(bounds)) or bounds[0] < 0:
            raise Refused(_("Give four rising numbers."), field=name)
    if not 1 <= values["years"] <= 20:
        raise Refused(_("A lifetime is added up over 1 to 20 years."), field="years")
    if not 0 <= values["discount"] <= 50:
        raise Refused(_("A year takes off 0 to 50 percent."), field="discount")
    return Rule.objects.update_or_create(pk=1, defaults=dict(values))[0]
