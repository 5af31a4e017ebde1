"""History of a record: what a reader sees, what can be put back, and what nobody can touch."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.customers.actions.customer import create_customer, delete_customers, edit_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_member, make_role
from guanxi.staff.models import Member
from guanxi.staff.tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(administrator: Member) -> Customer:
    with acting_as(administrator.pk, through="page") as actor:
        made = create_customer(
            {"name": "云杉科技", "city": "杭州", "phone": "+8613800138000"}, actor=actor, at=clock.now()
        )
        return edit_customer(made, {"city": "上海", "stage": "customer"}, actor=actor, at=clock.now())


def changes_of(client: Client, customer: Customer, **asked: str) -> list:
    answer = client.get(reverse("record_history", args=["customer", customer.pk]), asked)
    assert answer.status_code == 200
    return answer.context["changes"]


def test_change_reads_as_words(admin_client: Client, administrator: Member, customer: Customer) -> None:
    newest = next(one for one in changes_of(admin_client, customer) if one.kind == "customer" and one.lines)
    lines = {line.label: (line.old, line.new) for line in newest.lines}
    assert (newest.who, newest.verb, newest.through) == ("李雷", "changed", "on a page")
    assert lines == {
        "City": ("杭州", "上海"),
        "Stage": (str(Customer.Stage.LEAD.label), str(Customer.Stage.CUSTOMER.label)),
    }


def test_history_narrows_to_one_field(admin_client: Client, customer: Customer) -> None:
    found = changes_of(admin_client, customer, field="city")
    assert [[line.column for line in one.lines if line.column == "city"] for one in found] == [["city"]]


def test_one_field_is_put_back(admin_client: Client, customer: Customer) -> None:
    newest = next(one for one in changes_of(admin_client, customer) if one.kind == "customer" and one.lines)
    where = reverse("record_put_back", args=["customer", customer.pk])
    admin_client.post(where, {"change": newest.id, "field": "city"})
    with acting_as_system("test"):
        customer.refresh_from_db()
    assert (customer.city, customer.stage) == ("杭州", "customer")
    admin_client.post(where, {"change": newest.id})
    with acting_as_system("test"):
        customer.refresh_from_db()
    assert (customer.city, customer.stage) == ("杭州", "lead")


def test_stranger_sees_no_history_and_puts_nothing_back(customer: Customer, seller_client: Client) -> None:
    with acting_as_system("test"):
        change = Change.objects.filter(kind="customer", record_id=customer.pk, operation="U").latest("pk")
    assert seller_client.get(reverse("record_history", args=["customer", customer.pk])).status_code == 404
    where = reverse("record_put_back", args=["customer", customer.pk])
    assert seller_client.post(where, {"change": change.pk}).status_code == 404


def test_reader_sees_history_but_cannot_put_back(customer: Customer) -> None:
    with acting_as_system("test"):
        reader = make_member(roles=[make_role("all", verbs=["see"])])
    client = signed_in(reader)
    lines = [line for one in changes_of(client, customer) for line in one.lines]
    assert [line.can_put_back for line in lines] == [False] * len(lines)
    with acting_as_system("test"):
        change = Change.objects.filter(kind="customer", record_id=customer.pk, operation="U").latest("pk")
    assert (
        client.post(reverse("record_put_back", args=["customer", customer.pk]), {"change": change.pk}).status_code
        == 422
    )


def test_masked_phone_stays_masked_in_the_history(customer: Customer, administrator: Member) -> None:
    with acting_as(administrator.pk, through="page") as actor:
        edit_customer(customer, {"phone": "+8613900139000"}, actor=actor, at=clock.now())
        role = make_role("all")
        role.masked = ["customer.phone", "customer.mail", "contact.phone", "contact.mail"]
        role.save()
        clerk = make_member(roles=[role])
    html = signed_in(clerk).get(reverse("record_history", args=["customer", customer.pk])).content.decode()
    assert "39001390" not in html
    assert "38001380" not in html
    assert "上海" in html


def test_application_cannot_change_or_delete_history(customer: Customer) -> None:
    for sql in (
        "update core_change set member_id = null",
        "delete from core_change",
        "truncate core_change",
        "insert into core_change (kind, record_id, home_kind, operation, through) values ('x', 1, 'x', 'I', 'page')",
        "alter table core_change disable row level security",
        "drop trigger note_update on customers_customer",
    ):
        with acting_as_system("test"), pytest.raises(ProgrammingError), transaction.atomic():
            connection.cursor().execute(sql)


def test_deleted_customer_is_found_in_the_bin_and_restored(
    admin_client: Client, administrator: Member, customer: Customer, seller_client: Client
) -> None:
    with acting_as(administrator.pk, through="page") as actor:
        delete_customers([customer.pk], actor=actor, at=clock.now())
    page = admin_client.get(reverse("bin_kind", args=["customer"]), {"q": "云杉"})
    assert [(row.pk, row.title, row.who) for row in page.context["rows"]] == [(customer.pk, "云杉科技", "李雷")]
    assert admin_client.get(reverse("bin_kind", args=["customer"]), {"q": "nothing"}).context["rows"] == []
    assert seller_client.get(reverse("bin_kind", args=["customer"])).status_code == 404
    assert seller_client.post(reverse("bin_restore", args=["customer"]), {"ids": customer.pk}).status_code == 404
    admin_client.post(reverse("bin_restore", args=["customer"]), {"ids": customer.pk})
    with acting_as_system("test"):
        customer.refresh_from_db()
        assert customer.deleted_at is None
        assert [one.value for one in customer.identities.filter(deleted_at=None)] == ["+8613800138000"]
    verbs = [one.verb for one in changes_of(admin_client, customer) if one.kind == "customer"]
    assert verbs[:2] == ["restored from the recycle bin", "put into the recycle bin"]


def test_bin_pages_by_key(admin_client: Client, administrator: Member) -> None:
    at = clock.now()
    with acting_as(administrator.pk, through="page") as actor:
        ids = [create_customer({"name": f"C{number}"}, actor=actor, at=at).pk for number in range(52)]
        delete_customers(ids, actor=actor, at=at)
    first = admin_client.get(reverse("bin_kind", args=["customer"]))
    second = admin_client.get(reverse("bin_kind", args=["customer"]) + first.context["older_url"])
    seen = [row.pk for page in (first, second) for row in page.context["rows"]]
    assert (len(first.context["rows"]), seen) == (50, sorted(ids, reverse=True))
