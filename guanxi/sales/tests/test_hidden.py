"""An opportunity whose owner does not see its customer: he works on it; of the customer he learns nothing."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.api.factories import make_key
from guanxi.core import kinds, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Move, Opportunity
from guanxi.timeline.models import Entry
from guanxi.ui.records import exporting

pytestmark = pytest.mark.django_db
WORDS = "Not visible to you"


@pytest.fixture
def deal(house) -> Opportunity:
    """The stranger's, at the seller's customer Mill."""
    with acting_as_system("test"):
        return make_opportunity(house.customer, name="Lathe deal", owner=house.stranger, amount=700)


def signed_in(member, language="en", **headers) -> Client:
    client = Client(headers={"Accept-Language": language, **headers})
    client.force_login(member)
    return client


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("/sales/board/", True),
        ("/sales/opportunities/?view=all", True),
        ("/sales/opportunities/{pk}/", True),
        ("/sales/opportunities/{pk}/peek/", True),
        ("/sales/opportunities/{pk}/edit/", False),
        ("/sales/opportunities/{pk}/move/", False),
        ("/sales/opportunities/{pk}/field/customer/", False),
        ("/sales/opportunities/{pk}/field/contact/", False),
        ("/history/opportunity/{pk}/", False),
        ("/find?q=lathe", False),
    ],
)
def test_every_page_holds_and_masks_the_customer(house, deal, url, shown) -> None:
    found = signed_in(house.stranger, **{"HX-Request": "true"} if "field" in url or "peek" in url else {}).get(
        url.format(pk=deal.pk)
    )
    page = found.content.decode()
    assert (found.status_code, "Mill" in page, WORDS in page) == (200, False, shown)


def test_the_words_are_chinese_too(house, deal) -> None:
    assert "您无权查看" in signed_in(house.stranger, "zh-hans").get("/sales/board/").content.decode()


def test_the_customers_own_page_is_not_there_for_him(house, deal) -> None:
    client = signed_in(house.stranger)
    urls = [f"/customers/{house.customer.pk}/", f"/sales/opportunities/of/{house.customer.pk}/"]
    assert [client.get(url).status_code for url in urls] == [404, 404]


def test_he_moves_it_and_wins_it_and_the_customers_timeline_stays_as_it_was(house, deal) -> None:
    client = signed_in(house.stranger)
    url = f"/sales/opportunities/{deal.pk}/move/"
    assert client.post(url, {"stage": "engaging", "quick": "1"})["HX-Refresh"] == "true"
    assert client.post(url, {"stage": "won", "closed_on": "2026-05-01"})["HX-Refresh"] == "true"
    with acting_as_system("test"):
        assert Opportunity.objects.get().stage == "won"
        assert list(Move.objects.order_by("pk").values_list("to_stage", flat=True)) == [
            "prospecting",
            "engaging",
            "won",
        ]
        assert Entry.objects.filter(kind="opportunity").count() == 0
    page = client.get(f"/sales/opportunities/{deal.pk}/").content.decode()
    assert "There is no customer that you see, so there is no timeline." in page


def test_whoever_sees_the_customer_alone_opens_his_page_without_it(house, deal) -> None:
    client = signed_in(house.seller)
    assert client.get(f"/customers/{house.customer.pk}/").status_code == 200
    panel = client.get(f"/sales/opportunities/of/{house.customer.pk}/").content.decode()
    assert ("No opportunity that you see." in panel, "Lathe" in panel) == (True, False)


def test_files_and_programs_hold_too(house, deal) -> None:
    got = Client().get(f"/api/v1/opportunities/{deal.pk}", headers={"Authorization": make_key(house.stranger)})
    assert (got.status_code, "Mill" in got.content.decode()) == (200, False)
    with acting_as(house.stranger.pk, through="page") as actor:
        kind = kinds.kind("opportunity")
        job = exporting.start(kind, ["name", "customer", "stage"], "csv", {"filter": {}}, total=1, actor=actor)
    work.run(job.pk)
    file = signed_in(house.stranger).get(f"/sales/opportunities/export/{job.pk}/")
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1:] == ["Lathe deal,,Prospecting"]


def test_the_history_asks_as_much_for_ten_moves_as_for_one(house) -> None:
    with acting_as(house.seller.pk, through="page"):
        one = make_opportunity(house.customer, owner=house.seller)
    client = signed_in(house.seller)
    url = f"/sales/opportunities/{one.pk}/move/"

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            page = client.get(f"/history/opportunity/{one.pk}/").content.decode()
        assert re.search("Engaging", page)
        return len(caught)

    client.post(url, {"stage": "engaging", "quick": "1"})
    asked()
    few = asked()
    for stage in ("prospecting", "engaging") * 4:
        client.post(url, {"stage": stage, "quick": "1"})
    assert asked() == few
