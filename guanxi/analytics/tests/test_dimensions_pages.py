"""The pages of the four dimensions: each customer's, the one about all, the company's weights, and the lists they lead to."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.analytics.models import Weighing
from guanxi.analytics.tests.test_reckon import done as reckoned
from guanxi.analytics.tests.test_survey import done
from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.customers.actions.tie import add_tie
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer, Fact

pytestmark = pytest.mark.django_db


def signed_in(member: Any, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def names(client: Client, query: str) -> list[str]:
    page = client.get(f"/customers/{query}").text
    return [piece.split("<")[0] for piece in page.split("data-open>")[1:]]


def test_one_page_explains_each_of_the_four_with_its_sentence_and_its_parts(shop: Any) -> None:
    with acting_as_system("test") as system:
        add_tie(shop.buyers[0], shop.buyers[1], "brought", actor=system, at=clock.now())
    reckoned(shop.boss)
    done(shop.boss)
    page = signed_in(shop.seller).get(f"/analytics/customers/{shop.buyers[0].pk}/").text
    for words in (
        "Four dimensions", "of a hundred customers are expected to bring no more", "Counts for 1.0 customers behind it",
        "Last purchase 0 days before 2026-03-31.", "% of what ought to be known is; first of all a contact, who decides, a phone number",
        f'hx-get="/customers/{shop.buyers[0].pk}/contacts/new/"',
    ):  # fmt: skip
        assert words in page, words
    with acting_as_system("test"):
        weighed = Fact.objects.get(customer=shop.buyers[0], name="weighed").value
    assert f"{weighed:.1f}</td>" in page
    assert "四个维度" in signed_in(shop.seller, "zh-hans").get(f"/analytics/customers/{shop.buyers[0].pk}/").text
    assert "of 100</dt>" in signed_in(shop.seller).get(f"/analytics/customers/{shop.buyers[0].pk}/panel/").text
    assert signed_in(shop.stranger).get(f"/analytics/customers/{shop.buyers[0].pk}/").status_code == 404


def test_lists_are_in_the_order_of_the_dimensions_and_narrowed_by_stage_of_life(shop: Any) -> None:
    with acting_as_system("test") as system:
        brought = [make_customer(f"Brought {n}", owner=shop.stranger, city="Bonn") for n in range(2)]
        add_tie(shop.other, brought[0], "brought", actor=system, at=clock.now())
        add_tie(brought[0], brought[1], "brought", actor=system, at=clock.now())
    done(shop.boss)
    client = signed_in(shop.stranger)
    assert names(client, "?sort=-influence&cols=name,influence") == ["Mill", "Brought 0", "Brought 1"]
    assert names(client, "?sort=information&cols=name,information")[0] == "Mill"
    assert names(client, "?f=information:most:12&sort=name") == ["Mill"]
    assert names(client, "?f=life:is:Prospect&sort=name") == ["Brought 0", "Brought 1", "Mill"]
    assert names(client, "?f=life:is:lost") == []
    assert names(signed_in(shop.stranger, "zh-hans"), "?f=life:is:潜在客户&sort=-weighed")[0] == "Mill"


def test_the_page_about_all_leads_to_lists_and_administrators_change_the_weights(shop: Any) -> None:
    done(shop.boss)
    client, boss = signed_in(shop.seller), signed_in(shop.boss)
    page = client.get("/analytics/dimensions/").text
    assert "Weigh much, and we know little of them" in page
    assert "/customers/?f=life:is:Prospect&amp;cols=name,life" in page
    assert "/analytics/dimensions/weights/" not in page
    assert client.get("/analytics/dimensions/weights/").status_code == 404
    kept = boss.get("/analytics/dimensions/weights/").context["form"].initial
    wrong = boss.post("/analytics/dimensions/weights/", kept | {"silent_days": 500})
    assert (wrong.status_code, "Lost comes after silent" in wrong.text) == (422, True)
    assert boss.post("/analytics/dimensions/weights/", kept | {"money": 55}).status_code == 302
    with acting_as_system("test"):
        assert Weighing.objects.get(pk=1).money == 55
    assert "weight 55" in client.get("/analytics/dimensions/").text
    assert boss.post("/analytics/dimensions/again/").headers["Location"].startswith("/work/")


def test_before_the_first_look_pages_say_so(shop: Any) -> None:
    client = signed_in(shop.seller)
    assert "It was not done yet" in client.get("/analytics/dimensions/").text
    assert "was not looked at yet" in client.get(f"/analytics/customers/{shop.buyers[0].pk}/").text


def test_a_list_in_the_order_of_a_figure_asks_as_much_for_one_row_as_for_forty(shop: Any) -> None:
    client = signed_in(shop.seller)
    asked = {}
    done(shop.boss)
    for query in ("?sort=-weighed&cols=name,weighed&q=Buyer 219", "?sort=-weighed&cols=name,weighed"):
        client.get(f"/customers/{query}")
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/customers/{query}")
        asked[query] = len(caught)
    assert max(asked.values()) <= 14, asked
    with acting_as_system("test"):
        assert Customer.objects.count() == 221
