import pytest
from django.test import Client
from django.utils import translation

from guanxi.core import slots
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.search import Doc, index_many
from guanxi.customers.factories import make_contact, make_customer
from guanxi.staff.factories import make_member
from guanxi.ui.find.groups import groups

pytestmark = pytest.mark.django_db


def test_records_come_in_groups_by_kind_with_their_addresses() -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
        customer = make_customer("华为", owner=member)
        contact = make_contact(customer, "华小明")
        index_many("customer", [Doc(customer.pk, customer.pk, member.pk, "华为")])
        index_many("contact", [Doc(contact.pk, customer.pk, member.pk, "华小明", detail="华为")])
    with acting_as(member.pk, through="page") as actor:
        found = {str(group["label"]): group["items"] for group in groups("华", actor)}
    assert found["Customers"][0]["url"] == f"/customers/{customer.pk}/"
    assert found["Contacts"][0] == {
        "url": f"/customers/{customer.pk}/#contact-{contact.pk}",
        "label": "华小明",
        "note": "华为",
        "icon": "user",
    }


def test_pages_are_found_by_their_initials_in_chinese() -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
    with acting_as(member.pk, through="page") as actor, translation.override("zh-hans"):
        pages = [
            str(item["label"])
            for group in groups("kh", actor)
            if group["label"] == "前往页面"
            for item in group["items"]
        ]
    assert pages == ["客户", "大客户计划", "客户价值"]
    assert any(item.url_name == "customer_list" for item in slots.menu)


def test_nothing_typed_gives_nothing() -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
    with acting_as(member.pk, through="page") as actor:
        assert groups("  ", actor) == []


def test_the_address_of_the_search_is_a_page_and_for_the_search_field_a_list(client: Client) -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
        customer = make_customer("华为", owner=member)
        index_many("customer", [Doc(customer.pk, customer.pk, member.pk, "华为")])
    client.force_login(member)
    page = client.get("/find?q=华").text
    part = client.get("/find?q=华", headers={"HX-Request": "true"}).text
    assert ("<h1" in page, f'href="/customers/{customer.pk}/"' in page, 'value="华"' in page) == (True, True, True)
    assert ("<h1" in part, f'href="/customers/{customer.pk}/"' in part) == (False, True)
