"""The promise ledger: who may write what, what the timeline tells, what follows a hand-over."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from guanxi.core import clock
from guanxi.core.actor import Actor, acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.actions.customer import assign_customers, delete_customers, restore_customers
from guanxi.customers.factories import make_contact, make_customer
from guanxi.staff.factories import make_member, make_role
from guanxi.staff.models import Notice
from guanxi.timeline.actions import promise as promises
from guanxi.timeline.actions.mention import CannotSee
from guanxi.timeline.factories import make_entry
from guanxi.timeline.models import Declined, Entry, Promise
from guanxi.timeline.queries.entry import corrections
from guanxi.timeline.queries.promise import against, fill
from guanxi.timeline.queries.promise import promises as visible
from guanxi.timeline.tests.people import House


def promise(house: House, actor: Actor, **values: Any) -> Promise:
    given = {"title": "Deliver the pump", "topic": "delivery", "customer": house.customer.pk, **values}
    return promises.create_promise(given, actor=actor, at=clock.now())


def told(house: House) -> list[tuple[str, str, str]]:
    rows = Entry.objects.filter(customer=house.customer).order_by("pk")
    return [(one.kind, one.subject, one.text) for one in rows]


def test_a_promise_is_mine_and_stands_on_the_timeline(house: House, actor: Actor) -> None:
    made = promise(house, actor, title=" Deliver  the pump ")
    assert (made.title, made.owner_id, made.promised_by_id) == ("Deliver the pump", house.seller.pk, house.seller.pk)
    assert told(house) == [("promise_made", "Deliver the pump", "")]
    assert Entry.objects.get().data == {"promise": made.pk}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"topic": "weather"}, "topic"),
        ({"customer": None}, "customer"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal(10) ** 17}, "amount"),
        ({"amount": Decimal(1), "currency": "元"}, "currency"),
        ({"currency": "EURO"}, "currency"),
        ({"owner": 0}, "owner"),
    ],
)
def test_what_is_no_promise_is_refused_at_its_field(
    house: House, actor: Actor, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        promise(house, actor, **values)
    assert refusal.value.field == field
    assert (Promise.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_contact_or_entry_of_another_customer_is_refused(house: House, actor: Actor) -> None:
    with acting_as_system("test"):
        other = make_customer(owner=house.seller)
        contact, entry = make_contact(other), make_entry(other)
    with pytest.raises(Refused):
        promise(house, actor, contact=contact.pk)
    values = {"title": "x", "customer": house.customer.pk}
    with pytest.raises(Refused):
        promises.create_promise(values, entry=entry, actor=actor, at=clock.now())
    made = promise(house, actor)
    with pytest.raises(Refused):
        promises.keep_promise(made, proof_entry=entry, actor=actor, at=clock.now())


def test_an_amount_without_a_currency_is_in_the_companys(house: House, actor: Actor) -> None:
    assert promise(house, actor, topic="price", amount=Decimal("12.50")).currency == "CNY"


def test_whoever_sees_the_customer_sees_what_was_promised_and_a_stranger_does_not(house: House, actor: Actor) -> None:
    made = promise(house, actor)
    with acting_as(house.manager.pk, through="page") as manager:
        assert list(visible(manager)) == [made]
    with acting_as(house.stranger.pk, through="page") as stranger:
        assert list(visible(stranger)) == []
    with acting_as_system("test"):
        house.customer.collaborations.create(member=house.stranger, may_edit=False)
    with acting_as(house.stranger.pk, through="page") as reader:
        assert list(visible(reader)) == [made]
        for act in (
            lambda: promise(house, reader),
            lambda: promises.edit_promise(made, {"title": "x"}, actor=reader, at=clock.now()),
            lambda: promises.keep_promise(made, proof="x", actor=reader, at=clock.now()),
            lambda: promises.withdraw_promise(made, reason="x", actor=reader, at=clock.now()),
            lambda: promises.reopen_promise(made, actor=reader, at=clock.now()),
        ):
            with pytest.raises(NotAllowed):
                act()
        assert promises.delete_promises([made.pk], actor=reader, at=clock.now()) == 0


def test_a_stranger_cannot_promise_to_a_customer_he_does_not_see(house: House) -> None:
    with acting_as(house.stranger.pk, through="page") as stranger, pytest.raises(Refused) as refusal:
        promise(house, stranger)
    assert refusal.value.field == "customer"


def test_a_colleagues_promise_needs_assign_and_tells_him(house: House, actor: Actor) -> None:
    made = promise(house, actor, owner=house.manager.pk)
    assert (made.owner_id, made.promised_by_id) == (house.manager.pk, house.manager.pk)
    with acting_as_system("test"):
        notice = Notice.objects.get(member_id=house.manager.pk)
        clerk = make_member(password=None, roles=[make_role("all", verbs=["see", "create", "edit"])])
    assert (notice.kind, notice.params["promise"]) == ("timeline.promise", "Deliver the pump")
    with acting_as(clerk.pk, through="page") as acting, pytest.raises(NotAllowed):
        promise(house, acting, owner=house.seller.pk)


def test_naming_a_colleague_who_does_not_see_the_customer_asks_to_share(house: House, actor: Actor) -> None:
    values = {"title": "Visit", "owner": house.stranger.pk, "customer": house.customer.pk}
    with pytest.raises(CannotSee) as refusal:
        promises.create_promise(values, actor=actor, at=clock.now())
    assert (refusal.value.field, Promise.objects.count()) == ("owner", 0)
    made = promises.create_promise(values, actor=actor, at=clock.now(), share=True)
    with acting_as(house.stranger.pk, through="page") as stranger:
        assert list(visible(stranger)) == [made]


def test_keeping_needs_proof_and_is_told_with_it(house: House, actor: Actor) -> None:
    made, proof = promise(house, actor), make_entry(house.customer)
    with pytest.raises(Refused) as refusal:
        promises.keep_promise(made, proof=" ", actor=actor, at=clock.now())
    assert refusal.value.field == "proof"
    at = clock.now()
    promises.keep_promise(made, proof="Signed for by Mr Li", proof_entry=proof, actor=actor, at=at)
    fresh = Promise.objects.get()
    assert (fresh.closed_as, fresh.closed_at, fresh.closed_by_id) == ("kept", at, house.seller.pk)
    assert (fresh.proof, fresh.proof_entry_id) == ("Signed for by Mr Li", proof.pk)
    kept = Entry.objects.get(kind="promise_kept")
    assert (kept.subject, kept.text, kept.caused_by_id) == ("Deliver the pump", "Signed for by Mr Li", proof.pk)
    with pytest.raises(Refused):
        promises.withdraw_promise(made, reason="x", actor=actor, at=at)
    with pytest.raises(Refused):
        promises.edit_promise(made, {"title": "Something else"}, actor=actor, at=at)


def test_withdrawing_needs_a_reason_and_reopening_strikes_it_through(house: House, actor: Actor) -> None:
    made = promise(house, actor)
    with pytest.raises(Refused):
        promises.withdraw_promise(made, reason="", actor=actor, at=clock.now())
    promises.withdraw_promise(made, reason="Out of production; told Mr Li", actor=actor, at=clock.now())
    promises.reopen_promise(made, actor=actor, at=clock.now())
    promises.reopen_promise(made, actor=actor, at=clock.now())
    fresh = Promise.objects.get()
    assert (fresh.closed_as, fresh.closed_at, fresh.closed_by_id, fresh.proof) == ("", None, None, "")
    _made, withdrawn, again = Entry.objects.order_by("pk")
    assert (withdrawn.kind, again.kind) == ("promise_withdrawn", "promise_reopened")
    assert corrections([withdrawn]) == {withdrawn.pk: again.pk}


@pytest.mark.parametrize(
    ("hours", "closed_as", "state"),
    [(-1, "", "overdue"), (1, "", "open"), (None, "", "open"), (-1, "kept", "kept"), (-1, "withdrawn", "withdrawn")],
)
def test_the_state_of_a_promise(house: House, actor: Actor, hours: int | None, closed_as: str, state: str) -> None:
    due = None if hours is None else clock.now() + timedelta(hours=hours)
    made = promise(house, actor, due_at=due)
    Promise.objects.filter(pk=made.pk).update(closed_as=closed_as)
    assert visible(actor).get().state == state


def test_changes_stand_in_the_history_of_the_customer(house: House, actor: Actor) -> None:
    made = promise(house, actor)
    promises.edit_promise(made, {"title": "Deliver two pumps"}, actor=actor, at=clock.now())
    rows = Change.objects.filter(kind="promise", home_kind="customer", home_id=house.customer.pk).order_by("pk")
    assert [(one.operation, one.changes) for one in rows] == [
        ("I", {}),
        ("U", {"title": ["Deliver the pump", "Deliver two pumps"]}),
    ]


def test_a_promise_stays_with_its_customer(house: House, actor: Actor) -> None:
    made = promise(house, actor)
    with pytest.raises(Refused) as refusal:
        promises.edit_promise(made, {"customer": house.customer.pk + 1}, actor=actor, at=clock.now())
    assert refusal.value.field == "customer"


def test_assigning_keeps_who_said_it_and_tells_the_keeper(house: House, actor: Actor) -> None:
    made = promise(house, actor)
    assert promises.assign_promises([made.pk], house.manager.pk, actor=actor, at=clock.now()) == 1
    fresh = Promise.objects.get()
    assert (fresh.owner_id, fresh.promised_by_id) == (house.manager.pk, house.seller.pk)
    with pytest.raises(CannotSee):
        promises.assign_promises([made.pk], house.stranger.pk, actor=actor, at=clock.now())


def test_open_promises_of_the_old_owner_follow_the_customer(house: House, actor: Actor) -> None:
    mine, kept = promise(house, actor), promise(house, actor, title="Kept")
    managers = promise(house, actor, title="Manager's", owner=house.manager.pk)
    promises.keep_promise(kept, proof="done", actor=actor, at=clock.now())
    with acting_as_system("test"):
        successor = make_member(password=None)
    assert assign_customers([house.customer.pk], successor.pk, actor=actor, at=clock.now()) == 1
    with acting_as(successor.pk, through="page"):
        rows = {one.pk: (one.owner_id, one.promised_by_id) for one in Promise.objects.all()}
    assert rows == {
        mine.pk: (successor.pk, house.seller.pk),
        kept.pk: (house.seller.pk, house.seller.pk),
        managers.pk: (house.manager.pk, house.manager.pk),
    }


def test_promises_go_into_the_bin_with_their_customer_and_alone(house: House, actor: Actor) -> None:
    made = promise(house, actor)
    delete_customers([house.customer.pk], actor=actor, at=clock.now())
    assert list(visible(actor)) == []
    restore_customers([house.customer.pk], actor=actor, at=clock.now())
    assert list(visible(actor)) == [made]
    assert promises.delete_promises([made.pk], actor=actor, at=clock.now()) == 1
    assert list(visible(actor)) == []
    assert promises.restore_promises([made.pk], actor=actor, at=clock.now()) == 1
    assert list(visible(actor)) == [made]


def test_contradicting_promises_of_colleagues_flag_each_other_in_one_query(
    house: House, actor: Actor, django_assert_num_queries: Any
) -> None:
    one = promise(house, actor, title="A100 单价 1200 元", topic="price", amount=Decimal(1200))
    with acting_as(house.manager.pk, through="page") as manager:
        other = promise(house, manager, title="A100 at 1150", topic="price", amount=Decimal(1150))
    calm = promise(house, actor, title="B200 at 900", topic="price", amount=Decimal(900))
    with django_assert_num_queries(1):
        assert against([one, other, calm]) == {one.pk: [other], other.pk: [one]}
    rows = [one, other, calm]
    fill(rows)
    assert [row.contradicts for row in rows] == ["A100 at 1150", "A100 单价 1200 元", ""]
    promises.withdraw_promise(other, reason="A mistake", actor=actor, at=clock.now())
    assert against([one]) == {}


def test_a_no_is_remembered_once_and_only_the_writer_says_it(house: House, actor: Actor) -> None:
    entry = make_entry(house.customer, text="We will deliver by Friday.", member=house.seller)
    promises.decline_suggestion(entry, 0, actor=actor, at=clock.now())
    promises.decline_suggestion(entry, 0, actor=actor, at=clock.now())
    assert list(Declined.objects.values_list("entry_id", "place", "member_id")) == [(entry.pk, 0, house.seller.pk)]
    with pytest.raises(Refused):
        promises.decline_suggestion(entry, 999, actor=actor, at=clock.now())
    with acting_as(house.manager.pk, through="page") as manager, pytest.raises(NotAllowed):
        promises.decline_suggestion(entry, 0, actor=manager, at=clock.now())
