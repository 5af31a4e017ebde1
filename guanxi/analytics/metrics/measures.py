"""The measures: a name, words, a unit, the fact whose rows count, and how they are added up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Unit = Literal["money", "number", "share", "days"]
Table = Any  # of Ibis, which pages do not load
Value = Any


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure. `rows` says which rows of the fact count on a day that counts as today, `value` adds them up.

    `day` is the column that decides on the period; "" where the figure stands for now, whatever the period. Behind it are
    the records of `kind` that fit `conditions`, and `dated` is the field by which their list narrows to the period.
    """

    name: str
    label: str | Promise
    words: str | Promise
    unit: Unit
    fact: str
    rows: Callable[[Table, date], Value]
    value: Callable[[Table], Value]
    kind: str
    conditions: tuple[str, ...] = ()
    dated: str = ""
    day: str = "day"

    @property
    def masked(self) -> tuple[tuple[str, str], ...]:
        """The fields that a member must see whole to be told it."""
        return AMOUNTS[self.fact] if self.unit == "money" else ()


AMOUNTS: dict[str, tuple[tuple[str, str], ...]] = {
    "orders": (("order", "total"),), "lines": (("order", "total"),), "opportunities": (("opportunity", "amount"),),
    "payments": (("payment", "amount"),), "instalments": (("contract", "amount"), ("contract", "owed")),
}  # fmt: skip


def _placed(t: Table, _today: date) -> Value:
    return t.status == "placed"


def _ended(t: Table, _today: date) -> Value:
    return ~t.is_deleted & t.state.isin(["won", "lost"])


def _won(t: Table, _today: date) -> Value:
    return ~t.is_deleted & (t.state == "won")


def _open(t: Table, _today: date) -> Value:
    return ~t.is_deleted & (t.state == "open")


def _overdue(t: Table, today: date) -> Value:
    return t.status.isin(["active", "ended"]) & (t.day < today) & (t.received < t.amount)


def _every(t: Table, _today: date) -> Value:
    return t.id.notnull()


MEASURES = (
    Measure(
        "revenue", _("Revenue"), _("The totals of placed orders, by the day of the order. Cancelled orders are not in it."),
        "money", "orders", _placed, lambda t: t.total.sum(), "order", ("status:any:placed",), "ordered_at",
    ),
    Measure(
        "orders", _("Orders"), _("How many orders were placed, by the day of the order."),
        "number", "orders", _placed, lambda t: t.count(), "order", ("status:any:placed",), "ordered_at",
    ),
    Measure(
        "buyers", _("Buyers"), _("How many different customers placed an order."),
        "number", "orders", _placed, lambda t: t.customer_id.nunique(), "order", ("status:any:placed", "customer:not_empty"), "ordered_at",
    ),
    Measure(
        "average_order", _("Average order"), _("The totals of placed orders, divided by their number."),
        "money", "orders", _placed, lambda t: t.total.cast("float64").sum() / t.count(), "order", ("status:any:placed",), "ordered_at",
    ),
    Measure(
        "sold", _("Sold by product"), _("Quantity times price of the lines of placed orders, so that it can be split by product."),
        "money", "lines", _placed, lambda t: t.amount.sum(), "order", ("status:any:placed",), "ordered_at",
    ),
    Measure(
        "quantity", _("Quantity sold"), _("The quantities on the lines of placed orders; returns count negative."),
        "number", "lines", _placed, lambda t: t.quantity.sum(), "order", ("status:any:placed",), "ordered_at",
    ),
    Measure(
        "new_customers", _("New customers"), _("How many customers were written down for the first time, by that day. Those in the bin are not counted."),
        "number", "customers", lambda t, _today: t.is_current & ~t.is_deleted, lambda t: t.count(), "customer", (), "created_at",
    ),
    Measure(
        "active_customers", _("Active customers"), _("How many different customers have an entry in their timeline in the period: a visit, a call, a mail, an order."),
        "number", "entries", _every, lambda t: t.customer_id.nunique(), "",
    ),
    Measure(
        "entries", _("Timeline entries"), _("How many entries there are in timelines, by the day on which it happened."),
        "number", "entries", _every, lambda t: t.count(), "",
    ),
    Measure(
        "open_pipeline", _("Open pipeline"), _("The amounts of opportunities that are open now, whatever the period."),
        "money", "opportunities", _open, lambda t: t.amount.sum(), "opportunity", ("state:any:open",), day="",
    ),
    Measure(
        "won_amount", _("Won amount"), _("The amounts of won opportunities, by the day on which they were won."),
        "money", "opportunities", _won, lambda t: t.amount.sum(), "opportunity", ("state:any:won",), "closed_on", "closed_on",
    ),
    Measure(
        "win_rate", _("Win rate"), _("Won opportunities as a share of those that were won or lost, by the day on which they ended."),
        "share", "opportunities", _ended, lambda t: (t.state == "won").cast("float64").mean(), "opportunity", ("state:any:won,lost",),
        "closed_on", "closed_on",
    ),
    Measure(
        "sales_cycle", _("Sales cycle"), _("Days from the beginning of an opportunity to its being won, on average, by the day on which it was won."),
        "days", "opportunities", lambda t, today: _won(t, today) & t.opened_on.notnull(),
        lambda t: t.closed_on.delta(t.opened_on, unit="day").cast("float64").mean(), "opportunity", ("state:any:won", "opened_on:not_empty"), "closed_on", "closed_on",
    ),
    Measure(
        "stage_changes", _("Stage changes"), _("How often opportunities came to a stage, by the day."),
        "number", "moves", _every, lambda t: t.count(), "",
    ),
    Measure(
        "payments", pgettext_lazy("measure", "Payments received"), _("What was received for contracts, by the day; void payments are not in it."),
        "money", "payments", lambda t, _today: t.status == "received", lambda t: t.amount.sum(), "payment", ("status:any:received",), "received_on",
    ),
    Measure(
        "overdue", _("Overdue receivables"), _("What is still to be paid of instalments whose day has passed, as it stands now, whatever the period."),
        "money", "instalments", _overdue, lambda t: (t.amount - t.received).sum(), "contract", ("payment_state:any:overdue",), day="",
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in MEASURES}
UNITS = {
    "money": _("money, in its currency"),
    "number": pgettext_lazy("unit", "a number"),
    "share": _("percent"),
    "days": pgettext_lazy("unit", "days"),
}
