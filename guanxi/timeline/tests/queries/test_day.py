"""The figures of my day, against a plain recomputation."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_member
from guanxi.timeline.factories import make_entry, make_task
from guanxi.timeline.models import Entry, Task
from guanxi.timeline.queries import figures
from guanxi.timeline.queries.day import my_day
from guanxi.timeline.tests.people import House

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday
DAY = timedelta(days=1)


def busy(house: House, seed: int) -> None:
    """Random contacts, customers and tasks of the seller and of others, over ten weeks."""
    rolled = random.Random(seed)

    def past() -> datetime:
        return NOW - timedelta(minutes=rolled.randint(0, 70 * 24 * 60))

    with acting_as_system("test"):
        other = make_member(password=None)
        customers = [make_customer(owner=rolled.choice([house.seller, other]), created_at=past()) for _ in range(25)]
        for _ in range(60):
            writer = rolled.choice([house.seller, other])
            make_entry(rolled.choice(customers), "call", at=past(), member=writer, channel=rolled.choice(["phone", ""]))
        for _ in range(30):
            made = past()
            done = rolled.choice([None, min(NOW, made + timedelta(hours=rolled.randint(1, 900)))])
            make_task(owner=rolled.choice([house.seller, other]), created_at=made, done_at=done)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_figures_equal_a_plain_recomputation(house: House, seed: int) -> None:
    busy(house, seed)
    me = house.seller.pk
    monday, first = datetime(2026, 3, 16, tzinfo=NOW.tzinfo), datetime(2026, 2, 17, tzinfo=NOW.tzinfo)
    starts = [monday - 7 * DAY * back for back in range(7, -1, -1)]
    spans = list(zip(starts, [*starts[1:], NOW], strict=True))
    with acting_as(me, through="page"):
        seen = list(Entry.objects.all())
        mine = [one for one in seen if one.member_id == me and one.channel]
        came = [one.created_at for one in Customer.objects.filter(owner_id=me)]
        tasks = list(Task.objects.filter(owner_id=me))

        def within(start: datetime, end: datetime) -> list[Entry]:
            return [one for one in mine if start <= one.at < end]

        def still_open(at: datetime) -> int:
            return sum(one.created_at <= at and (one.done_at is None or one.done_at > at) for one in tasks)

        contacts = figures.contacts(me, NOW)
        assert contacts.course == [len(within(*span)) for span in spans]
        assert (contacts.value, contacts.before) == (
            len(within(monday, NOW)),
            len(within(monday - 7 * DAY, NOW - 7 * DAY)),
        )
        reached = figures.reached(me, NOW)
        assert reached.course == [len({one.customer_id for one in within(*span)}) for span in spans]
        assert reached.value == len({one.customer_id for one in within(first, NOW)})
        assert reached.before == len({one.customer_id for one in within(first - 30 * DAY, NOW - 30 * DAY)})
        arrivals = figures.arrivals(me, NOW)
        assert arrivals.value == sum(first <= at < NOW for at in came)
        assert arrivals.before == sum(first - 30 * DAY <= at < NOW - 30 * DAY for at in came)
        assert arrivals.course == [sum(start <= at < end for at in came) for start, end in spans]
        open_tasks = figures.open_tasks(me, NOW)
        assert (open_tasks.value, open_tasks.before) == (still_open(NOW), still_open(NOW - 7 * DAY))
        assert open_tasks.course == [still_open(end) for _start, end in spans]


def test_change_is_relative_and_unknown_without_a_before() -> None:
    assert figures.Figure(6, 4, []).change == 0.5
    assert figures.Figure(6, 0, []).change is None


def test_the_lists_hold_what_is_mine_at_its_time(house: House) -> None:
    me = house.seller
    with acting_as_system("test"):
        make_task("late", owner=me, due_at=NOW - timedelta(minutes=1))
        make_task("now", owner=me, due_at=NOW)
        make_task("tonight", owner=me, due_at=NOW.replace(hour=23, minute=59))
        make_task("tomorrow", owner=me, due_at=NOW.replace(hour=0, minute=0) + DAY)
        make_task("done", owner=me, due_at=NOW - DAY, done_at=NOW)
        make_task("foreign", owner=house.manager, due_at=NOW - DAY)
        make_task("resting", owner=me, due_at=NOW - DAY, customer=make_customer(owner=me, deleted_at=NOW))
        make_customer("ring late", owner=me, next_contact_at=NOW - DAY, created_at=NOW)
        make_customer("ring today", owner=me, next_contact_at=NOW + timedelta(hours=1), created_at=NOW)
    with acting_as(me.pk, through="page"):
        day = my_day(me.pk, now=NOW)
    assert [(due.task or due.customer).__str__() for due in day.overdue] == ["ring late", "late"]
    assert [(due.task or due.customer).__str__() for due in day.today] == ["now", "ring today", "tonight"]


def test_gone_silent_is_who_is_active_and_unheard_for_thirty_days(house: House) -> None:
    me, ago = house.seller, NOW - 31 * DAY
    with acting_as_system("test"):
        Customer.objects.filter(pk=house.customer.pk).update(last_contact_at=NOW)
        make_customer("silent", owner=me, stage="customer", last_contact_at=ago)
        make_customer("never", owner=me, stage="prospect", created_at=NOW - 90 * DAY)
        make_customer("fresh", owner=me, stage="prospect", created_at=NOW - 2 * DAY)
        make_customer("heard", owner=me, stage="customer", last_contact_at=NOW - 29 * DAY)
        make_customer("planned", owner=me, stage="customer", last_contact_at=ago, next_contact_at=NOW + DAY)
        make_customer("lead", owner=me, stage="lead", last_contact_at=ago)
        make_customer("lapsed", owner=me, stage="lapsed", last_contact_at=ago)
        make_customer("foreign", owner=house.manager, stage="customer", last_contact_at=ago)
        make_customer("binned", owner=me, stage="customer", last_contact_at=ago, deleted_at=NOW)
    with acting_as(me.pk, through="page"):
        day = my_day(me.pk, now=NOW)
    assert [one.name for one in day.silent] == ["never", "silent"]
    assert (day.silent_count, day.days, day.active, day.unplanned) == (2, 30, 6, 5)


def test_gone_silent_walks_its_index(house: House) -> None:
    from django.db import connection

    from guanxi.timeline.queries.silence import silent

    with acting_as_system("test"):
        customers = (
            Customer(
                name=f"c{n}",
                name_sort=f"c{n}",
                owner=house.seller if n % 50 == 0 else house.manager,
                stage="customer",
                last_contact_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
            for n in range(3000)
        )
        Customer.objects.bulk_create(customers, batch_size=1000)
    with acting_as(house.seller.pk, through="page"):
        plan = silent(house.seller.pk, now=NOW, days=30)[:50].explain()
        assert "customer_silent" in plan, plan
        assert connection.in_atomic_block
