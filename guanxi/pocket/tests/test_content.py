"""The pocket holds what its member sees, no more; its limits; and it is kept where the company allows it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.commerce.factories import make_product
from guanxi.commerce.models import Floor, Price, PriceBook
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_contact, make_customer
from guanxi.customers.models import Channel, Customer, Identity
from guanxi.pocket.models import Taken
from guanxi.pocket.queries import pocket
from guanxi.staff.factories import make_administrator_role, make_member, make_role
from guanxi.staff.models import Company, Member
from guanxi.staff.queries.company import forget_customs
from guanxi.timeline.factories import make_entry, make_promise, make_task

pytestmark = pytest.mark.django_db
MOST = 25


@pytest.fixture
def seller() -> Member:
    with acting_as_system("test"):
        return make_member("Ann", password=None)


@pytest.fixture
def stranger() -> Member:
    with acting_as_system("test"):
        return make_member("Stranger", password=None)


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    client.get("/")
    return client


def content(member: Member) -> Any:
    return signed_in(member).get("/pocket/content/").json()


def make_due(owner: Member, name: str, **values: Any) -> Customer:
    with acting_as_system("test"):
        return make_customer(name, owner=owner, **({"next_contact_at": clock.now() - timedelta(hours=1)} | values))


def names(answer: Any) -> list[str]:
    return [one["name"] for one in answer["customers"]]


def take(member: Member, customer: Customer, **values: Any) -> int:
    return signed_in(member).post(f"/pocket/take/{customer.pk}/", values).status_code


def test_it_holds_those_taken_along_and_those_of_today(seller: Member, stranger: Member) -> None:
    taken = make_due(seller, "Taken", next_contact_at=None)
    make_due(seller, "Due")
    make_due(seller, "Next week", next_contact_at=clock.now() + timedelta(days=7))
    make_due(stranger, "Foreign")
    with acting_as_system("test"):
        promised, tasked = make_customer("Promised", owner=seller), make_customer("Tasked", owner=seller)
        make_promise(promised, "Send offer", owner=seller, due_at=clock.now() - timedelta(days=1))
        make_task("Bring samples", owner=seller, customer=tasked, due_at=clock.now() - timedelta(days=2))
        make_task("Foreign task", owner=stranger)
    assert take(seller, taken) == 302
    answer = content(seller)
    assert names(answer) == ["Taken", "Tasked", "Promised", "Due"]
    assert [(one["title"], one["customer"]["name"]) for one in answer["tasks"]] == [("Bring samples", "Tasked")]
    assert "Foreign" not in str(answer)


def test_a_customer_comes_with_what_one_needs_before_the_door(seller: Member, stranger: Member) -> None:
    customer = make_due(seller, "Mill", next_step="Sign")
    with acting_as_system("test"):
        contact = make_contact(customer, "Wang")
        Identity.objects.create(customer=customer, contact=contact, channel=Channel.PHONE, value="+8613812345678")
        make_entry(customer, "call", text="They like the pump.", member=seller)
        make_promise(customer, "Deliver by Friday", owner=seller)
    answer = signed_in(seller).get(f"/pocket/content/customer/{customer.pk}/").json()
    told = ["Sign", "Wang", "tel:+8613812345678", "They like the pump.", "Deliver by Friday"]
    assert [one for one in told if one not in answer["html"]] == []
    assert answer["was"]["owner"] == seller.pk
    assert signed_in(stranger).get(f"/pocket/content/customer/{customer.pk}/").status_code == 404


def test_what_roles_do_not_show_is_not_taken_along(seller: Member) -> None:
    customer = make_due(seller, "Mill")
    with acting_as_system("test"):
        make_entry(customer, "call", text="Secret talk", member=seller)
        make_task("Secret task", owner=seller, customer=customer)
        book = PriceBook.objects.create(name="List", currency="CNY", valid_from="2020-01-01")
        Price.objects.create(book=book, product=make_product("P-1"), price=100)
        seller.roles.set([make_role(kinds=["customer", "contact"])])
    client = signed_in(seller)
    answer = client.get("/pocket/content/").json()
    assert (names(answer), answer["tasks"], answer["books"]) == (["Mill"], [], [])
    assert "Secret" not in client.get(f"/pocket/content/customer/{customer.pk}/").content.decode()
    assert client.get("/pocket/content/prices/").json()["prices"] == []


def test_one_taken_along_that_was_handed_over_since_stays_behind(seller: Member, stranger: Member) -> None:
    customer = make_due(seller, "Mill")
    take(seller, customer)
    with acting_as_system("test"):
        Customer.objects.filter(pk=customer.pk).update(owner=stranger)
    assert names(content(seller)) == []


def test_a_stranger_takes_nothing_along(seller: Member, stranger: Member) -> None:
    customer = make_due(seller, "Mill")
    assert take(stranger, customer) == 404
    with acting_as_system("test"):
        assert not Taken.objects.exists()


def test_what_one_takes_along_is_his_own_and_may_be_left(seller: Member) -> None:
    customer = make_due(seller, "Mill", next_contact_at=None)
    take(seller, customer)
    take(seller, customer)
    with acting_as_system("test"):
        boss = make_member("Boss", roles=[make_administrator_role()], password=None)
        assert Taken.objects.count() == 1
    with acting_as(boss.pk, through="page"):
        assert not Taken.objects.exists()
    assert take(seller, customer, leave="1") == 302
    assert names(content(seller)) == []


def test_it_is_bounded_and_says_what_found_no_room(seller: Member, monkeypatch: Any) -> None:
    monkeypatch.setattr(pocket, "MOST_CUSTOMERS", 2)
    monkeypatch.setattr(pocket, "MOST_TASKS", 2)
    for n in range(4):
        customer = make_due(seller, f"Due {n}", next_contact_at=clock.now() - timedelta(hours=9 - n))
        with acting_as_system("test"):
            make_task(f"Task {n}", owner=seller, customer=customer)
    answer = content(seller)
    assert (names(answer), answer["left_out"]) == (["Due 0", "Due 1"], 2)
    assert (len(answer["tasks"]), answer["more_tasks"]) == (2, True)


def test_twenty_are_taken_along_at_most(seller: Member) -> None:
    with acting_as_system("test"):
        many = [make_customer(owner=seller) for _ in range(pocket.MOST_TAKEN + 1)]
    client = signed_in(seller)
    headers = {"HX-Request": "true"}
    answers = [client.post(f"/pocket/take/{one.pk}/", headers=headers).status_code for one in many]
    assert answers == [200] * pocket.MOST_TAKEN + [422]


def test_prices_come_page_by_page_each_once_and_without_floors(seller: Member, monkeypatch: Any) -> None:
    monkeypatch.setattr(pocket, "PAGE", 2)
    with acting_as_system("test"):
        for name, until in (("List", None), ("Members", None), ("Old", "2020-12-31")):
            book = PriceBook.objects.create(name=name, currency="CNY", valid_from="2020-01-01", valid_until=until)
            for n in range(3):
                price = Price.objects.create(book=book, product=make_product(name=f"{name} {n}"), price=100 + n)
                Floor.objects.create(price=price, floor="77.7113")
    client, found, after = signed_in(seller), [], "0.0"
    while after:
        answer = client.get(f"/pocket/content/prices/?after={after}").json()
        found += [one[2] for one in answer["prices"]]
        after = answer["more"]
        assert "77.71" not in str(answer)
    assert found == [f"{name} {n}" for name in ("List", "Members") for n in range(3)]


def test_a_company_that_allows_no_pocket_gives_none(seller: Member) -> None:
    customer = make_due(seller, "Mill")
    with acting_as_system("test"):
        Company.objects.update_or_create(pk=1, defaults={"name": "Co", "pocket_hours": 0})
    forget_customs()
    addresses = ["/pocket/content/", f"/pocket/content/customer/{customer.pk}/", "/pocket/content/prices/"]
    client = signed_in(seller)
    assert [client.get(one).status_code for one in addresses] == [403, 403, 403]
    assert "does not allow" in client.get("/pocket/").content.decode()
    forget_customs()


def test_who_looks_through_a_colleagues_eyes_takes_nothing_along(seller: Member) -> None:
    make_due(seller, "Mill")
    with acting_as_system("test"):
        boss = make_member("Boss", roles=[make_administrator_role()], password=None)
    client = signed_in(boss)
    assert client.post(f"/staff/see-as/{seller.pk}/").status_code == 302
    assert client.get("/pocket/content/").status_code == 403
    assert 'name="pocket"' not in client.get("/").content.decode()


def test_it_asks_as_much_for_a_full_pocket_as_for_an_empty_one(seller: Member) -> None:
    client = signed_in(seller)
    asked = []
    for times in (1, 12):
        for n in range(times):
            customer = make_due(seller, f"Due {times} {n}")
            with acting_as_system("test"):
                make_task(owner=seller, customer=customer, due_at=clock.now())
                make_promise(customer, owner=seller, due_at=clock.now())
        with CaptureQueriesContext(connection) as caught:
            client.get("/pocket/content/")
        asked.append(len(caught))
    assert asked[0] == asked[1] <= MOST


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_a_phone_needs_to_install_it_is_there_for_everybody(seller: Member, language: str) -> None:
    told = Client().get(f"/pocket/manifest/{language}/").json()
    assert (told["start_url"], told["display"], told["lang"]) == ("/", "standalone", language)
    assert {one["sizes"] for one in told["icons"]} == {"192x192", "512x512"}
    assert [one["url"] for one in told["shortcuts"]] == ["/timeline/tasks/", "/pocket/written/"]


def test_the_worker_and_its_frame_are_of_nobody(seller: Member) -> None:
    worker = Client().get("/pocket-worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "no-store" in worker.headers["Cache-Control"]
    shells = {client.get("/pocket/shell/en/").content for client in (Client(), signed_in(seller))}
    assert len(shells) == 1
    assert b"Ann" not in shells.pop()
    assert "这台设备".encode() in Client().get("/pocket/shell/zh-hans/").content
    assert Client().get("/pocket/shell/fr/").status_code == 404
