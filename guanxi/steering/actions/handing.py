"""Evaluations that a leaver has to write, given to whoever takes his work over, and brought back."""

from collections.abc import Sequence
from datetime import datetime

from guanxi.core.actor import Actor
from guanxi.steering.models import Evaluation


def pass_on_evaluations(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Have a colleague evaluate where it is open, with what was begun; nobody evaluates himself, and nobody chooses who evaluates him."""
    _pass(ids, giver, taker, actor)


def return_evaluations(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Bring back what is still open."""
    _pass(ids, taker, giver, actor)


def _pass(ids: Sequence[int], holder: int, other: int, actor: Actor) -> None:
    actor.require("administer", "scorecard")
    rows = Evaluation.objects.filter(pk__in=ids, manager_id=holder, state=Evaluation.State.OPEN)
    rows.exclude(member_id__in=[other, actor.member_id or 0]).update(manager_id=other)
