from datetime import timedelta

import pytest
from django.apps import apps

from guanxi.core import search
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.actions.contact import create_contact, delete_contacts, restore_contacts
from guanxi.customers.actions.customer import create_customer, delete_customers, restore_customers
from guanxi.customers.actions.identity import add_identity, remove_identity
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Address, Contact, Customer, Identity
from guanxi.customers.tests.people import NOW, People
from guanxi.staff.factories import make_member, make_role

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
VALUES = {
    "name": "Acme",
    "phone": "13812345678",
    "address": {"city": "北京"},
    "contact": {"name": "Li", "mail": "l@a.cn"},
}


def test_restore_brings_back_what_went_together_and_nothing_else(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer(VALUES, actor=actor, at=NOW)
        gone_before = create_contact({"customer": made, "name": "Wang", "mail": "w@a.cn"}, actor=actor, at=NOW)
        stray = add_identity(made, "wechat", "acme88", actor=actor, at=NOW)
        delete_contacts([gone_before.pk], actor=actor, at=NOW)
        remove_identity(stray, actor=actor, at=NOW)
        assert delete_customers([made.pk], actor=actor, at=LATER) == 1
        alive = [model.objects.alive().count() for model in (Customer, Contact, Identity, Address)]
        assert (alive, search.find("acme", actor)) == ([0, 0, 0, 0], [])
        assert restore_customers([made.pk], actor=actor, at=LATER) == 1
        assert list(Contact.objects.alive().values_list("name", flat=True)) == ["Li"]
        assert sorted(Identity.objects.alive().values_list("value", flat=True)) == ["+8613812345678", "l@a.cn"]
        assert Address.objects.alive().count() == 1
        assert [hit.title for hit in search.find("acme", actor)] == ["Acme"]


def test_what_other_packages_hung_on_a_customer_goes_and_comes_with_it(people: People) -> None:
    task_model, order_model = apps.get_model("timeline", "Task"), apps.get_model("commerce", "Order")
    with acting_as_system("test"):
        verbs = ["see", "create", "edit", "delete"]
        role = make_role("own", kinds=["customer"], verbs=verbs)
        seller = make_member(password=None, roles=[role, make_role("own", kinds=["task", "order"], verbs=["see"])])
        made = make_customer("Acme", owner=seller)
        task = task_model.objects.create(title="Call", customer=made, owner=seller)
        done = task_model.objects.create(title="Gone before", customer=made, owner=seller, deleted_at=NOW)
        order = order_model.objects.create(number="1", customer=made, ordered_at=NOW, currency="CNY")
    with acting_as(seller.pk, through="page") as actor:
        delete_customers([made.pk], actor=actor, at=LATER)
        assert (task_model.objects.alive().count(), order_model.objects.alive().count()) == (0, 0)
        restore_customers([made.pk], actor=actor, at=LATER)
        assert list(task_model.objects.alive()) == [task]
        assert list(task_model.objects.binned()) == [done]
        assert list(order_model.objects.alive()) == [order]
        assert task_model.objects.filter(pk=task.pk).update(title="mine") == 0  # the powers of before are back


def test_restore_refuses_when_a_value_was_given_away(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer(VALUES, actor=actor, at=NOW)
        delete_customers([made.pk], actor=actor, at=LATER)
        create_customer({"name": "Heir", "phone": "13812345678"}, actor=actor, at=LATER)
        with pytest.raises(Refused) as refusal:
            restore_customers([made.pk], actor=actor, at=LATER)
        assert str(refusal.value) == "+8613812345678 was given away meanwhile. This belongs to “Heir”."
        assert Customer.objects.binned().count() == 1


def test_delete_reaches_only_what_the_member_may_write(people: People) -> None:
    with acting_as_system("test") as system:
        hidden = create_customer({"name": "Hidden", "owner": people.stranger.pk}, actor=system, at=NOW)
        shared = create_customer({"name": "Shared", "owner": people.stranger.pk}, actor=system, at=NOW)
        shared.collaborations.create(member=people.seller, may_edit=False)
    with acting_as(people.seller.pk, through="page") as actor:
        mine = create_customer({"name": "Mine"}, actor=actor, at=NOW)
        assert delete_customers([hidden.pk, shared.pk, mine.pk], actor=actor, at=LATER) == 1
    with acting_as_system("test"):
        assert list(Customer.objects.binned().values_list("name", flat=True)) == ["Mine"]


def test_delete_needs_the_verb(people: People) -> None:
    with acting_as_system("test"):
        seller = make_member(roles=[make_role("all", verbs=["see", "edit"])])
    with acting_as(seller.pk, through="page") as actor:
        for refused in (delete_customers, restore_customers, delete_contacts, restore_contacts):
            with pytest.raises(NotAllowed):
                refused([1], actor=actor, at=NOW)


def test_contact_comes_back_with_its_identities(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        create_customer(VALUES, actor=actor, at=NOW)
        contact = Contact.objects.get()
        assert delete_contacts([contact.pk], actor=actor, at=LATER) == 1
        assert search.find("l@a.cn", actor) == []
        assert restore_contacts([contact.pk], actor=actor, at=LATER) == 1
        assert Identity.objects.alive().filter(contact=contact).count() == 1
        assert [hit.title for hit in search.find("l@a.cn", actor)] == ["Li"]
