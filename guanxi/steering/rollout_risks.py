"""What endangers a roll-out, by stated rules: each a sentence with what to do and where. No I/O; thresholds stand in rollout.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guanxi.steering.queries.rollout import Known, Person
from guanxi.steering.rollout import ENDING, FELL, INVITED, LATELY, NAMED, UNOWNED


@dataclass(frozen=True, slots=True)
class Risk:
    """What is wrong, what to do, and the address where: a name of an address with its query, or ""."""

    says: str
    advice: str
    page: str = ""
    query: str = ""


def silent(team: str, people: Sequence[Person], today: date) -> Risk | None:
    """Nobody of a team wrote anything lately; "" is the team of a reader who sees nobody but himself."""
    active = [one for one in people if one.active]
    first = today - timedelta(days=LATELY - 1)
    if not active or any(one.wrote_since(first) for one in active):
        return None
    if not team:
        said = _("You wrote nothing in the last {days} days.").format(days=LATELY)
        return Risk(said, _("Write down your visits and calls, best from the phone and on the day they happen."), "day")
    says = _("Nobody of {team} wrote anything in the last {days} days.").format(team=team, days=LATELY)
    return Risk(says, _("Talk to them this week: what keeps them from it?"))


def never_came(people: Iterable[Person], now: datetime) -> Risk | None:
    """Who was invited a while ago and has never signed in."""
    late = now - timedelta(days=INVITED)
    found = [one.name for one in people if one.active and one.signed_in is None and one.invited and one.invited <= late]
    if not found:
        return None
    names = pgettext("between words", ", ").join(found[:NAMED])
    if len(found) > NAMED:
        more = len(found) - NAMED
        names += " " + ngettext("and {number} more", "and {number} more", more).format(number=more)
    says = _("Invited {days} days ago or earlier, but never signed in: {names}.").format(days=INVITED, names=names)
    return Risk(says, _("Send the invitation again, or sit down with them for ten minutes."), "staff_members")


def unowned(whole: Known, nobodys: Known) -> Risk | None:
    """Too many customers are nobody's."""
    share = 100 * nobodys.customers / whole.customers if whole.customers else 0
    if share <= UNOWNED:
        return None
    says = _("{share} % of the customers have no owner; from {limit} % on nobody feels responsible.")
    told = says.format(share=f"{share:.0f}", limit=UNOWNED)
    return Risk(told, _("Hand them over."), "customer_list", "f=owner:empty")


def fell(team: str, known: Known) -> Risk | None:
    """Less is known of a team's customers than a week before."""
    if known.mean is None or known.before is None or known.before - known.mean < FELL:
        return None
    says = _("What is known of the customers of {team} fell from {before} % to {now} % within a week.")
    told = says.format(team=team, before=f"{known.before:.0f}", now=f"{known.mean:.0f}")
    return Risk(
        told, _("See which import or hand-over brought customers of whom little is known, and fill the worst field.")
    )


def ending(phase: str, ends: date, missing: int, today: date) -> Risk | None:
    """A phase ends soon with goals missing."""
    left = (ends - today).days
    if not missing or not 0 <= left <= ENDING:
        return None
    says = ngettext(
        "“{phase}” ends on {day}, and {number} goal is not reached.",
        "“{phase}” ends on {day}, and {number} goals are not reached.", missing,
    ).format(phase=phase, day=ends.isoformat(), number=missing)  # fmt: skip
    return Risk(says, _("Decide now: do what the goals say, or give the phase more days."))
