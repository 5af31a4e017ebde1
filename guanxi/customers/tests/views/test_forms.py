import json

import pytest
from django.test import Client

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.actions.customer import create_customer
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Address, Collaboration, Contact, Customer, Identity
from guanxi.customers.tests.people import NOW, People
from guanxi.staff.factories import make_member, make_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(client: Client, people: People) -> Client:
    client.force_login(people.seller)
    return client


def mine(people: People, **values: object) -> Customer:
    with acting_as(people.seller.pk, through="page") as actor:
        return create_customer({"name": "Acme", **values}, actor=actor, at=NOW)


def test_new_creates_with_everything_under_the_fold(seller: Client, people: People) -> None:
    typed = {
        "type": "company", "name": "云杉科技", "phone": "010-62345678", "mail": "", "stage": "prospect", "owner": people.seller.pk,
        "contact_name": "张伟", "contact_phone": "13812345678", "address_city": "北京", "tags": "VIP，展会", "industry": "软件",
        "next_contact_at": "2026-03-05T10:00",
    }  # fmt: skip
    answer = seller.post("/customers/new/", typed)
    with acting_as(people.seller.pk, through="page"):
        made = Customer.objects.get()
        assert (made.name, made.stage, made.city, made.tags, made.industry) == (
            "云杉科技",
            "prospect",
            "北京",
            ["VIP", "展会"],
            "软件",
        )
        assert Contact.objects.get().name == "张伟"
        assert sorted(Identity.objects.values_list("value", flat=True)) == ["+861062345678", "+8613812345678"]
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/customers/{made.pk}/")


def test_new_refused_keeps_what_was_typed_and_links_the_holder(seller: Client, people: People) -> None:
    holder = mine(people, phone="13812345678")
    typed = {
        "type": "person",
        "name": "李雷",
        "phone": "138-1234-5678",
        "stage": "lead",
        "owner": people.seller.pk,
        "note": "met at fair",
    }
    answer = seller.post("/customers/new/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    for kept in (
        'value="李雷"',
        'value="138-1234-5678"',
        "met at fair",
        "This belongs to “Acme”.",
        f'href="/customers/{holder.pk}/"',
    ):
        assert kept in page


def test_new_refused_at_the_first_contact_stands_at_its_input(seller: Client, people: People) -> None:
    mine(people, phone="13812345678")
    typed = {
        "type": "company",
        "name": "B",
        "stage": "lead",
        "contact_name": "Li",
        "contact_phone": "13812345678",
        "owner": people.seller.pk,
    }
    page = seller.post("/customers/new/", typed).content.decode()
    assert 'id="id_contact_phone_error"' in page
    assert 'class="more" open' in page
    with acting_as(people.seller.pk, through="page"):
        assert Customer.objects.count() == 1


def test_new_is_for_those_who_may_create(client: Client, people: People) -> None:
    with acting_as_system("test"):
        reader = make_member(roles=[make_role("all", verbs=["see"])])
    client.force_login(reader)
    assert client.get("/customers/new/").status_code == 403
    assert client.get("/customers/held/name/?name=Acme").status_code == 403


def test_edit_changes_only_what_was_changed(seller: Client, people: People) -> None:
    made = mine(people, phone="13812345678", city="北京")
    form = seller.get(f"/customers/{made.pk}/edit/").context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])} | {
        "city": "上海"
    }
    assert seller.post(f"/customers/{made.pk}/edit/", typed).status_code == 302
    with acting_as(people.seller.pk, through="page"):
        made.refresh_from_db()
        assert (made.name, made.city, made.owner_id) == ("Acme", "上海", people.seller.pk)
        assert Identity.objects.alive().get().value == "+8613812345678"


def test_edit_shows_the_customers_own_phone_and_mail_only(seller: Client, people: People) -> None:
    made = mine(people, phone="13812345678", contact={"name": "Li", "phone": "13900000000", "mail": "li@a.cn"})
    form = seller.get(f"/customers/{made.pk}/edit/").context["form"]
    assert (form["phone"].value(), form["mail"].value()) == ("+8613812345678", "")


@pytest.mark.parametrize(
    ("query", "count"), [("name=ACME+Ltd", 1), ("name=Acm", 0), ("name=Acme&but={pk}", 0), ("name=", 0)]
)
def test_held_warns_of_namesakes(seller: Client, people: People, query: str, count: int) -> None:
    made = mine(people)
    page = seller.get(f"/customers/held/name/?{query.format(pk=made.pk)}").content.decode()
    assert page.count("“Acme” is a customer already.") == count


def test_held_does_not_name_a_hidden_customer(seller: Client, people: People) -> None:
    with acting_as_system("test") as system:
        create_customer({"name": "Secret Ltd", "mail": "a@b.cn", "owner": people.stranger.pk}, actor=system, at=NOW)
    for path in ("name/?name=secret", "mail/?mail=A@b.cn"):
        page = seller.get(f"/customers/held/{path}").content.decode()
        assert "A customer of Zhao Yun holds this." in page
        assert "Secret" not in page


def test_held_knows_no_other_channels(seller: Client) -> None:
    assert seller.get("/customers/held/owner/?owner=1").status_code == 404


def test_tags_offers_what_goes_on_the_last_word(seller: Client, people: People) -> None:
    mine(people, tags=["VIP", "展会"])
    page = seller.get("/customers/tags/", {"tags": "new，vi"}).content.decode()
    assert 'data-label="new, VIP"' in page


def test_plan_sets_the_next_step(seller: Client, people: People) -> None:
    made = mine(people)
    answer = seller.post(
        f"/customers/{made.pk}/plan/", {"next_step": "Send quote", "next_contact_at": "2026-03-05T10:00"}
    )
    assert json.loads(answer.headers["HX-Trigger"])["nextStep"] is True
    assert "Send quote" in seller.get(f"/customers/{made.pk}/next/").content.decode()
    assert "Send quote" not in seller.get(f"/customers/{made.pk}/plan/?fresh").content.decode()


def test_assign_leads_to_where_the_giver_may_still_be(seller: Client, people: People) -> None:
    made = mine(people)
    assert seller.post(f"/customers/{made.pk}/assign/", {"owner": ""}).status_code == 422
    answer = seller.post(f"/customers/{made.pk}/assign/", {"owner": people.stranger.pk})
    assert answer.headers["HX-Redirect"] == "/customers/"
    assert seller.get(f"/customers/{made.pk}/").status_code == 404


def test_share_and_end(seller: Client, people: People) -> None:
    made = mine(people)
    assert seller.post(f"/customers/{made.pk}/share/", {"member": people.seller.pk}).status_code == 422
    assert (
        seller.post(f"/customers/{made.pk}/share/", {"member": people.stranger.pk, "may_edit": "1"}).status_code == 200
    )
    with acting_as(people.seller.pk, through="page"):
        assert list(Collaboration.objects.values_list("member", "may_edit")) == [(people.stranger.pk, True)]
    assert seller.post(f"/customers/{made.pk}/share/{people.stranger.pk}/end/").status_code == 200
    with acting_as(people.seller.pk, through="page"):
        assert Collaboration.objects.count() == 0


def test_contact_dialogs_make_change_bin_and_bring_back(seller: Client, people: People) -> None:
    made = mine(people)
    hx = {"HX-Request": "true"}
    assert seller.post(f"/customers/{made.pk}/contacts/new/", {"name": "", "mail": "x"}).status_code == 422
    assert seller.post(f"/customers/{made.pk}/contacts/new/", {"name": "Li", "mail": "li@a.cn"}).status_code == 200
    with acting_as(people.seller.pk, through="page"):
        contact = Contact.objects.get()
    assert (
        seller.get(f"/customers/contacts/{contact.pk}/").headers["Location"]
        == f"/customers/{made.pk}/#contact-{contact.pk}"
    )
    typed = {"name": "Li Lei", "mail": "li@a.cn", "is_main": "on"}
    assert seller.post(f"/customers/contacts/{contact.pk}/", typed, headers=hx).status_code == 200
    assert seller.post(f"/customers/contacts/{contact.pk}/delete/").status_code == 200
    assert seller.post(f"/customers/contacts/{contact.pk}/restore/").status_code == 200
    with acting_as(people.seller.pk, through="page"):
        assert list(Contact.objects.alive().values_list("name", "is_main")) == [("Li Lei", True)]


def test_identity_and_address_dialogs_add_change_and_remove(seller: Client, people: People) -> None:
    made = mine(people)
    base = f"/customers/{made.pk}"
    assert seller.post(f"{base}/identities/new/", {"channel": "phone", "value": "12"}).status_code == 422
    assert seller.post(f"{base}/identities/new/", {"channel": "wechat", "value": "acme88"}).status_code == 200
    assert seller.post(f"{base}/addresses/new/", {"use": "main"}).status_code == 422
    assert seller.post(f"{base}/addresses/new/", {"use": "main", "city": "北京"}).status_code == 200
    with acting_as(people.seller.pk, through="page"):
        identity, address = Identity.objects.get(), Address.objects.get()
    typed = {"channel": "wechat", "value": "acme99", "label": "boss"}
    assert seller.post(f"/customers/identities/{identity.pk}/", typed).status_code == 200
    assert seller.post(f"/customers/addresses/{address.pk}/", {"use": "billing", "city": "上海"}).status_code == 200
    with acting_as(people.seller.pk, through="page"):
        assert list(Identity.objects.values_list("value", "label")) == [("acme99", "boss")]
        assert list(Address.objects.values_list("use", "city")) == [("billing", "上海")]
    assert seller.post(f"/customers/identities/{identity.pk}/remove/").status_code == 200
    assert seller.post(f"/customers/addresses/{address.pk}/remove/").status_code == 200
    with acting_as(people.seller.pk, through="page"):
        assert (Identity.objects.alive().count(), Address.objects.alive().count()) == (0, 0)


def test_lists_show_main_phone_and_mail_with_equal_queries(
    seller: Client, people: People, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    mine(people, phone="13812345678", contact={"name": "Li", "mail": "li@a.cn"})
    seller.get("/customers/")
    with CaptureQueriesContext(connection) as one:
        page = seller.get("/customers/").content.decode()
    assert "+8613812345678" in page
    with acting_as_system("test"):
        for number in range(29):
            Identity.objects.create(customer=make_customer(owner=people.seller), channel="mail", value=f"{number}@x.cn")
    with CaptureQueriesContext(connection) as thirty:
        seller.get("/customers/")
    assert len(thirty) == len(one)
    assert len(one) <= 25
    assert "li@a.cn" in seller.get("/customers/contacts/").content.decode()


@pytest.mark.parametrize(("of", "word"), [("company", "名称"), ("person", "姓名"), ("contact", "姓名")])
def test_names_of_people_have_a_word_of_their_own_in_chinese(
    seller: Client, people: People, of: str, word: str
) -> None:
    headers = {"Accept-Language": "zh-hans", "HX-Request": "true"}
    if of == "contact":
        made = mine(people, contact={"name": "张伟"})
        with acting_as(people.seller.pk, through="page"):
            url = f"/customers/contacts/{Contact.objects.get(customer=made).pk}/"
    else:
        url = f"/customers/{mine(people, type=of).pk}/"
    assert f"<dt>{word}</dt>" in seller.get(f"{url}peek/", headers=headers).text
    form = seller.get(f"{url}field/name/", headers=headers).text
    assert (f"<dt>{word}</dt>" in form, form.count(word)) == (True, 2)
