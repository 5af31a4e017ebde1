"""How many queries pages ask: a list as many for thirty rows as for one, no page more than twenty-five."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.commerce.factories import make_order, make_product
from guanxi.contracts.factories import make_contract, make_payment
from guanxi.contracts.models import Invoice
from guanxi.core import clock, kinds
from guanxi.core.actor import acting_as
from guanxi.customers.actions.customer import create_customer
from guanxi.sales.factories import make_lead, make_opportunity, make_quote
from guanxi.staff.models import Member
from guanxi.timeline.factories import make_entry, make_promise, make_task
from tests.architecture.addresses import addresses
from tests.architecture.test_reach import fillings
from tests.architecture.world import World, make_world

pytestmark = pytest.mark.django_db
MOST = 25
LISTS = [
    "customer", "contact", "task", "promise", "product", "pricebook", "order", "opportunity", "lead", "quote", "accountplan", "contract", "payment",
    "invoice",
]  # fmt: skip


@pytest.fixture
def world() -> World:
    return make_world()


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    client.get("/")  # the first visit of a session writes that it was one
    return client


def asked(client: Client, url: str) -> tuple[int, Any]:
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(url)
    return len(caught), answer


def make_more(world: World, *numbers: int) -> None:
    """For each list a row per number, each with another name, tag and link."""
    with acting_as(world.holder.pk, through="page") as actor:
        for n in numbers:
            values = {
                "name": f"More {n}", "phone": f"1380000{n:04}", "tags": [f"tag {n}"], "parent": world.secret.customer,
                "contact": {"name": f"Person {n}", "mail": f"person{n}@example.com"}, "address": {"city": f"City {n}"},
            }  # fmt: skip
            customer = create_customer(values, actor=actor, at=clock.now())
            make_task(owner=world.holder, customer=customer, due_at=clock.now())
            make_entry(customer, member=world.holder, text=f"We will deliver pump {n} by Friday.")
            make_promise(customer, f"pump {n}", owner=world.holder, due_at=clock.now(), topic="delivery")
            make_order(customer, n + 1)
            make_product(series=f"Series {n}")
            deal = make_opportunity(customer, owner=world.holder, amount=n)
            make_quote(customer, owner=world.holder, opportunity=deal, total=n)
            contract = make_contract(customer, n + 100, parts=2, owner=world.holder)
            make_payment(contract, n + 1)
            Invoice.objects.create(
                contract=contract,
                customer=customer,
                number=f"N{n}",
                title="x",
                amount=1,
                currency="CNY",
                issued_on=contract.signed_on,
            )
            make_lead(customer, owner=world.holder, source=f"Source {n}")


def test_every_kind_has_a_list_that_is_counted() -> None:
    kinds_known = [
        "customer",
        "contact",
        "task",
        "promise",
        "product",
        "order",
        "pricebook",
        "opportunity",
        "lead",
        "accountplan",
        "quote",
    ]
    kinds_known += ["contract", "payment", "invoice"]
    assert [one.name for one in kinds.all_kinds()] == kinds_known


def test_a_list_asks_as_much_for_one_row_as_for_thirty(world: World) -> None:
    client = signed_in(world.holder)
    everything = [f"{kinds.kind(name).list_url()}?cols={every(name)}" for name in LISTS]
    urls = ["/", "/intake/", "/bin/", "/staff/notices/", "/find?q=More", f"/customers/{world.secret.customer}/"]
    urls += [kinds.kind(name).list_url() for name in LISTS] + everything
    make_more(world, 1)
    few = {url: asked(client, url)[0] for url in urls}
    make_more(world, *range(2, 31))
    many = {url: asked(client, url)[0] for url in urls}
    assert many == few


def every(name: str) -> str:
    return ",".join(one.name for one in kinds.kind(name).fields)


def test_no_page_asks_more_than_25_queries(world: World) -> None:
    make_more(world, *range(5))
    too_many = {}
    for member in (world.holder, world.administrator):
        client = signed_in(member)
        for address in addresses():
            if address.route.startswith("api/v1/") or address.name == "account_logout":
                continue
            for values in fillings(address, world.secret):
                url = address.url(values)
                number, answer = asked(client, url)
                if number > MOST:
                    too_many[url] = (number, answer.status_code)
    assert too_many == {}
