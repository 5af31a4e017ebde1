"""Ways to reach a contact are written with the verbs for contacts, those of a customer with the verbs for customers."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from guanxi.api.factories import make_key
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import NotAllowed
from guanxi.core.search import find
from guanxi.customers.actions.contact import create_contact
from guanxi.customers.actions.customer import create_customer, delete_customers, restore_customers
from guanxi.customers.actions.identity import add_identity, change_identity, remove_identity
from guanxi.customers.factories import make_contact, make_customer
from guanxi.customers.models import Contact, Customer, Identity
from guanxi.staff.factories import make_member
from guanxi.staff.models import Grant, Member, Role

pytestmark = pytest.mark.django_db
WORK = ["see", "create", "edit"]


def member_with(scope: str = "all", **verbs: list[str]) -> Member:
    role = Role.objects.create(name=f"{verbs}")
    Grant.objects.bulk_create(Grant(role=role, kind=kind, scope=scope, verbs=some) for kind, some in verbs.items())
    return make_member(roles=[role], password=None)


def make_identity(customer: Customer, channel: str, value: str, contact: Contact | None = None) -> Identity:
    return Identity.objects.create(customer=customer, contact=contact, channel=channel, value=value)


@pytest.fixture
def keeper() -> Member:
    """A role for contacts only: customers are seen, no more."""
    with acting_as_system("test"):
        return member_with(customer=["see"], contact=[*WORK, "delete"])


@pytest.fixture
def customer() -> Customer:
    with acting_as_system("test"):
        return make_customer("Works")


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def values_of(contact: Contact) -> list[tuple[str, str]]:
    with acting_as_system("test"):
        rows = Identity.objects.alive().filter(contact=contact).order_by("channel")
        return list(rows.values_list("channel", "value"))


def test_who_may_edit_contacts_only_gives_them_a_phone_in_the_api(keeper: Member, customer: Customer) -> None:
    with acting_as_system("test"):
        contact = make_contact(customer, "Ann")
        make_identity(make_customer(), "phone", "+8613800000009")
    api = {"Authorization": make_key(keeper)}
    url, given = f"/api/v1/contacts/{contact.pk}", {"phone": "13900000001", "mail": "ann@example.com"}
    answer = Client().patch(url, given, content_type="application/json", headers=api)
    assert (answer.status_code, answer.json()["phone"]) == (200, "+8613900000001")
    assert values_of(contact) == [("mail", "ann@example.com"), ("phone", "+8613900000001")]
    taken = Client().patch(url, {"phone": "13800000009"}, content_type="application/json", headers=api)
    assert (taken.status_code, taken.json()["errors"][0]["field"]) == (422, "phone")
    made = Client().post(
        "/api/v1/contacts/",
        {"name": "Bo", "customer": customer.pk, "mail": "bo@example.com"},
        content_type="application/json",
        headers=api,
    )
    assert (made.status_code, made.json()["mail"]) == (201, "bo@example.com")
    refused = Client().patch(
        f"/api/v1/customers/{customer.pk}", {"phone": "13900000002"}, content_type="application/json", headers=api
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


def test_who_may_edit_contacts_only_works_on_them_on_the_page(keeper: Member, customer: Customer) -> None:
    with acting_as_system("test"):
        contact = make_contact(customer, "Ann")
        own = make_identity(customer, "phone", "+8613800000001")
    client, part = signed_in(keeper), {"HX-Request": "true"}
    new = f"/customers/{customer.pk}/identities/new/"
    given = {"channel": "phone", "value": "13900000001", "label": ""}
    assert client.post(f"{new}?contact={contact.pk}", given, headers=part).status_code == 200
    assert values_of(contact) == [("phone", "+8613900000001")]
    with acting_as_system("test"):
        his = Identity.objects.get(contact=contact)
    page = client.get(f"/customers/{customer.pk}/people/").content.decode()
    assert [f"/customers/identities/{one.pk}/" in page for one in (his, own)] == [True, False]
    edit = f"/customers/identities/{his.pk}/"
    assert client.post(edit, {**given, "value": "13900000002"}, headers=part).status_code == 200
    assert values_of(contact) == [("phone", "+8613900000002")]
    assert client.post(f"{edit}remove/", headers=part).status_code == 200
    assert values_of(contact) == []
    for url in (new, f"/customers/identities/{own.pk}/", f"/customers/identities/{own.pk}/remove/"):
        assert client.post(url, given, headers=part).status_code == 404, url


def test_what_he_wrote_is_found_and_what_he_binned_is_not(keeper: Member, customer: Customer) -> None:
    with acting_as(keeper.pk, through="page") as actor:
        made = create_contact({"name": "Zoe Quill", "customer": customer.pk}, actor=actor, at=clock.now())
        add_identity(customer, "phone", "13900000007", contact=made, actor=actor, at=clock.now())
        assert [hit.record_id for hit in find("13900000007", actor, limit=5)] == [made.pk]
    assert signed_in(keeper).post(f"/customers/contacts/{made.pk}/delete/").status_code == 200
    with acting_as(keeper.pk, through="page") as actor:
        assert find("13900000007", actor, limit=5) == []
    assert values_of(made) == []


def test_who_may_edit_customers_only_leaves_contacts_alone(customer: Customer) -> None:
    with acting_as_system("test"):
        editor = member_with(customer=WORK, contact=["see"])
        his = make_identity(customer, "phone", "+8613800000001", contact=make_contact(customer))
        own = make_identity(customer, "phone", "+8613800000002")
    with acting_as(editor.pk, through="page") as actor:
        for act in (
            lambda: change_identity(his, value="13900000001", actor=actor, at=clock.now()),
            lambda: remove_identity(his, actor=actor, at=clock.now()),
            lambda: create_customer({"name": "New", "contact": {"name": "Ann"}}, actor=actor, at=clock.now()),
        ):
            with pytest.raises(NotAllowed):
                act()
        change_identity(own, value="13900000001", actor=actor, at=clock.now())
        assert Identity.objects.filter(pk=his.pk).update(value="+8613900000003") == 0
        sql = "insert into customers_identity (customer_id, contact_id, channel, value, created_at, updated_at) values (%s, %s, 'mail', 'x@example.com', now(), now())"
        with (
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, [customer.pk, his.contact_id])


def test_phones_of_contacts_are_hidden_from_who_may_not_see_contacts(customer: Customer) -> None:
    with acting_as_system("test"):
        blind = member_with(customer=["see"])
        make_identity(customer, "phone", "+8613800000001", contact=make_contact(customer))
        own = make_identity(customer, "phone", "+8613800000002")
    with acting_as(blind.pk, through="page"):
        assert list(Identity.objects.values_list("pk", flat=True)) == [own.pk]


def test_who_may_only_delete_customers_brings_them_back_findable(customer: Customer) -> None:
    with acting_as_system("test"):
        cleaner = member_with(customer=["see", "delete"])
    with acting_as(cleaner.pk, through="page") as actor:
        assert delete_customers([customer.pk], actor=actor, at=clock.now()) == 1
        assert restore_customers([customer.pk], actor=actor, at=clock.now()) == 1
        assert [hit.record_id for hit in find("Works", actor, limit=5)] == [customer.pk]
