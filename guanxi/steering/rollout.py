"""What a roll-out is measured by, from which figures on it is at risk, and what a company may begin with. No I/O."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# From here on a risk is named.
LATELY = 7  # days in which nobody of a team wrote; the days that "active" and entries look back
WIDELY = 28  # days of the wider look at who wrote what
INVITED = 7  # days since an invitation that nobody followed
UNOWNED = 10  # percent of the customers that have no owner
FELL = 1  # points by which completeness fell within LATELY days
ENDING = 7  # days before the end of a phase with goals missing
NAMED = 5  # of one sort of risk, as many are named one by one

# What is counted as writing, from the history: the kinds of record of each area; timeline entries and imports are counted beside.
AREAS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "entries": (_("Timeline entries"), ()),
    "customers": (_("Customers and contacts"), ("customer", "contact")),
    "tasks": (_("Tasks"), ("task",)),
    "deals": (_("Leads and opportunities"), ("lead", "opportunity")),
    "quotes": (_("Quotes"), ("quote",)),
    "promises": (_("Promises"), ("promise",)),
    "imports": (_("Imports"), ()),
}


@dataclass(frozen=True, slots=True)
class Use:
    """A measure of a roll-out. `of_team`: it can be asked of a team; `advice` is what to do where it is short."""

    name: str
    label: str | Promise
    words: str | Promise
    unit: str
    advice: str | Promise
    page: str
    of_team: bool = True


USES = (
    Use(
        "signed_in", _("Signed in at least once"), _("Of the active members, those who have ever signed in."), "share",
        _("Send the invitation again, or sit down with them for ten minutes."), "staff_members",
    ),
    Use(
        "active", _("Wrote something in the last 7 days"), _("Of the active members, those who wrote anything in the last 7 days."), "share",
        _("Ask who does not write what keeps them from it, and take one step of it away."), "rollout",
    ),
    Use(
        "entries", _("Timeline entries per member, 7 days"),
        _("Notes, calls, visits and mails of the last 7 days, by the day on which they happened, per active member."), "number",
        _("Write down visits and calls on the day they happen, best from the phone."), "day",
    ),
    Use(
        "complete", _("Completeness of customers"), _("The mean of what is known of each customer, of what ought to be known."), "share",
        _("Work through the list of the field that is missing most often."), "rollout",
    ),
    Use(
        "owned", _("Customers with an owner"), _("Of all customers, those that are somebody's."), "share",
        _("Hand over the customers that nobody looks after."), "customer_list", False,
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in USES}

# (name, days, aims of the company): one phase begins where the other ends.
TEMPLATE: tuple[tuple[str | Promise, int, tuple[tuple[str, int], ...]], ...] = (
    (pgettext_lazy("phase", "Data in"), 14, (("signed_in", 50), ("owned", 90), ("complete", 40))),
    (pgettext_lazy("phase", "Daily use"), 28, (("signed_in", 90), ("active", 60), ("entries", 5), ("complete", 55))),
    (pgettext_lazy("phase", "The whole team"), 42, (("signed_in", 100), ("active", 90), ("entries", 10), ("complete", 70))),
)  # fmt: skip
