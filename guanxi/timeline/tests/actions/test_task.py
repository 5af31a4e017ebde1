from datetime import timedelta

import pytest

from guanxi.core import clock
from guanxi.core.actor import Actor, acting_as, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.models import Collaboration, Customer
from guanxi.staff.factories import make_member, make_role
from guanxi.staff.models import Notice
from guanxi.timeline.actions import task as tasks
from guanxi.timeline.actions.mention import CannotSee
from guanxi.timeline.models import Entry, Task
from guanxi.timeline.queries.entry import corrections
from guanxi.timeline.queries.task import tasks as visible
from guanxi.timeline.tests.people import House


def notices_of(member_id: int) -> list[tuple[str, str]]:
    with acting_as_system("test"):
        rows = Notice.objects.filter(member_id=member_id).order_by("pk")
        return [(one.kind, one.params.get("task", "")) for one in rows]


def test_a_task_without_an_owner_is_my_own(house: House, actor: Actor) -> None:
    task = tasks.create_task({"title": " Call  them "}, actor=actor, at=clock.now())
    assert (task.title, task.owner_id, task.created_by_id) == ("Call them", house.seller.pk, house.seller.pk)
    assert notices_of(house.seller.pk) == []


@pytest.mark.parametrize("title", ["", "  ", "x" * 301])
def test_a_task_needs_a_short_title(house: House, actor: Actor, title: str) -> None:
    with pytest.raises(Refused) as refusal:
        tasks.create_task({"title": title}, actor=actor, at=clock.now())
    assert refusal.value.field == "title"


def test_giving_a_task_tells_the_colleague_and_the_giver_still_sees_it(house: House, actor: Actor) -> None:
    task = tasks.create_task({"title": "Visit", "owner": house.stranger.pk}, actor=actor, at=clock.now())
    assert notices_of(house.stranger.pk) == [("timeline.task", "Visit")]
    assert list(visible(actor).values_list("pk", flat=True)) == [task.pk]
    with pytest.raises(NotAllowed):
        tasks.finish_task(task, actor=actor, at=clock.now())


def test_giving_a_task_about_a_hidden_customer_asks_to_share(house: House, actor: Actor) -> None:
    values = {"title": "Visit", "owner": house.stranger.pk, "customer": house.customer.pk}
    with pytest.raises(CannotSee) as refusal:
        tasks.create_task(values, actor=actor, at=clock.now())
    assert (refusal.value.field, Task.objects.count()) == ("owner", 0)
    tasks.create_task(values, actor=actor, at=clock.now(), share=True)
    with acting_as(house.stranger.pk, through="page"):
        assert Customer.objects.get().pk == house.customer.pk


def test_giving_a_task_needs_the_verb(house: House) -> None:
    with acting_as_system("test"):
        clerk = make_member(password=None, roles=[make_role("own", verbs=["see", "create", "edit"])])
    with acting_as(clerk.pk, through="page") as actor, pytest.raises(NotAllowed):
        tasks.create_task({"title": "x", "owner": house.seller.pk}, actor=actor, at=clock.now())


def test_finishing_is_told_on_the_timeline_once(house: House, actor: Actor) -> None:
    task = tasks.create_task({"title": "Visit", "customer": house.customer.pk}, actor=actor, at=clock.now())
    at = clock.now()
    tasks.finish_task(task, actor=actor, at=at)
    tasks.finish_task(task, actor=actor, at=at)
    entry = Entry.objects.get()
    assert (entry.kind, entry.subject, entry.at, entry.data) == ("task_done", "Visit", at, {"task": task.pk})


def test_opening_again_corrects_the_entry(house: House, actor: Actor) -> None:
    task = tasks.create_task({"title": "Visit", "customer": house.customer.pk}, actor=actor, at=clock.now())
    tasks.finish_task(task, actor=actor, at=clock.now())
    tasks.reopen_task(task, actor=actor, at=clock.now())
    done, again = Entry.objects.order_by("pk")
    assert (done.kind, again.kind, again.corrects_id) == ("task_done", "task_reopened", done.pk)
    assert corrections([done, again]) == {done.pk: again.pk}
    assert Task.objects.get(pk=task.pk).done_at is None


def test_a_reader_of_the_customer_finishes_his_task_and_the_timeline_tells_it(house: House, actor: Actor) -> None:
    values = {"title": "Visit", "owner": house.stranger.pk, "customer": house.customer.pk}
    task = tasks.create_task(values, actor=actor, at=clock.now(), share=True)
    with acting_as(house.stranger.pk, through="page") as stranger:
        tasks.finish_task(Task.objects.get(pk=task.pk), actor=stranger, at=clock.now())
    assert (Entry.objects.get().kind, Entry.objects.get().member_id) == ("task_done", house.stranger.pk)
    assert notices_of(house.seller.pk) == [("timeline.task_done", "Visit")]
    with acting_as_system("test"):
        assert Collaboration.objects.get().may_edit is False


def test_assigning_moves_only_what_is_in_scope(house: House, actor: Actor) -> None:
    mine = tasks.create_task({"title": "Mine"}, actor=actor, at=clock.now())
    with acting_as_system("test"):
        foreign = Task.objects.create(title="Foreign", owner=house.stranger)
    assert tasks.assign_tasks([mine.pk, foreign.pk], house.manager.pk, actor=actor, at=clock.now()) == 1
    with acting_as_system("test"):
        owners = dict(Task.objects.values_list("title", "owner_id"))
    assert owners == {"Mine": house.manager.pk, "Foreign": house.stranger.pk}
    assert notices_of(house.manager.pk) == [("timeline.task", "Mine")]


def test_editing_changes_fields_and_hands_over(house: House, actor: Actor) -> None:
    task = tasks.create_task({"title": "A"}, actor=actor, at=clock.now())
    due = clock.now() + timedelta(days=1)
    tasks.edit_task(task, {"title": "B", "due_at": due, "owner": house.manager.pk}, actor=actor, at=clock.now())
    fresh = Task.objects.get(pk=task.pk)
    assert (fresh.title, fresh.due_at, fresh.owner_id) == ("B", due, house.manager.pk)


def test_deleting_and_restoring(house: House, actor: Actor) -> None:
    task = tasks.create_task({"title": "A"}, actor=actor, at=clock.now())
    assert tasks.delete_tasks([task.pk], actor=actor, at=clock.now()) == 1
    assert list(visible(actor)) == []
    assert tasks.restore_tasks([task.pk], actor=actor, at=clock.now()) == 1
    assert list(visible(actor)) == [task]


def test_tasks_rest_with_a_customer_in_the_bin(house: House, actor: Actor) -> None:
    tasks.create_task({"title": "A", "customer": house.customer.pk}, actor=actor, at=clock.now())
    Customer.objects.filter(pk=house.customer.pk).update(deleted_at=clock.now())
    assert list(visible(actor)) == []


@pytest.mark.parametrize(("hours", "done", "state"), [(-1, False, "overdue"), (1, False, "open"), (-1, True, "done")])
def test_the_state_of_a_task(house: House, actor: Actor, hours: int, done: bool, state: str) -> None:
    task = tasks.create_task(
        {"title": "A", "due_at": clock.now() + timedelta(hours=hours)}, actor=actor, at=clock.now()
    )
    if done:
        tasks.finish_task(task, actor=actor, at=clock.now())
    assert visible(actor).get().state == state
