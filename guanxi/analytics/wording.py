"""What chances are told by, in words a salesperson reads. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from guanxi.analytics.models import Question
from guanxi.core.kinds import Label

SAID = "note:"
# name: its words, and how its number is written
FACTS: dict[str, tuple[Label, str]] = {
    "age": (_("Days since it came"), "0"),
    "response": (_("Hours until the first response"), "0"),
    "leads_before": (_("Leads of this customer before"), "0"),
    "converted_before": (_("Of them converted"), "0"),
    "orders_year": (_("Orders in the year before"), "0"),
    "days_since_order": (_("Days since the last order"), "0"),
    "opportunities_before": (_("Opportunities before"), "0"),
    "won_before": (_("Of them won"), "0"),
    "came_to_us": (_("Times they wrote, rang or came"), "0"),
    "went_to_them": (_("Times we wrote, rang or came"), "0"),
    "source": (pgettext_lazy("chance", "Source"), ""),
    "campaign": (_("Campaign or event"), ""),
    "product_line": (pgettext_lazy("chance", "Product line"), ""),
    "industry": (pgettext_lazy("chance", "Industry"), ""),
    "size": (_("Employees"), ""),
    "country": (pgettext_lazy("chance", "Country"), ""),
    "silent": (_("Days since the last purchase"), "0"),
    "of_own_time": (_("Part of their own time that has passed, %"), "%"),
    "gap": (_("Days between their purchases"), "0"),
    "purchases": (pgettext_lazy("chance", "Days with a purchase"), "0"),
    "known_days": (_("Days since the first purchase"), "0"),
    "purchases_90": (_("Days with a purchase within 90 days"), "0"),
    "before_90": (_("Days with a purchase in the 90 days before those"), "0"),
    "per_purchase": (_("Spent per purchase"), "0"),
    "spent_90": (_("Spent within 90 days"), "0"),
    "sent_back": (_("Sent back of what was bought, %"), "%"),
    "broken": (_("Promises of ours that were broken"), "0"),
    "contacts": (_("Contacts that we know"), "0"),
    "line": (pgettext_lazy("chance", "Product line"), ""),
    "line_days": (_("Days with a purchase from this line"), "0"),
    "line_silent": (_("Days since the last purchase from this line"), "0"),
    "line_won": (_("Opportunities won in this line"), "0"),
    "line_lost": (_("Opportunities lost in this line"), "0"),
    "line_asked": (_("Leads about this line"), "0"),
    "line_said": (_("Mails, calls and visits in half a year that name this line"), "0"),
    "line_said_in": (_("Of them from the customer"), "0"),
    "line_named": (_("Days since this line was last named"), "0"),
    "other_days": (_("Days with a purchase from other lines"), "0"),
    "other_silent": (_("Days since the last purchase from other lines"), "0"),
    "open_opportunities": (pgettext_lazy("chance", "Open opportunities"), "0"),
}
WHY: dict[str, Label] = {
    "too_few": _("There is too little to learn from: it takes 200 of them whose outcome is known, 30 with either."),
    "no_better": _("What is known of them tells nothing: a chance would be no better than saying the share of all for everyone."),
    "no_better_later": _("What held before does not hold any more: on later cases a chance was no better than saying the share of all."),
    "leak": _("One fact tells the outcome all but surely, so it must have been written down afterwards. Nothing is learnt from it."),
    "nobody_leaves": _("The orders do not show anybody leaving for good: that none does explains them as well. So no risk of leaving is told."),
    "no_lines": _("No product has a line yet: give products a series on their pages, and who wants which is told."),
    "no_orders": _("There are no orders to learn from yet, or what customers are worth was not reckoned yet."),
}  # fmt: skip
STEPS: dict[str, Label] = {
    "promise": _("Keep an overdue promise"),
    "money": _("Ask for overdue money"),
    "quote": _("Ask after a quote"),
    "leaving": _("Speak with who may leave"),
    "offer": _("Offer what is likely next"),
    "silent": _("Break a silence"),
}
FAMILIES: dict[str, Label] = {
    "logistic": _("Logistic regression"),
    "boosting": _("Gradient-boosted trees"),
}
TITLES: dict[str, Label] = {
    Question.LEAD: _("Leads that convert"),
    Question.LEAVING: _("Customers who leave"),
    Question.LINE: _("Product lines that a customer wants"),
}
MEANINGS: dict[str, Label] = {
    Question.LEAD: _("The chance that an open lead is converted within 90 days, told by what was known of it and its customer at the time."),
    Question.LEAVING: _("The chance that a customer does not buy again within his own time: twice the gap between his purchases, drawn towards that of all, 14 to 120 days. Told of customers who bought on two days at least and are not silent for longer already."),
    Question.LINE: _("The chance that a customer buys from a product line within 90 days: by an order, or by an opportunity that is won. Told of customers who had to do with a line, by what they bought, asked and said until then. A line is the series that stands on a product's page."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A reason: its words, its value in words, what it adds to the log-odds."""

    label: Label
    value: str
    adds: float


def label(name: str) -> Label:
    """The words for a fact."""
    return name[len(SAID) :] if name.startswith(SAID) else FACTS[name][0] if name in FACTS else name


def said(reasons: Sequence[Sequence[Any]]) -> list[Said]:
    """Reasons as they were kept, in words."""
    return [Said(label(name), _value(name, value), adds) for name, value, adds in reasons]


def _value(name: str, value: Any) -> str:
    if value is None or value == "":
        return gettext("not known")
    if isinstance(value, str):
        return value
    shown = 100 * value if FACTS.get(name, ("", ""))[1] == "%" else value
    return f"{shown:,.0f}"
