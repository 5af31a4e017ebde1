"""Interest in product lines as its readers see it: of one customer, and in lists."""

import re
from typing import Any

from django.db.models import Q

from guanxi.analytics.models import Interest

ASKED = re.compile(r"^(?P<line>.+?)(?:\s*(?:≥|>=|>)?\s*(?P<least>\d{1,3})\s*[%％])?$")


def of_customer(customer_id: int) -> list[Interest]:
    """Lines by chance, the greatest first: one query."""
    return list(Interest.objects.filter(customer_id=customer_id).order_by("-chance", "line"))


def interested(operator: str, value: Any, actor: Any) -> Q:  # noqa: ARG001 - every condition is given who asks
    """The condition of a list: "GTX" is above average in this line, "GTX ≥ 30 %" at least that chance; in any; in none."""
    rows = Interest.objects.all()
    if operator == "is":
        asked = ASKED.match(str(value).strip())
        line, least = (asked["line"], asked["least"]) if asked else (str(value), None)
        rows = rows.filter(line__iexact=line)
        rows = rows.filter(band="above") if least is None else rows.filter(chance__gte=int(least) / 100)
        return Q(pk__in=rows.values("customer_id"))
    some = Q(pk__in=rows.filter(band="above").values("customer_id"))
    return some if operator == "not_empty" else ~some
