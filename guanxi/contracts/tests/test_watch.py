"""What the house tells by itself every morning: each thing once."""

from datetime import date, timedelta

import pytest

from guanxi.contracts.actions.contract import edit_contract
from guanxi.contracts.actions.payment import record_payment
from guanxi.contracts.actions.plan import Planned, set_plan
from guanxi.contracts.factories import make_contract
from guanxi.contracts.jobs import watch_contracts
from guanxi.contracts.models import Contract
from guanxi.contracts.queries.contract import contracts, plan_of
from guanxi.core import clock
from guanxi.core.actor import acting_as
from guanxi.staff.models import Notice
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db


def told(member) -> list[tuple[str, str]]:
    with acting_as(member.pk, through="page"):
        return sorted((one.kind, one.params["day"]) for one in Notice.objects.all())


def in_days(days: int) -> date:
    return clock.now().date() + timedelta(days=days)


def test_an_ending_is_told_once_and_a_new_ending_anew(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        given = {"actor": actor, "at": clock.now()}
        soon, late, open_ended = (make_contract(house.customer, 5, owner=house.seller) for _ in range(3))
        set_plan(soon, [Planned(in_days(90), soon.amount)], **given)
        for one in (late, open_ended):
            set_plan(one, [Planned(in_days(90), one.amount)], **given)
        edit_contract(soon, {"ends_on": in_days(20)}, **given)
        edit_contract(late, {"ends_on": in_days(60)}, **given)
    watch_contracts(0)
    watch_contracts(0)
    first = ("contracts.ends", in_days(20).isoformat())
    assert told(house.seller) == [first]
    with acting_as(house.seller.pk, through="page") as actor:
        edit_contract(contracts(actor).get(pk=soon.pk), {"ends_on": in_days(25)}, actor=actor, at=clock.now())
    watch_contracts(0)
    watch_contracts(0)
    assert told(house.seller) == [first, ("contracts.ends", in_days(25).isoformat())]
    assert told(house.stranger) == []


def test_an_overdue_instalment_is_told_once_on_the_timeline_too(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        given = {"actor": actor, "at": clock.now()}
        one = make_contract(house.customer, 90, owner=house.seller)
        row = plan_of(one)[0]
        rows = [Planned(in_days(-3), 40, id=row.pk), Planned(in_days(-1), 30), Planned(in_days(9), 20)]
        set_plan(one, rows, **given)
        record_payment({"contract": one.pk, "amount": 40}, **given)
    watch_contracts(0)
    watch_contracts(0)
    late = ("contracts.overdue", in_days(-1).isoformat())
    assert told(house.seller) == [late]
    with acting_as(house.seller.pk, through="page") as actor:
        entry = Entry.objects.get(kind="payment", data__became="overdue")
        assert (entry.subject, entry.data["amount"]) == (one.number, "30.00")
        moved = [Planned(p.due_on, p.amount, "", p.pk) for p in plan_of(one)]
        moved[1] = Planned(in_days(-2), 30, "", moved[1].id)
        set_plan(Contract.objects.get(), moved, actor=actor, at=clock.now())
    watch_contracts(0)
    assert told(house.seller) == [("contracts.overdue", in_days(-2).isoformat()), late]


def test_drafts_and_void_contracts_are_not_told_of(house) -> None:
    with acting_as(house.seller.pk, through="page"):
        make_contract(house.customer, 5, owner=house.seller, status="draft")
        make_contract(house.customer, 5, owner=house.seller, status="void", void_reason="x")
    watch_contracts(0)
    assert told(house.seller) == []
