"""A colleague's open tasks and promises given to whoever takes his work over, and brought back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from guanxi.core.actor import Actor
from guanxi.core.holdings import give
from guanxi.core.refused import Refused
from guanxi.customers.models import Customer
from guanxi.timeline.actions.mention import let_see
from guanxi.timeline.actions.task import assign_tasks
from guanxi.timeline.models import Promise, Task


def hand_on_tasks(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Give open tasks to a colleague and let him see their customers; those of a customer that cannot be shown stay."""
    rows = dict(Task.objects.filter(pk__in=ids, owner_id=giver).values_list("pk", "customer_id"))
    shown = _shown({one for one in rows.values() if one}, taker, actor, at)
    assign_tasks(
        [pk for pk, customer in rows.items() if customer is None or customer in shown], taker, actor=actor, at=at
    )


def hand_on_promises(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Have a colleague keep what is still open, and let him see the customers. Who made the promises stays."""
    actor.require("assign", "promise")
    actor.require("edit", "promise")
    rows = Promise.objects.alive().filter(pk__in=ids, owner_id=giver, closed_as="")
    shown = _shown(set(rows.values_list("customer_id", flat=True)), taker, actor, at)
    rows.filter(customer_id__in=shown).update(owner_id=taker)


def return_tasks(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Bring tasks back that are still the taker's and open."""
    actor.require("assign", "task")
    open_ones = Task.objects.alive().filter(pk__in=ids, owner_id=taker, done_at=None)
    give("timeline_task", list(open_ones.values_list("pk", flat=True)), giver)


def return_promises(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Bring promises back that are still the taker's and open."""
    actor.require("assign", "promise")
    actor.require("edit", "promise")
    Promise.objects.alive().filter(pk__in=ids, owner_id=taker, closed_as="").update(owner_id=giver)


def _shown(customers: Iterable[int], member_id: int, actor: Actor, at: datetime) -> set[int]:
    """The customers that the member sees, shared with him for reading where he did not."""
    shown = set()
    for customer in Customer.objects.alive().filter(pk__in=customers):
        try:
            let_see(customer, [member_id], share=True, actor=actor, at=at)
        except Refused:
            continue
        shown.add(customer.pk)
    return shown
