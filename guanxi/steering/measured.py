"""What goals can be set for: figures of the warehouse by their own names, and four that are counted here."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.analytics.metrics.measures import BY_NAME as NAMED

Perspective = Literal["satisfaction", "loyalty", "value", "process"]
PERSPECTIVES: dict[str, tuple[str | Promise, str | Promise]] = {
    "satisfaction": (
        pgettext_lazy("perspective", "Satisfaction"),
        _("Nothing is measured here. Promises kept in time can be, from the first promise that is written down; surveys are not part of this system yet."),
    ),
    "loyalty": (
        pgettext_lazy("perspective", "Loyalty"),
        _("Nothing is measured here. Customers who bought again can be, once orders come in, and customers with contact, from their timelines."),
    ),
    "value": (
        pgettext_lazy("perspective", "Value"),
        _("Nothing is measured here. Revenue, won opportunities, payments and new customers can be."),
    ),
    "process": (
        pgettext_lazy("perspective", "Process"),
        _("Nothing is measured here. The win rate and the length of the sales cycle can be, from opportunities that ended."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure that a goal can be set for. `less`: the smaller the better; `advice` is what to do where it is short."""

    name: str
    perspective: Perspective
    label: str | Promise
    words: str | Promise
    unit: str
    advice: str | Promise
    page: str  # the address where to begin
    less: bool = False

    @property
    def of_warehouse(self) -> bool:
        """Whether the warehouse answers it."""
        return self.name in NAMED


def _named(name: str, perspective: Perspective, advice: str | Promise, page: str, *, less: bool = False) -> Measured:
    one = NAMED[name]
    return Measured(name, perspective, one.label, one.words, one.unit, advice, page, less)


MEASURES = (
    Measured(
        "promises_kept", "satisfaction", _("Promises kept in time"),
        _("Of the promises that had to be kept in the period, those that were kept by then, as a share. Withdrawn ones are not counted."),
        "share", _("Go through the promises that are overdue, and say early what can not be kept."), "promise_list",
    ),
    Measured(
        "bought_again", "loyalty", _("Customers who bought again"),
        _("Of the customers who placed an order in the period, those who had placed one before it, as a share."),
        "share", _("Look up the segment of those who bought once, and give them a reason to come back."), "value",
    ),
    Measured(
        "reached", "loyalty", _("Customers with contact"),
        _("Of those who are customers by their stage, the ones whose timeline has an entry in the period, as a share."),
        "share", _("Ring the customers of whom nobody has heard: my day lists who has gone silent."), "day",
    ),
    _named("revenue", "value", _("See which customers and months it fell in, and who stopped ordering."), "explorer"),
    _named("average_order", "value", _("See which products and bundles are in the larger orders, and offer them with the smaller ones."), "explorer"),
    _named("new_customers", "value", _("See which sources brought customers before, and work through the leads that wait."), "lead_list"),
    _named("won_amount", "value", _("Go through what is open and due, and agree on the next step of each."), "opportunity_board"),
    _named("payments", "value", _("Ask for the instalments that are overdue."), "contract_list"),
    Measured(
        "target_reached", "value", _("Sales target reached"),
        _("What was won and is credited to them, as a share of their sales targets in the period. Without a target there is no figure."),
        "share", _("Go through what is open and due, and agree on the next step of each."), "opportunity_board",
    ),
    _named("win_rate", "process", _("See at which stage and for which reasons opportunities are lost, and stop the hopeless ones earlier."), "opportunity_losses"),
    _named("sales_cycle", "process", _("See in which stage opportunities wait longest, and give each that has none a next step."), "opportunity_funnel", less=True),
    _named("entries", "process", _("Write down visits and calls on the day they happen, best from the phone."), "day"),
)  # fmt: skip
BY_NAME = {one.name: one for one in MEASURES}

# What a company that begins may start from: (measure, weight, goal, warn); goals in money are its own to set.
TEMPLATES: dict[str, tuple[str | Promise, tuple[tuple[str, int, int | None, int | None], ...]]] = {
    "opportunities": (
        _("Selling by opportunities"),
        (("promises_kept", 25, 90, 75), ("reached", 15, 80, 60), ("won_amount", 30, None, None), ("win_rate", 20, 60, 50), ("sales_cycle", 10, 50, 70)),
    ),
    "orders": (
        _("Selling by orders"),
        (("promises_kept", 25, 90, 75), ("bought_again", 25, 60, 45), ("reached", 15, 60, 40), ("revenue", 35, None, None)),
    ),
}  # fmt: skip
