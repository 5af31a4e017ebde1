"""Words for the values that figures are split by, and the addresses of the records behind a figure."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from guanxi.analytics.metrics.dimensions import TIME
from guanxi.analytics.metrics.measures import Measure
from guanxi.analytics.values import SPANS, days_of, names_of, none_of, value_of

__all__ = ["SPANS", "behind", "days_of", "names_of", "none_of", "value_of"]
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
# (fact, dimension) → the field of the list of its records, and how it is asked
SAYABLE = {
    ("orders", "currency"): ("currency", "is"), ("orders", "country"): ("country", "is"), ("lines", "currency"): ("currency", "is"),
    ("customers", "owner"): ("owner", "any"), ("customers", "stage"): ("stage", "any"), ("customers", "source"): ("source", "is"),
    ("customers", "industry"): ("industry", "is"), ("customers", "country"): ("country", "is"),
    ("opportunities", "owner"): ("owner", "any"), ("opportunities", "source"): ("source", "is"),
    ("opportunities", "pipeline"): ("pipeline", "any"), ("opportunities", "step"): ("stage", "any"),
    ("opportunities", "currency"): ("currency", "is"), ("payments", "method"): ("method", "any"),
    ("payments", "currency"): ("currency", "is"), ("instalments", "owner"): ("owner", "any"), ("instalments", "currency"): ("currency", "is"),
}  # fmt: skip


def behind(measure: Measure, first: date | None, last: date | None, values: dict[str, list[Any]]) -> str:
    """The list of the records behind a figure; "" where a list cannot be narrowed to just these."""
    if not measure.kind:
        return ""
    said = list(measure.conditions)
    for name, among in values.items():
        if name in SPANS and measure.day and among[0]:
            begin, end = days_of(name, among[0])
            first, last = max(first or begin, begin), min(last or end, end)
            continue
        found = _condition(measure.fact, name, among) if name not in TIME else ""
        if not found:
            return ""
        said.append(found)
    if measure.dated and (first or last):
        said.append(f"{measure.dated}:between:{first or EARLIEST},{last or LATEST}")
    address = reverse(f"{measure.kind}_list")
    return f"{address}?{urlencode({'f': ';'.join(said)})}" if said else address


def _condition(fact: str, name: str, among: list[Any]) -> str:
    field, operator = SAYABLE.get((fact, name), ("", ""))
    if not field or len(among) != 1:
        return ""
    value = among[0]
    if value is None or value == "":
        return f"{field}:empty"
    kept = "".join(f"\\{sign}" if sign in "\\;:,()" else sign for sign in str(value))
    return f"{field}:{operator}:{kept}"
