"""G1: "In half an hour this customer comes to sign": one page tells what matters, each line linked to its record."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.commerce.factories import make_order, make_product
from guanxi.contracts.factories import make_contract
from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_contact, make_customer
from guanxi.customers.models import Channel, Customer, Identity
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Line
from guanxi.staff.factories import make_member, make_role
from guanxi.staff.models import Member
from guanxi.timeline.factories import make_entry, make_promise, make_task

pytestmark = pytest.mark.django_db
MOST = 25  # queries


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    client.get("/")  # the first visit of a session writes that it was one
    return client


@pytest.fixture
def seller() -> Member:
    with acting_as_system("test"):
        return make_member("Ann", password=None)


def make_full(owner: Member, times: int = 1) -> Customer:
    """A customer with `times` of everything that a briefing tells."""
    now = clock.now()
    with acting_as_system("test"):
        customer = make_customer(
            "杭州机械", owner=owner, industry="machinery", city="杭州", next_step="Sign", next_contact_at=now
        )
        for n in range(times):
            contact = make_contact(customer, f"Wang {n}", part="decider", title="Director")
            Identity.objects.create(
                customer=customer, contact=contact, channel=Channel.PHONE, value=f"+86138{customer.pk:04}{n:04}"
            )
            make_entry(customer, "call", text=f"They like pump {n}.", member=owner, channel="phone")
            make_promise(customer, f"deliver pump {n}", owner=owner, due_at=now - timedelta(days=1), topic="delivery")
            make_task(f"Bring contract {n}", customer=customer, owner=owner, due_at=now + timedelta(days=1))
            offer = make_opportunity(customer, owner=owner, name=f"Pumps {n}", amount=Decimal(9000 + n))
            product = make_product(name=f"Pump {n}")
            Line.objects.create(opportunity=offer, product=product, quantity=2, price=Decimal("1234.5"))
            make_order(customer, 2)
            make_contract(customer, 1000 + n, owner=owner, number=f"HT-{customer.pk}-{n}")
    return customer


def test_it_tells_who_what_and_what_is_owed(seller: Member) -> None:
    customer = make_full(seller)
    page = signed_in(seller).get(f"/customers/{customer.pk}/briefing/").content.decode()
    told = [
        "Sign",
        "machinery",
        "Wang 0",
        "Decides",
        "They like pump 0.",
        "deliver pump 0",
        "Overdue",
        "Bring contract 0",
    ]
    told += ["Pumps 0", "9,000", "1,234.5", "Prices paid last", "Prices offered", "What they owe", "¥1,000.00"]
    assert [one for one in told if one not in page] == []
    assert "Pumps 0: no expected day · no next step" in page
    assert "No contact person" not in page


def test_each_line_leads_to_a_record_that_opens(seller: Member) -> None:
    customer = make_full(seller)
    client = signed_in(seller)
    page = client.get(f"/customers/{customer.pk}/briefing/").content.decode()
    body = page[page.index('class="briefing"') : page.index("</main")]
    links = set(re.findall(r'<a [^>]*?href="([^"]+)"', body))
    inside = {one.split("#")[0] for one in links if one.startswith("/")}
    assert len(inside) == 9
    assert {one: client.get(one).status_code for one in inside} == dict.fromkeys(inside, 200)


def test_what_is_missing_is_said(seller: Member) -> None:
    with acting_as_system("test"):
        customer = make_customer("Bare", owner=seller)
    context = signed_in(seller).get(f"/customers/{customer.pk}/briefing/").context
    assert [sentence for sentence, _url in context["missing"]] == [
        "No phone or mail",
        "No industry",
        "No next step is planned",
        "No contact person",
        "Never contacted, as far as is known here",
    ]


def test_parts_the_roles_do_not_show_are_not_there(seller: Member) -> None:
    customer = make_full(seller)
    with acting_as_system("test"):
        seller.roles.set([make_role(kinds=["customer", "contact"])])
    context = signed_in(seller).get(f"/customers/{customer.pk}/briefing/").context
    assert [str(one["title"]) for one in context["parts"]] == ["Who they are", "People"]


def test_a_stranger_gets_none(seller: Member) -> None:
    customer = make_full(seller)
    with acting_as_system("test"):
        stranger = make_member("Stranger", password=None)
    assert signed_in(stranger).get(f"/customers/{customer.pk}/briefing/").status_code == 404


def test_it_asks_as_much_for_a_lot_as_for_a_little(seller: Member) -> None:
    client = signed_in(seller)
    asked = []
    for times in (1, 12):
        customer = make_full(seller, times)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/customers/{customer.pk}/briefing/").status_code == 200
        asked.append(len(caught))
    assert asked[0] == asked[1] <= MOST
