"""What members hold of the timeline when they leave: open tasks and open promises."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.core import holdings
from guanxi.timeline.actions import handing
from guanxi.timeline.kind import TASK
from guanxi.timeline.models import Promise, Task


def _homes_of_promises(ids: Sequence[int]) -> dict[int, int | None]:
    return dict(Promise.objects.filter(pk__in=ids).values_list("pk", "customer_id"))


def _homes_of_tasks(ids: Sequence[int]) -> dict[int, int | None]:
    return dict(Task.objects.filter(pk__in=ids).values_list("pk", "customer_id"))


def register_holdings() -> None:
    """Say what changes hands, and what stays."""
    holdings.register(
        holdings.owned(
            TASK,
            label=_("Open tasks"),
            held=lambda member: holdings.Rows(
                Task.objects.alive().filter(owner_id=member, done_at=None, customer__deleted_at__isnull=True)
            ),
            move=handing.hand_on_tasks,
            back=handing.return_tasks,
            homes=_homes_of_tasks,
            url=lambda member: f"{reverse('task_list')}?f=owner:any:{member};state:any:open,overdue",
            place=60,
        )
    )
    holdings.register(
        holdings.Holding(
            "promise",
            _("Open promises"),
            "heart-handshake",
            "timeline_promise.owner_id",
            held=lambda member: holdings.Rows(
                Promise.objects.alive().filter(owner_id=member, closed_as="", customer__deleted_at__isnull=True)
            ),
            move=handing.hand_on_promises,
            back=handing.return_promises,
            homes=_homes_of_promises,
            rights=("promise.assign", "promise.edit", "customer.edit"),
            scope="customer",
            history=("promise", "owner_id"),
            url=lambda member: f"{reverse('promise_list')}?f=owner:any:{member};state:any:open,overdue",
            place=55,
        )
    )
    holdings.stays(
        timeline_entry__member_id="who wrote it",
        timeline_promise__promised_by_id="who said it",
        timeline_promise__closed_by_id="who kept or withdrew it",
        timeline_farewell__taker_id="who was named to the customer",
        timeline_declined__member_id="who answered that it is no promise",
        timeline_task__done_by_id="who did it",
    )
