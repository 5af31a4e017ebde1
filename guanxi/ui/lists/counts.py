"""How many rows there are: exact while that is cheap, then the planner's estimate, which says that it is one."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

EXACT = 10_000


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows; `estimated` ones are read as "about"."""

    number: int
    estimated: bool = False


def count(rows: "QuerySet[Any]") -> Count:
    """Count up to 10,001 rows; beyond, round the planner's estimate to two figures."""
    plain = rows.order_by()
    number: int = plain.values("pk")[: EXACT + 1].count()
    if number <= EXACT:
        return Count(number)
    plan = json.loads(plain.values("pk").explain(format="json"))
    return Count(max(_rounded(int(plan[0]["Plan"]["Plan Rows"])), EXACT), estimated=True)


def _rounded(number: int) -> int:
    unit: int = 10 ** max(len(str(number)) - 2, 0)
    return int(round(number / unit) * unit)
