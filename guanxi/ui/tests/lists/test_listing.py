"""The list page of a kind, as members in and out of scope see it."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_contact, make_customer
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db
LIST = "/customers/"


def signed_in(member: Any) -> Client:
    client = Client()
    client.force_login(member)
    return client


def names(html: str) -> list[str]:
    return [piece.split("<")[0] for piece in html.split("data-open>")[1:]]


def test_list_shows_the_members_own_rows_and_nothing_to_a_stranger() -> None:
    with acting_as_system("test"):
        owner, stranger = make_member("Ann"), make_member("Bob")
        make_customer("Alpha", owner=owner)
        make_customer("Beta <b>", owner=owner)
    assert names(signed_in(owner).get(LIST).text) == ["Beta &lt;b&gt;", "Alpha"]
    assert names(signed_in(stranger).get(LIST).text) == []
    assert names(signed_in(stranger).get(LIST + "?q=Alpha").text) == []


def test_list_asks_for_sign_in_and_is_not_found_without_the_power_to_see() -> None:
    with acting_as_system("test"):
        blind = make_member(scope=None)
    assert Client().get(LIST).status_code == 302
    assert signed_in(blind).get(LIST).status_code == 404


def test_list_needs_the_same_queries_for_one_row_and_thirty() -> None:
    with acting_as_system("test"):
        one, many = make_member(), make_member()
        for member, number in ((one, 1), (many, 30)):
            for _ in range(number):
                parent = make_customer(owner=member)
                make_contact(make_customer(owner=member, parent=parent))
    columns = "?cols=name,owner,stage,phone,mail,tags,parent,created_by,last_contact_at"
    found = []
    for member in (one, many):
        client = signed_in(member)
        client.get(LIST + columns)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(LIST + columns).status_code == 200
        found.append(len(captured))
    assert found[0] == found[1]
    assert found[0] <= 25


def test_count_is_a_part_of_its_own() -> None:
    with acting_as_system("test"):
        owner = make_member()
        for _ in range(3):
            make_customer(owner=owner)
    assert ">3</span>" in signed_in(owner).get(LIST + "count/").text


def test_peek_shows_facts_and_hides_other_peoples_records() -> None:
    with acting_as_system("test"):
        owner, stranger = make_member(), make_member()
        record = make_customer("Alpha", owner=owner, city="上海")
    assert "上海" in signed_in(owner).get(f"{LIST}{record.pk}/peek/").text
    assert signed_in(stranger).get(f"{LIST}{record.pk}/peek/").status_code == 404


def heads(html: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", piece) for piece in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)]


def test_usual_columns_in_which_no_row_has_anything_are_left_out() -> None:
    with acting_as_system("test"):
        owner = make_member()
        make_customer("Alpha", owner=owner, city="上海")
        make_customer("Beta", owner=owner)
    client = signed_in(owner)
    page = client.get(LIST).text
    assert heads(page) == ["Name", "Stage", "Owner", "City", "Created"]
    assert page.count("<td") == 2 * (1 + len(heads(page)))
    assert "Industry" in heads(client.get(LIST + "?f=industry:empty").text)
    assert "Next contact" in heads(client.get(LIST + "?sort=-next_contact_at").text)
    assert heads(client.get(LIST + "?cols=name,mail").text) == ["Name", "Mail"]
    assert "Industry" in heads(client.get(LIST + "?q=nobody").text)
