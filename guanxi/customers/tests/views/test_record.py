import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.actions.customer import create_customer, delete_customers
from guanxi.customers.factories import make_contact
from guanxi.customers.models import Customer, Identity
from guanxi.customers.tests.people import NOW, People
from guanxi.staff.factories import make_member, make_role

pytestmark = pytest.mark.django_db
VALUES = {
    "name": "云杉科技",
    "phone": "010-62345678",
    "mail": "info@yunshan.cn",
    "tags": ["VIP"],
    "address": {"street": "中关村大街 1 号", "city": "北京"},
    "contact": {"name": "张伟", "phone": "13812345678", "part": "decider"},
}


def made_by(member: object, **values: object) -> Customer:
    with acting_as(member.pk, through="page") as actor:  # type: ignore[attr-defined]
        return create_customer({**VALUES, **values}, actor=actor, at=NOW)


def signed_in(client: Client, member: object) -> Client:
    client.force_login(member)  # type: ignore[arg-type]
    return client


def test_record_shows_who_it_is(client: Client, people: People) -> None:
    made = made_by(people.seller)
    page = signed_in(client, people.seller).get(f"/customers/{made.pk}/").content.decode()
    for shown in (
        "<h1>云杉科技</h1>",
        'href="tel:+861062345678"',
        'href="mailto:info@yunshan.cn"',
        "张伟",
        "中关村大街 1 号",
        f'hx-get="/timeline/customer/{made.pk}/"',
        f"/history/customer/{made.pk}/",
    ):
        assert shown in page


def test_record_of_a_hidden_customer_is_not_found_on_any_address(client: Client, people: People) -> None:
    made = made_by(people.stranger)
    with acting_as(people.stranger.pk, through="page"):
        contact, identity, address = made.contacts.get(), made.identities.first(), made.addresses.get()
    signed_in(client, people.seller)
    for path in (
        "",
        "edit/",
        "next/",
        "people/",
        "plan/",
        "assign/",
        "share/",
        "identities/new/",
        "addresses/new/",
        "contacts/new/",
    ):
        assert client.get(f"/customers/{made.pk}/{path}").status_code == 404
    for path in ("delete/", "restore/", f"share/{people.seller.pk}/end/"):
        assert client.post(f"/customers/{made.pk}/{path}").status_code == 404
    for path in (f"identities/{identity.pk}/", f"addresses/{address.pk}/", f"contacts/{contact.pk}/"):
        assert client.get(f"/customers/{path}").status_code == 404
    for path in (
        f"identities/{identity.pk}/remove/",
        f"addresses/{address.pk}/remove/",
        f"contacts/{contact.pk}/delete/",
    ):
        assert client.post(f"/customers/{path}").status_code == 404
    with acting_as_system("test"):
        assert (Customer.objects.binned().count(), Identity.objects.binned().count()) == (0, 0)


def test_record_shared_to_read_offers_no_change(client: Client, people: People) -> None:
    made = made_by(people.stranger)
    with acting_as_system("test"):
        made.collaborations.create(member=people.seller, may_edit=False)
        identity = made.identities.first()
    signed_in(client, people.seller)
    page = client.get(f"/customers/{made.pk}/").content.decode()
    assert "云杉科技" in page
    for offered in ("/edit/", "data-edit=", "/plan/", "/assign/", "/delete/", "identities/new/", "contacts/new/"):
        assert offered not in page
    for path in (f"{made.pk}/edit/", f"{made.pk}/plan/", f"{made.pk}/share/", f"identities/{identity.pk}/"):
        assert client.get(f"/customers/{path}").status_code == 404


def test_record_masks_what_the_roles_mask(client: Client, people: People) -> None:
    made = made_by(people.seller)
    with acting_as_system("test"):
        role = make_role("all", masked=["customer.phone", "customer.mail", "contact.phone"])
        masked = make_member(roles=[role])
        identity = made.identities.first()
    signed_in(client, masked)
    for path in (f"{made.pk}/", f"{made.pk}/people/", f"{made.pk}/edit/", f"{made.pk}/peek/", "", f"{made.pk}/?print"):
        page = client.get(f"/customers/{path}").content.decode()
        for secret in ("62345678", "info@", "13812345678"):
            assert secret not in page
    assert client.get(f"/customers/identities/{identity.pk}/").status_code == 404
    assert client.get(f"/customers/{made.pk}/field/phone/").status_code == 404


def test_record_asks_as_often_for_one_contact_as_for_thirty(client: Client, people: People) -> None:
    made = made_by(people.seller)
    signed_in(client, people.seller).get(f"/customers/{made.pk}/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(f"/customers/{made.pk}/")
    with acting_as(people.seller.pk, through="page"):
        for number in range(29):
            contact = make_contact(made)
            Identity.objects.create(customer=made, contact=contact, channel="mail", value=f"c{number}@x.cn")
    with CaptureQueriesContext(connection) as thirty:
        page = client.get(f"/customers/{made.pk}/").content.decode()
    assert page.count('class="contact"') == 30
    assert len(thirty) == len(one)
    assert len(one) <= 25


def test_record_in_the_bin_is_only_for_those_who_may_restore(client: Client, people: People) -> None:
    made = made_by(people.seller)
    signed_in(client, people.seller)
    answer = client.post(f"/customers/{made.pk}/delete/", follow=True)
    assert f'action="/customers/{made.pk}/restore/"' in answer.content.decode()
    with acting_as_system("test"):
        reader = make_member(roles=[make_role("all", verbs=["see", "edit"])])
    assert signed_in(Client(), reader).get(f"/customers/{made.pk}/").status_code == 404
    assert client.post(f"/customers/{made.pk}/restore/", follow=True).status_code == 200
    with acting_as(people.seller.pk, through="page"):
        assert Customer.objects.alive().get().pk == made.pk


def test_restore_that_is_refused_says_why(client: Client, people: People) -> None:
    made = made_by(people.seller)
    with acting_as(people.seller.pk, through="page") as actor:
        delete_customers([made.pk], actor=actor, at=NOW)
        create_customer({"name": "Heir", "phone": "010-62345678"}, actor=actor, at=NOW)
    answer = signed_in(client, people.seller).post(f"/customers/{made.pk}/restore/", headers={"HX-Request": "true"})
    assert answer.status_code == 422


def test_record_folds_the_facts_that_nobody_filled_in(client: Client, people: People) -> None:
    made = made_by(people.seller, industry="机械", source="")
    page = signed_in(client, people.seller).get(f"/customers/{made.pk}/").content.decode()
    facts, _mark, folded = page.partition('<details class="facts-unfilled">')
    assert ("<dt>Industry</dt>" in facts, "<dt>Source</dt>" in facts) == (True, False)
    assert f'data-edit="/customers/{made.pk}/field/source/"' in folded.partition("</details>")[0]
    assert folded.count('<span aria-hidden="true">—</span>') == int(folded.partition("<summary>")[2].split()[0])
    with acting_as_system("test"):
        made.collaborations.create(member=people.stranger, may_edit=False)
    assert "facts-unfilled" not in signed_in(Client(), people.stranger).get(f"/customers/{made.pk}/").content.decode()


def test_phone_of_a_list_is_not_edited_in_place_since_it_may_be_a_contacts(client: Client, people: People) -> None:
    made = made_by(people.seller, phone="")
    signed_in(client, people.seller)
    assert "+8613812345678" in client.get("/customers/").content.decode()
    assert client.get(f"/customers/{made.pk}/field/phone/").status_code == 404
    assert client.get(f"/customers/{made.pk}/field/city/").status_code == 200
