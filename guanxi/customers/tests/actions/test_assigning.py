import psycopg
import pytest

from guanxi.core import events as core_events
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.events import Event
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers import events
from guanxi.customers.actions.address import add_address
from guanxi.customers.actions.customer import (
    assign_customers,
    create_customer,
    edit_customer,
    give_back_customers,
)
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.customers.tests.people import NOW, People
from guanxi.staff.factories import make_member, make_role
from guanxi.staff.models import Notice

pytestmark = pytest.mark.django_db


def test_assign_hands_over_within_reach_and_tells_the_new_owner(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Event] = []
    monkeypatch.setitem(core_events._handlers, events.ASSIGNED, [heard.append])
    with acting_as_system("test"):
        hidden = make_customer("Hidden", owner=people.chief)
        already = make_customer("Already", owner=people.stranger)
    with acting_as(people.seller.pk, through="page") as actor:
        mine = [create_customer({"name": name}, actor=actor, at=NOW).pk for name in "AB"]
        ids = [hidden.pk, already.pk, *mine]
        assert assign_customers(ids, people.stranger.pk, actor=actor, at=NOW) == 2
        assert Customer.objects.count() == 0
    assert [(one.ids, one.data) for one in heard] == [
        (mine, {"before": dict.fromkeys(mine, people.seller.pk), "after": people.stranger.pk})
    ]
    with acting_as(people.stranger.pk, through="page"):
        assert Customer.objects.filter(pk__in=mine).count() == 2
        assert list(Notice.objects.values_list("sentence", "params")) == [
            ("{sender} handed {number} customers over to you.", {"sender": "Han Meimei", "number": 2})
        ]


def test_assign_to_nobody_leaves_it_to_those_who_see_all(people: People) -> None:
    with acting_as(people.chief.pk, through="page") as actor:
        made = create_customer({"name": "A"}, actor=actor, at=NOW)
        assert assign_customers([made.pk], None, actor=actor, at=NOW) == 1
        assert Customer.objects.get().owner_id is None
        assert assign_customers([made.pk], people.seller.pk, actor=actor, at=NOW) == 1
    with acting_as(people.leader.pk, through="page"):
        assert Customer.objects.get().owner_id == people.seller.pk


def test_assign_refuses_a_deactivated_colleague(people: People) -> None:
    with acting_as_system("test"):
        gone = make_member(is_active=False)
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer({"name": "A"}, actor=actor, at=NOW)
        with pytest.raises(Refused) as refusal:
            assign_customers([made.pk], gone.pk, actor=actor, at=NOW)
        assert refusal.value.field == "owner"


def test_assign_needs_the_verb(people: People) -> None:
    with acting_as_system("test"):
        seller = make_member(roles=[make_role("own", verbs=["see", "create", "edit"])])
    with acting_as(seller.pk, through="page") as actor:
        made = create_customer({"name": "A"}, actor=actor, at=NOW)
        with pytest.raises(NotAllowed):
            assign_customers([made.pk], people.peer.pk, actor=actor, at=NOW)


def test_hand_over_is_taken_back_by_its_giver_alone_and_what_was_touched_since_stays(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Event] = []
    with acting_as(people.seller.pk, through="page") as actor:
        ids = [create_customer({"name": name}, actor=actor, at=NOW).pk for name in "ABC"]
        assign_customers(ids, people.stranger.pk, actor=actor, at=NOW)
    with acting_as(people.stranger.pk, through="page") as actor:
        edit_customer(Customer.objects.get(pk=ids[1]), {"name": "B & Co"}, actor=actor, at=NOW)
        add_address(Customer.objects.get(pk=ids[2]), {"city": "Suzhou"}, actor=actor, at=NOW)
        assert give_back_customers(ids, people.stranger.pk, actor=actor, at=NOW) == 0
    monkeypatch.setitem(core_events._handlers, events.ASSIGNED, [heard.append])
    with acting_as(people.seller.pk, through="page") as actor:
        assert give_back_customers(ids, people.chief.pk, actor=actor, at=NOW) == 0
        assert give_back_customers(ids, people.stranger.pk, actor=actor, at=NOW) == 1
        assert give_back_customers(ids, people.stranger.pk, actor=actor, at=NOW) == 0
        assert list(Customer.objects.values_list("name", flat=True)) == ["A"]
    assert [(one.ids, one.data) for one in heard] == [
        (ids[:1], {"before": {ids[0]: people.stranger.pk}, "after": people.seller.pk})
    ]
    with acting_as(people.stranger.pk, through="page"):
        assert Notice.objects.latest("pk").sentence == "{sender} took back a hand-over to you ({number})."


@pytest.mark.django_db(transaction=True)
def test_hand_over_of_yesterday_stays(people: People, owner_db: psycopg.Connection) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer({"name": "A"}, actor=actor, at=NOW)
        assign_customers([made.pk], people.stranger.pk, actor=actor, at=NOW)
    owner_db.execute("update core_change set at = at - interval '25 hours'")
    with acting_as(people.seller.pk, through="page") as actor:
        assert give_back_customers([made.pk], people.stranger.pk, actor=actor, at=NOW) == 0
    owner_db.execute("update core_change set at = at + interval '2 hours'")
    with acting_as(people.seller.pk, through="page") as actor:
        assert give_back_customers([made.pk], people.stranger.pk, actor=actor, at=NOW) == 1
