"""Dashboards to begin with, one per role, made from measures that exist; each says what is not measured yet. No I/O."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Given = tuple[dict[str, Any], str, str]  # what is asked, the form and the width


@dataclass(frozen=True, slots=True)
class Template:
    """A dashboard to begin with: for whom, its cards in their order, and what it lacks. `roles` are built-in ones it suits."""

    key: str
    label: str | Promise
    sentence: str | Promise
    lacks: str | Promise
    cards: tuple[Given, ...]
    roles: tuple[str, ...] = ()


def _figure(measure: str, period: str = "month") -> Given:
    return ({"m": measure} | ({"period": period} if period else {}), "figure", "quarter")


def _split(measures: str, by: str, period: str = "twelve", form: str = "chart", width: str = "half") -> Given:
    names = dict(zip(("m", "m2", "m3"), measures.split(), strict=False))
    return (names | {"by": by} | ({"period": period} if period else {}), form, width)


TEMPLATES = (
    Template(
        "seller", pgettext_lazy("dashboard", "Selling"), _("What you won, what is open and at which stage, and who is new."), "",
        (
            _figure("won_amount"), _figure("open_pipeline", ""), _figure("win_rate", "quarter"), _figure("new_customers"),
            _split("won_amount", "month", width="whole"), _split("open_pipeline", "step", ""), _split("orders revenue", "month", form="table"),
        ),
        ("sales",),
    ),
    Template(
        "manager", pgettext_lazy("dashboard", "Managing"), _("Revenue, what was won and by whom, what is open, and what is still to be paid."), "",
        (
            _figure("revenue"), _figure("won_amount"), _figure("win_rate", "quarter"), _figure("overdue", ""),
            _split("won_amount", "month", width="whole"), _split("won_amount", "owner", "quarter"), _split("open_pipeline", "owner", ""),
            _split("won_amount win_rate sales_cycle", "department", "quarter", "table", "whole"), _split("revenue", "month"), _split("payments", "month"),
        ),
        ("team_lead", "department_head", "administrator"),
    ),
    Template(
        "marketer", pgettext_lazy("dashboard", "Marketing"), _("Where new customers come from, and what they buy."),
        _("Campaigns, mails sent and who opened them are not measured yet, so no card shows them."),
        (
            _figure("new_customers"), _figure("buyers"), _figure("average_order"), _figure("active_customers"),
            _split("new_customers", "source"), _split("new_customers", "industry"), _split("new_customers", "month", width="whole"),
            _split("win_rate won_amount", "source", "twelve", "table"), _split("sold", "series"),
        ),
    ),
    Template(
        "agent", pgettext_lazy("dashboard", "Service"), _("With how many customers you spoke, by which way, and what is overdue."),
        _("Tickets, answer times and satisfaction are not measured yet, so no card shows them. Promises and tasks stand on My day."),
        (
            _figure("entries", "week"), _figure("active_customers", "week"), _figure("entries"), _figure("overdue", ""),
            _split("entries", "day", "month", width="whole"), _split("entries", "channel"), _split("entries active_customers", "owner", "month", "table"),
        ),
        ("service",),
    ),
)  # fmt: skip
BY_KEY = {one.key: one for one in TEMPLATES}
