"""A leaver's decisions, steps of rules and standing in, given to whoever takes his work over, and brought back."""

from collections.abc import Sequence
from datetime import datetime

from guanxi.approvals.models import Approval, Deputy, Step, Turn
from guanxi.approvals.rules import is_own
from guanxi.core.actor import Actor


def pass_on_turns(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Have a colleague decide what is not decided; what would be his own business stays, to be withdrawn and asked anew."""
    _turns(ids, giver, taker, actor)


def return_turns(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Bring back what the taker has not decided."""
    _turns(ids, taker, giver, actor)


def _turns(ids: Sequence[int], holder: int, other: int, actor: Actor) -> None:
    actor.require("administer", "approval")
    rows = Turn.objects.filter(pk__in=ids, approver_id=holder, approved=None, approval__state=Approval.State.WAITING)
    for turn in rows.select_related("approval").order_by("pk"):
        if is_own(turn.approval, other):
            continue
        turn.approver_id = other
        turn.save(update_fields=["approver"])
        if other not in turn.approval.approvers:
            turn.approval.approvers = [*turn.approval.approvers, other]
            turn.approval.save(update_fields=["approvers"])


def pass_on_steps(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Have the rules name a colleague instead."""
    actor.require("administer", "approval")
    Step.objects.filter(pk__in=ids, member_id=giver).update(member_id=taker)


def pass_on_deputies(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Have a colleague stand in; nobody does for himself: that one ends."""
    actor.require("administer", "staff")
    rows = Deputy.objects.filter(pk__in=ids, deputy_id=giver)
    rows.filter(member_id=taker).delete()
    rows.update(deputy_id=taker)


def return_deputies(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Bring back what the taker still stands in for."""
    actor.require("administer", "staff")
    Deputy.objects.filter(pk__in=ids, deputy_id=taker).update(deputy_id=giver)


def return_steps(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Have the rules name him again where they still name the taker."""
    actor.require("administer", "approval")
    Step.objects.filter(pk__in=ids, member_id=taker).update(member_id=giver)
