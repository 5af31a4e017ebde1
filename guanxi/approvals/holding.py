"""What members hold of approvals when they leave: decisions that wait for them, steps of rules, standing in for others."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.approvals.actions import handing
from guanxi.approvals.models import Approval, Deputy, Step, Turn
from guanxi.core import clock, holdings
from guanxi.staff.queries.company import today_of


def _homes(ids: Sequence[int]) -> dict[int, int | None]:
    return dict(Turn.objects.filter(pk__in=ids).values_list("pk", "approval__customer_id"))


def _waiting(member: int) -> holdings.Rows:
    rows = Turn.objects.filter(approver_id=member, approved=None, approval__state=Approval.State.WAITING)
    return holdings.Rows(rows)


def _standing_in(member: int) -> holdings.Rows:
    return holdings.Rows(Deputy.objects.filter(deputy_id=member, until_on__gte=today_of(clock.now())))


def register_holdings() -> None:
    """Say what changes hands, and what stays."""
    rights = ("approval.administer", "staff.administer")
    holdings.register(
        holdings.Holding(
            "approval",
            _("Decisions that wait for them"),
            "checklist",
            "approvals_turn.approver_id",
            held=_waiting,
            move=handing.pass_on_turns,
            back=handing.return_turns,
            homes=_homes,
            rights=rights,
            history=("turn", "approver_id"),
            url=lambda _member: reverse("approval_list"),
            place=72,
        )
    )
    holdings.register(
        holdings.Holding(
            "approval_step",
            _("Steps of approval rules"),
            "list-check",
            "approvals_step.member_id",
            held=lambda member: holdings.Rows(Step.objects.filter(member_id=member)),
            move=handing.pass_on_steps,
            back=handing.return_steps,
            rights=rights,
            history=("step", "member_id"),
            url=lambda _member: reverse("approval_rules"),
            place=74,
        )
    )
    holdings.register(
        holdings.Holding(
            "approval_deputy",
            _("Standing in for colleagues"),
            "user-check",
            "approvals_deputy.deputy_id",
            held=_standing_in,
            move=handing.pass_on_deputies,
            back=handing.return_deputies,
            rights=rights,
            history=("deputy", "deputy_id"),
            url=lambda _member: reverse("approval_list"),
            place=76,
        )
    )
    holdings.stays(
        approvals_approval__asked_by_id="who asked",
        approvals_deputy__member_id="who was away; what waits for him goes on by itself",
        approvals_turn__decided_by_id="who decided",
    )
