"""Scorecards for tests. Call them with an actor set."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.steering.actions.card import GoalGiven, save_card
from guanxi.steering.models import Aim, Card, Evaluation, Line, Phase, Review, Scheme, Statement

QUARTER = date(2026, 1, 1)


def goal(measure: str, goal: float, warn: float, weight: int) -> GoalGiven:
    """A goal as it would be typed."""
    return GoalGiven(measure, Decimal(str(goal)), Decimal(str(warn)), weight)


def make_card(*goals: GoalGiven, actor: Actor, first: date = QUARTER, **whose: Any) -> Card:
    """The card of a quarter; without `member_id` or `department_id` the company's."""
    named = {"span": "quarter", "first": first, "member_id": None, "department_id": None, **whose}
    return save_card(named, goals or [goal("won_amount", 1000, 800, 100)], "CNY", actor=actor, at=clock.now())


def make_statement(member: Any, title: str, *, actor: Actor) -> Statement:
    """An open statement of one line, of a scheme for this member alone."""
    scheme = Scheme.objects.create(
        name="Commission", basis="won", way="percent", span="quarter", currency="CNY", steps=[["0", "3"]], people=[member.pk],
        state="active", begins=QUARTER, made_by_id=actor.member_id, made_at=clock.now(),
    )  # fmt: skip
    made = Statement.objects.create(scheme=scheme, member=member, first=QUARTER, payout=30, reckoned_at=clock.now())
    Line.objects.create(
        statement=made, place=1, kind="opportunity", record=1, title=title, day=QUARTER, amount=1000, percent=100,
        counted=1000, parts=[["1000", "3"]], payout=30,
    )  # fmt: skip
    return made


def make_evaluation(member: Any, manager: Any, words: str) -> Evaluation:
    """An open one in which the manager handed in his words."""
    given = {"due_on": QUARTER.replace(month=5), "opened_at": clock.now()}
    made = Evaluation.objects.create(span="quarter", first=QUARTER, member=member, manager=manager, **given)
    Review.objects.create(
        evaluation=made, side="manager", words=words, written_by=manager, written_at=clock.now(), given_at=clock.now()
    )
    return made


def make_phase() -> Phase:
    """A phase of a week that begins after every other one, with an aim of the company."""
    last = Phase.objects.order_by("-ends").first()
    begins = (last.ends if last else QUARTER) + timedelta(days=1)
    made = Phase.objects.create(name="Begin", begins=begins, ends=begins + timedelta(days=6), made_at=clock.now())
    Aim.objects.create(phase=made, measure="active", target=50)
    return made
