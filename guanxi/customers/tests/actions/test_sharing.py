import pytest

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.actions.collaboration import share_customer, unshare_customer
from guanxi.customers.actions.contact import create_contact, edit_contact
from guanxi.customers.actions.customer import create_customer, edit_customer, tag_customers
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Contact, Customer, Tag
from guanxi.customers.tests.people import NOW, People
from guanxi.staff.models import Notice

pytestmark = pytest.mark.django_db


def test_share_lets_a_colleague_read_then_work_on_it(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer({"name": "Acme"}, actor=actor, at=NOW)
        share_customer(made, people.stranger.pk, may_edit=False, actor=actor, at=NOW)
    with acting_as(people.stranger.pk, through="page") as actor:
        seen = Customer.objects.get()
        with pytest.raises(NotAllowed):
            edit_customer(seen, {"city": "X"}, actor=actor, at=NOW)
        with pytest.raises(NotAllowed):
            share_customer(seen, people.peer.pk, may_edit=False, actor=actor, at=NOW)
        assert [notice.params for notice in Notice.objects.all()] == [{"sender": "Han Meimei", "customer": "Acme"}]
    with acting_as(people.seller.pk, through="page") as actor:
        share_customer(made, people.stranger.pk, may_edit=True, actor=actor, at=NOW)
    with acting_as(people.stranger.pk, through="page") as actor:
        edit_customer(Customer.objects.get(), {"city": "X"}, actor=actor, at=NOW)
        assert unshare_customer(Customer.objects.get(), people.stranger.pk, actor=actor, at=NOW) is True
    with acting_as(people.stranger.pk, through="page"):
        assert Customer.objects.count() == 0


def test_share_refuses_the_owner_and_nobody(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer({"name": "Acme"}, actor=actor, at=NOW)
        for wrong in (people.seller.pk, 0):
            with pytest.raises(Refused) as refusal:
                share_customer(made, wrong, may_edit=True, actor=actor, at=NOW)
            assert refusal.value.field == "member"


def test_tags_are_added_and_taken_away_within_reach(people: People) -> None:
    with acting_as_system("test"):
        hidden = make_customer("Hidden", owner=people.stranger, tags=["old"])
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer({"name": "A", "tags": ["old", "keep"]}, actor=actor, at=NOW)
        ids = [made.pk, hidden.pk]
        assert tag_customers(ids, ["新", "keep"], ["old"], actor=actor, at=NOW) == 1
        assert tag_customers(ids, ["新"], [], actor=actor, at=NOW) == 0
        made.refresh_from_db()
        assert made.tags == ["keep", "新"]
        assert sorted(Tag.objects.values_list("name", flat=True)) == ["keep", "old", "新"]


def test_one_contact_is_the_main_one(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer({"name": "A"}, actor=actor, at=NOW)
        first = create_contact({"customer": made.pk, "name": "李雷", "is_main": True}, actor=actor, at=NOW)
        second = create_contact({"customer": made.pk, "name": "韩梅", "birthday": "1990-05-06"}, actor=actor, at=NOW)
        edit_contact(second, {"is_main": "yes", "phone": "13812345678"}, actor=actor, at=NOW)
        rows = Contact.objects.order_by("pk").values_list("pk", "is_main")
        assert list(rows) == [(first.pk, False), (second.pk, True)]


def test_contact_of_a_hidden_customer_is_refused(people: People) -> None:
    with acting_as_system("test"):
        hidden = make_customer("Hidden", owner=people.stranger)
    with acting_as(people.seller.pk, through="page") as actor, pytest.raises(Refused) as refusal:
        create_contact({"customer": hidden.pk, "name": "Li"}, actor=actor, at=NOW)
    assert refusal.value.field == "customer"
