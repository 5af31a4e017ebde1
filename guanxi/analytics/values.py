"""The values that figures are split by: as they stand in an address, in words, and the days that one stands for."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from guanxi.analytics.metrics.measures import Measure
from guanxi.commerce.models import Product
from guanxi.contracts.models import Payment
from guanxi.customers.models import Customer
from guanxi.sales.models import Pipeline, Stage
from guanxi.staff.models import Department, Member
from guanxi.timeline.models.entry import Channel, Direction

Rows = list[list[Any]]
NUMBERS = {"owner", "department", "product", "weekday"}
SPANS = {"day", "week", "month", "quarter", "year"}
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


def read_rows(measure: Measure, rows: Rows, by: tuple[str, ...]) -> list[tuple[tuple[Any, ...], str, Decimal]]:
    """Of the warehouse's answer the values, the currency and the figure of each row; groups without a figure are left out."""
    money = measure.unit == "money"
    place = by.index("currency") if "currency" in by else len(by)
    return [
        (tuple(row[: len(by)]), (row[place] or "") if money else "", Decimal(str(row[-1])))
        for row in rows
        if row[-1] is not None
    ]
