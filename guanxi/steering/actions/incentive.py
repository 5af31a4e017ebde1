"""Incentive schemes: made, tried on a past period, put in force, ended."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.models import Member
from guanxi.staff.queries.company import today_of
from guanxi.steering import paying, periods
from guanxi.steering.models import Scheme
from guanxi.steering.queries import counting

MOST = 20_000  # records that a trial reads while a page waits
STEPS = 4


@dataclass(frozen=True, slots=True)
class Tried:
    """What a member would have got by what is in force, and by the scheme; smallest units."""

    member: Member
    before: int
    after: int

    @property
    def change(self) -> int:
        """What he wins or loses."""
        return self.after - self.before


def keep(actor: Actor) -> None:
    """Schemes are kept by whoever may edit incentives and sees everybody's; raises `NotAllowed`."""
    actor.require("edit", "incentive")
    if not actor.sees_all("incentive"):
        raise NotAllowed(_("Schemes are kept by those who see everybody's incentives."))


def save_scheme(scheme: Scheme | None, values: dict[str, Any], *, actor: Actor, at: datetime) -> Scheme:
    """Write down what is paid for what: a new draft, or one that is not in force yet. Raises `Refused`."""
    keep(actor)
    if scheme is not None and scheme.state != Scheme.State.DRAFT:
        raise Refused(_("What is in force does not change. End it and begin a new one."))
    _check(values)
    made = scheme or Scheme()
    for name, value in values.items():
        setattr(made, name, value)
    made.made_by_id, made.made_at, made.tried_at = actor.member_id, at, None
    made.save()
    return made


def _check(values: dict[str, Any]) -> None:
    currency = values["currency"]
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha() or not currency.isupper():
        raise Refused(_("Give the currency by its three letters, such as CNY."), field="currency")
    steps = [(Decimal(begin), Decimal(rate)) for begin, rate in values["steps"]]
    if not steps:
        raise Refused(_("Give at least one step and its rate."), field="rate_1")
    if any(one[0] >= two[0] for one, two in itertools.pairwise(steps)):
        raise Refused(_("Each step begins above the one before."), field=f"begin_{len(steps)}")
    if any(begin < 0 or rate < 0 for begin, rate in steps):
        raise Refused(_("Steps and rates are not below 0."), field="rate_1")
    if values["way"] == Scheme.Way.PERCENT and any(rate > 100 for _begin, rate in steps):
        raise Refused(_("A rate is at most 100 %."), field="rate_1")
    if not values["department"] and not values["people"]:
        raise Refused(_("Say whom it is for: a department, or members."), field="department")


def try_scheme(scheme: Scheme, first: date, *, actor: Actor, at: datetime) -> list[Tried]:
    """What it would have paid in a past period, beside what is in force now; those who lose first. Raises `Refused`."""
    keep(actor)
    if periods.first_of(scheme.span, first) != first or periods.last_of(scheme.span, first) >= _today(at):
        raise Refused(_("Choose a period that is over."), field="period")
    with acting_as_system("incentives"):
        after = _payouts(scheme, first, periods.last_of(scheme.span, first))
        before: dict[int, int] = defaultdict(int)
        for other in comparable(scheme):
            for member, payout in _payouts(other, first, periods.last_of(scheme.span, first)).items():
                before[member] += payout
        people = Member.objects.in_bulk(sorted({*before, *after}))
    if scheme.state == Scheme.State.DRAFT:
        Scheme.objects.filter(pk=scheme.pk).update(tried_at=at)
    found = [Tried(people[one], before.get(one, 0), after.get(one, 0)) for one in people]
    return sorted(found, key=lambda one: (one.change, one.member.name_sort, one.member.pk))


def comparable(scheme: Scheme) -> list[Scheme]:
    """Schemes in force in its currency whose periods are not longer than its own."""
    rows = Scheme.objects.filter(state=Scheme.State.ACTIVE, currency=scheme.currency).exclude(pk=scheme.pk)
    months = periods.MONTHS
    return [one for one in rows.select_related("department") if months[one.span] <= months[scheme.span]]  # type: ignore[index]


def _payouts(scheme: Scheme, first: date, last: date) -> dict[int, int]:
    """What a scheme pays each member from a day to a day, period by period."""
    terms, members = counting.terms_of(scheme), counting.members_of(scheme)
    found: dict[int, int] = dict.fromkeys(members, 0)
    begin = first
    while begin <= last:
        days = begin, periods.last_of(scheme.span, begin)
        for member, items in counting.items(scheme, members, *days, most=MOST).items():
            found[member] += paying.payout(terms, items)
        begin = periods.after(scheme.span, begin)
    return found


def activate(scheme: Scheme, begins: date, *, actor: Actor, at: datetime) -> None:
    """Put it in force from a period on. It has to be tried before. Raises `Refused`."""
    keep(actor)
    if scheme.state != Scheme.State.DRAFT:
        raise Refused(_("It is in force already."))
    if scheme.tried_at is None:
        raise Refused(_("Try it on a past period first: it shows who wins and who loses."))
    if periods.first_of(scheme.span, begins) != begins:
        raise Refused(_("It begins with the first day of a period."), field="period")
    Scheme.objects.filter(pk=scheme.pk).update(state=Scheme.State.ACTIVE, begins=begins)


def end_scheme(scheme: Scheme, first: date, *, actor: Actor, at: datetime) -> None:
    """Have the period that begins on this day be its last. Raises `Refused`."""
    keep(actor)
    if scheme.state != Scheme.State.ACTIVE or scheme.begins is None:
        raise Refused(_("It is not in force."))
    if periods.first_of(scheme.span, first) != first or first < scheme.begins:
        raise Refused(_("Choose one of its periods."), field="period")
    Scheme.objects.filter(pk=scheme.pk).update(state=Scheme.State.ENDED, ends=periods.last_of(scheme.span, first))


def delete_draft(scheme: Scheme, *, actor: Actor, at: datetime) -> None:
    """Take a draft away. Raises `Refused`."""
    keep(actor)
    if scheme.state != Scheme.State.DRAFT:
        raise Refused(_("What is in force does not change. End it and begin a new one."))
    Scheme.objects.filter(pk=scheme.pk).delete()


def _today(at: datetime) -> date:
    return today_of(at)


def totals(rows: Sequence[Tried]) -> dict[str, int]:
    """The company's sums, and how many win and lose."""
    return {
        "before": sum(one.before for one in rows),
        "after": sum(one.after for one in rows),
        "change": sum(one.change for one in rows),
        "win": sum(one.change > 0 for one in rows),
        "lose": sum(one.change < 0 for one in rows),
    }
