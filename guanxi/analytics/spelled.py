"""Words for the values that figures are split by, and the addresses of the records behind a figure."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from guanxi.analytics.metrics.dimensions import TIME
from guanxi.analytics.metrics.measures import Measure
from guanxi.commerce.models import Product
from guanxi.contracts.models import Payment
from guanxi.customers.models import Customer
from guanxi.sales.models import Pipeline, Stage
from guanxi.staff.models import Department, Member
from guanxi.timeline.models.entry import Channel, Direction

NUMBERS = {"owner", "department", "product", "weekday"}
SPANS = {"day", "week", "month", "quarter", "year"}
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
KEYED: dict[str, type] = {"owner": Member, "department": Department, "product": Product}
CHOSEN: dict[str, Any] = {"stage": Customer.Stage, "channel": Channel, "direction": Direction, "method": Payment.Method}
HOLIDAYS: dict[str, str | Promise] = {
    "work": gettext_lazy("Working day"),
    "weekend": gettext_lazy("Weekend"),
    "New Year's Day": gettext_lazy("New Year's Day"),
    "Spring Festival": gettext_lazy("Spring Festival"),
    "Tomb-sweeping Day": gettext_lazy("Tomb-sweeping Day"),
    "Labour Day": gettext_lazy("Labour Day"),
    "Dragon Boat Festival": gettext_lazy("Dragon Boat Festival"),
    "National Day": pgettext_lazy("holiday", "National Day"),
    "Mid-autumn Festival": gettext_lazy("Mid-autumn Festival"),
    "Anti-Fascist 70th Day": gettext_lazy("70th anniversary of the victory over fascism"),
}
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


def value_of(name: str, text: str) -> Any:
    """A value as it stands in an address; raises ValueError."""
    if text == "":
        return None if name in NUMBERS else ""
    if "\0" in text or (name in NUMBERS and not -(2**63) <= int(text) < 2**63):
        raise ValueError(text)
    return int(text) if name in NUMBERS else text


def names_of(name: str, values: set[Any]) -> dict[Any, str]:
    """The words for the values of a dimension; one query at most."""
    if name in KEYED:
        found = KEYED[name].objects.filter(pk__in=[one for one in values if one]).values_list("pk", "name")  # type: ignore[attr-defined]
        return {**dict(found)}
    if name in {"pipeline", "step"}:
        table: Any = Pipeline if name == "pipeline" else Stage
        return {one.key: str(one.label) for one in table.objects.all()}
    if name in CHOSEN:
        return {key: str(label) for key, label in CHOSEN[name].choices}
    if name == "holiday":
        return {key: str(HOLIDAYS.get(key, key)) for key in values if key}
    if name == "weekday":
        return {key: str(WEEKDAYS[key - 1]) for key in values if key}
    return {key: _span(name, str(key)) if name in SPANS else str(key) for key in values if key}


def none_of(name: str) -> str:
    """The words for no value."""
    words = {
        "owner": _("Nobody"),
        "department": _("No department"),
        "product": _("No product"),
        "source": _("No source"),
    }
    return words.get(name) or pgettext("dimension", "Not given")


def _span(name: str, first: str) -> str:
    day = date.fromisoformat(first[:10])
    if name == "quarter":
        return f"{day.year} Q{(day.month + 2) // 3}"
    return {"year": f"{day:%Y}", "month": f"{day:%Y-%m}", "week": _("Week of {day}").format(day=f"{day:%Y-%m-%d}")}.get(
        name, f"{day:%Y-%m-%d}"
    )


def days_of(name: str, value: str) -> tuple[date, date]:
    """The first and last day of a day, week, month, quarter or year."""
    first = date.fromisoformat(value[:10])
    if name in {"day", "week"}:
        return first, first + timedelta(days=0 if name == "day" else 6)
    months = {"month": 1, "quarter": 3, "year": 12}[name]
    beyond = first.year * 12 + first.month - 1 + months
    return first, date(beyond // 12, beyond % 12 + 1, 1) - timedelta(days=1)


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
