"""Whoever let a decision wait past its day is reminded, once a day."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from guanxi.approvals.models import Approval, Turn
from guanxi.approvals.queries.approval import deputies_of
from guanxi.approvals.rules import is_own
from guanxi.core.actor import Actor
from guanxi.staff.actions.notice import notify
from guanxi.staff.queries.company import today_of

WAITS = gettext_noop("{title} still waits for your approval.")
CHUNK = 200  # of one transaction


def remind(*, actor: Actor, at: datetime) -> int:
    """Remind of decisions that are due, each at most once a day; answers how many, at most a chunk.

    The mark goes with the notice in one transaction: after a crash nobody is reminded twice that day.
    """
    today = today_of(at)
    rows = Turn.objects.filter(
        Q(reminded_on=None) | Q(reminded_on__lt=today), is_open=True, approved=None, due_at__lte=at
    )
    found = list(
        rows.filter(approval__state=Approval.State.WAITING)
        .select_related("approval")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("due_at", "pk")[:CHUNK]
    )
    for one in found:
        url = reverse("approval_record", args=[one.approval_id])
        for member_id in {one.approver_id, *deputies_of(one.approver_id, today)}:
            if not is_own(one.approval, member_id):
                notify(member_id, "approvals.wait", WAITS, {"title": one.approval.title}, url, actor=actor, at=at)
    Turn.objects.filter(pk__in=[one.pk for one in found]).update(reminded_on=today)
    return len(found)
