"""Setting the goals of a scorecard, closing it, opening it again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, ProgrammingError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.queries.company import today_of
from guanxi.steering.measured import BY_NAME
from guanxi.steering.models import Card, Goal
from guanxi.steering.periods import first_of, last_of

WHOLE = 100


@dataclass(frozen=True, slots=True)
class GoalGiven:
    """A goal as it was typed: shares in percent."""

    measure: str
    goal: Decimal | None
    warn: Decimal | None
    weight: int | None


def save_card(whose: dict[str, Any], goals: Sequence[GoalGiven], currency: str, *, actor: Actor, at: datetime) -> Card:
    """Set the goals of a card, which is made where there is none; `whose`: span, first, member_id, department_id. Raises `Refused`."""
    actor.require("edit", "scorecard")
    if first_of(whose["span"], whose["first"]) != whose["first"]:
        raise Refused(_("Choose a month, a quarter or a year."), field="period")
    if not actor.sees_all("scorecard") and whose.get("member_id") == actor.member_id is not None:
        raise NotAllowed(_("Your own scorecard is set by somebody else."))
    if len(currency) != 3 or not currency.isascii() or not currency.isupper() or not currency.isalpha():
        raise Refused(_("Give the currency by its three letters, such as CNY."), field="currency")
    check(goals)
    try:
        with transaction.atomic():
            card, made = Card.objects.get_or_create(**whose, defaults={"set_by_id": actor.member_id, "set_at": at})
            if card.is_closed:
                raise Refused(_("This scorecard is closed. Open it again first."))
            if not made:
                changed = Card.objects.filter(pk=card.pk).update(set_by_id=actor.member_id, set_at=at)
                if not changed:
                    raise NotAllowed(_("You may see this scorecard, but not change it."))
            _write(card, goals, currency)
    except ProgrammingError as error:  # the policy of the table: outside the data scope
        raise NotAllowed(_("You do not see the scorecards of everybody in it.")) from error
    except IntegrityError as error:
        raise Refused(_("This member or department is not there any more."), field="member") from error
    return card


def check(goals: Iterable[GoalGiven]) -> None:
    """Whether goals can be judged by; raises `Refused` at the input to mend."""
    used = [one for one in goals if one.weight or one.goal is not None or one.warn is not None]
    if not used:
        raise Refused(_("Give at least one goal and its weight."))
    for one in used:
        measured = BY_NAME[one.measure]
        if not one.weight:
            raise Refused(_("This goal needs a weight."), field=f"{one.measure}_weight")
        if one.goal is None:
            raise Refused(_("What has a weight needs a goal."), field=f"{one.measure}_goal")
        if one.warn is None:
            raise Refused(_("Say from where on it is yellow."), field=f"{one.measure}_warn")
        if measured.less and one.warn < one.goal:
            raise Refused(_("Less is better here, so yellow reaches above the goal."), field=f"{one.measure}_warn")
        if not measured.less and one.warn > one.goal:
            raise Refused(_("More is better here, so yellow begins below the goal."), field=f"{one.measure}_warn")
    whole = sum(one.weight or 0 for one in used)
    if whole != WHOLE:
        raise Refused(gettext("The weights add up to {whole} %. They have to be 100 %.").format(whole=whole))


def _write(card: Card, goals: Sequence[GoalGiven], currency: str) -> None:
    kept = {one.measure: one for one in card.goals.all()}
    for given in goals:
        old = kept.pop(given.measure, None)
        if not given.weight:
            if old:
                old.delete()
            continue
        money = currency if BY_NAME[given.measure].unit == "money" else ""
        said = {"goal": given.goal, "warn": given.warn, "weight": given.weight, "currency": money}
        Goal.objects.update_or_create(card=card, measure=given.measure, defaults=said)
    for old in kept.values():
        old.delete()


def close_cards(cards: Sequence[Card], *, actor: Actor, at: datetime) -> int:
    """Have their figures stay as they are; answers how many. Raises `Refused` where one cannot be closed yet."""
    actor.require("edit", "scorecard")
    today = today_of(at)
    for card in cards:
        if last_of(card.span, card.first) >= today:
            raise Refused(_("The period is not over yet."))
        result = getattr(card, "result", None)
        if result is None or result.at < card.set_at:
            raise Refused(_("It has to be reckoned before it is closed."))
    ids = [one.pk for one in cards]
    rows = Card.objects.filter(pk__in=ids, state=Card.State.OPEN)
    changed = rows.update(state=Card.State.CLOSED, closed_by_id=actor.member_id, closed_at=at)
    if ids and not changed:
        raise NotAllowed(_("You may see this scorecard, but not change it."))
    return changed


def reopen_card(card: Card, reason: str, *, actor: Actor, at: datetime) -> None:
    """Have its figures follow the records again; the page says so from then on. Raises `Refused`."""
    actor.require("administer", "scorecard")
    if not reason.strip():
        raise Refused(_("Say why it is opened again."), field="reason")
    said = {"reopened_by_id": actor.member_id, "reopened_at": at, "reason": reason.strip()[:300]}
    if not Card.objects.filter(pk=card.pk, state=Card.State.CLOSED).update(state=Card.State.OPEN, **said):
        raise Refused(_("This scorecard is open already."))


def put_away(card: Card, *, actor: Actor, at: datetime) -> None:
    """Take a scorecard away; it can be brought back. One that is closed stays. Raises `Refused`."""
    actor.require("edit", "scorecard")
    if card.is_closed:
        raise Refused(_("What is closed stays. Open it again first, with a reason."))
    gone = {"deleted_at": at, "deleted_by_id": actor.member_id}
    if not Card.objects.filter(pk=card.pk, state=Card.State.OPEN).update(**gone):
        raise NotAllowed(_("You may see this scorecard, but not change it."))


def bring_back(card: Card, *, actor: Actor, at: datetime) -> None:
    """Have a scorecard again that was put away. Raises `Refused` where another was made meanwhile."""
    actor.require("edit", "scorecard")
    rows = Card.everything.filter(pk=card.pk, deleted_at__isnull=False)
    try:
        with transaction.atomic():
            found = rows.update(deleted_at=None, deleted_by_id=None)
    except IntegrityError as error:
        raise Refused(_("Another scorecard was made for this period meanwhile. Put that one away first.")) from error
    if not found:
        raise NotAllowed(_("You may see this scorecard, but not change it."))
