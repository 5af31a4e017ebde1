"""One field edited where it stands, and what comboboxes offer."""

from typing import Any

import pytest
from django.test import Client

from guanxi.core.actor import acting_as_system
from guanxi.core.names import sort_key
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_member, make_role

pytestmark = pytest.mark.django_db


def signed_in(member: Any) -> Client:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(member)
    return client


def url(record: Any, name: str) -> str:
    return f"/customers/{record.pk}/field/{name}/"


def city(record: Any) -> str:
    with acting_as_system("test"):
        return str(Customer.objects.get(pk=record.pk).city)


def test_field_is_saved_and_answers_with_its_value() -> None:
    with acting_as_system("test"):
        ann = make_member()
        record = make_customer("A", owner=ann, city="Ghent")
    client = signed_in(ann)
    assert 'value="Ghent"' in client.get(url(record, "city")).text
    answer = client.post(url(record, "city"), {"city": "<b>Gent", "was": "Ghent"})
    assert answer.status_code == 200
    assert "&lt;b&gt;Gent" in answer.text
    assert city(record) == "<b>Gent"


def test_value_that_a_colleague_changed_meanwhile_is_shown_with_mine_before_it_is_overwritten() -> None:
    with acting_as_system("test"):
        ann = make_member()
        record = make_customer("A", owner=ann, city="Theirs")
    client = signed_in(ann)
    answer = client.post(url(record, "city"), {"city": "Mine", "was": "Before"})
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert 'value="Mine"' in answer.text
    assert city(record) == "Theirs"
    assert client.post(url(record, "city"), {"city": "Mine", "was": "Theirs", "anyway": "1"}).status_code == 200
    assert city(record) == "Mine"


def test_refusal_stands_at_the_field() -> None:
    with acting_as_system("test"):
        ann = make_member()
        record = make_customer("A", owner=ann)
    answer = signed_in(ann).post(url(record, "name"), {"name": " ", "was": "A"})
    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_owner_is_handed_over_in_place() -> None:
    with acting_as_system("test"):
        ann, bob = make_member("Ann", scope="all"), make_member("Bob")
        record = make_customer("A", owner=ann)
    answer = signed_in(ann).post(url(record, "owner"), {"owner": bob.pk, "was": str(ann.pk)})
    assert answer.status_code == 200
    assert "Bob" in answer.text


@pytest.mark.parametrize("name", ["created_at", "nonsense", "import_id"])
def test_field_that_is_not_edited_has_no_form(name: str) -> None:
    with acting_as_system("test"):
        ann = make_member()
        record = make_customer("A", owner=ann)
    assert signed_in(ann).get(url(record, name)).status_code == 404


def test_stranger_reader_and_masked_member_get_no_form() -> None:
    with acting_as_system("test"):
        stranger = make_member()
        reader = make_member(roles=[make_role("all", verbs=["see"])])
        half_blind = make_member(roles=[make_role("all", masked=["customer.city"])])
        record = make_customer("A", city="Ghent")
    for member in (stranger, reader, half_blind):
        assert signed_in(member).post(url(record, "city"), {"city": "X", "was": "Ghent"}).status_code == 404
    assert city(record) == "Ghent"


def test_masked_value_is_cut_in_list_and_preview() -> None:
    with acting_as_system("test"):
        half_blind = make_member(roles=[make_role("all", masked=["customer.city"])])
        record = make_customer("A", city="Ghent")
    client = signed_in(half_blind)
    for page in ("/customers/", f"/customers/{record.pk}/peek/"):
        text = client.get(page).text
        assert "G***" in text
        assert "Ghent" not in text


def test_lookup_offers_colleagues_and_only_records_that_one_sees() -> None:
    with acting_as_system("test"):
        ann = make_member("李雷", name_sort=sort_key("李雷"))
        make_member("Gone", is_active=False)
        mine, other = make_customer("Alpha", owner=ann), make_customer("Alpine")
    client = signed_in(ann)
    assert "李雷" in client.get("/find/member?lookup=lilei").text.replace(" ", "")
    assert "李雷" in client.get("/find/member?lookup=李").text
    assert "Gone" not in client.get("/find/member?lookup=Gone").text.replace("lookup=Gone", "")
    found = client.get("/find/customer").text
    assert f'data-value="{mine.pk}"' in found
    assert f'data-value="{other.pk}"' not in found
    assert client.get("/find/nonsense").status_code == 404
