"""The pages as their users meet them."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.api.factories import make_key
from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.sales.factories import AT, make_opportunity
from guanxi.sales.models import Line, Opportunity
from guanxi.sales.queries.board import CARDS, board
from guanxi.sales.queries.pipeline import default_pipeline
from guanxi.staff.models import Notice

pytestmark = pytest.mark.django_db


def signed_in(member, language="en", **headers) -> Client:
    client = Client(headers={"Accept-Language": language, **headers})
    client.force_login(member)
    return client


@pytest.fixture
def one(house) -> Opportunity:
    with acting_as(house.seller.pk, through="page"):
        return make_opportunity(house.customer, name="Lathe deal", owner=house.seller, amount=Decimal(700))


def test_list_board_page_and_panel_show_it_to_its_seller_alone(house, one) -> None:
    pages = ["/sales/board/", "/sales/opportunities/?view=all", f"/sales/opportunities/of/{house.customer.pk}/"]
    pages += [f"/sales/opportunities/{one.pk}/", f"/sales/opportunities/{one.pk}/peek/"]
    mine, others = signed_in(house.seller), signed_in(house.stranger)
    for url in pages:
        assert "Lathe deal" in mine.get(url).content.decode(), url
        answer = others.get(url)
        assert "Lathe deal" not in answer.content.decode(), url
    assert [others.get(url).status_code for url in pages] == [200, 200, 404, 404, 404]


def test_it_is_made_with_a_form_and_the_page_says_what_the_next_stage_needs(house) -> None:
    client = signed_in(house.seller)
    empty = client.post("/sales/opportunities/new/", {"name": "", "customer": ""})
    assert empty.status_code == 422
    given = {"name": "Press", "customer": house.customer.pk, "stage": "engaging", "owner": house.seller.pk}
    answer = client.post("/sales/opportunities/new/", given)
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "“Proposal” still needs:" in page
    assert '<span class="stage-need">Amount</span>' in page
    with acting_as(house.seller.pk, through="page"):
        assert Change.objects.filter(kind="opportunity", operation="I").count() == 1
    assert (
        "Press"
        in client.get(
            f"/history{answer.url.removeprefix('/sales').replace('opportunities', 'opportunity')}"
        ).content.decode()
    )


def test_a_quick_move_goes_at_once_and_is_undone(house, one) -> None:
    client = signed_in(house.seller)
    answer = client.post(f"/sales/opportunities/{one.pk}/move/", {"stage": "engaging", "quick": "1", "board": "1"})
    said = json.loads(answer["HX-Trigger"])
    assert said["toast"]["text"] == "“Lathe deal” is now in “Engaging”."
    assert client.post(said["toast"]["undo"])["HX-Trigger"] == "reload"
    with acting_as(house.seller.pk, through="page"):
        assert (Opportunity.objects.get().stage, Opportunity.objects.get().stage_since) == ("prospecting", AT)


def test_a_move_asks_for_what_is_missing_and_keeps_the_form(house, one) -> None:
    client, url = signed_in(house.seller), f"/sales/opportunities/{one.pk}/move/"
    asked = client.post(url, {"stage": "proposal", "quick": "1", "board": "1"})
    assert asked["HX-Retarget"] == "#dialogs"
    assert 'name="expected_on"' in asked.content.decode()
    assert 'name="amount"' not in asked.content.decode()
    refused = client.post(url, {"stage": "proposal", "expected_on": ""})
    assert (refused.status_code, "This field is required." in refused.content.decode()) == (422, True)
    saved = client.post(url, {"stage": "proposal", "expected_on": "2026-12-31"})
    assert saved["HX-Refresh"] == "true"
    lost = client.post(url, {"stage": "lost", "closed_on": "2026-05-01", "loss_by": "us", "loss_note": "late"})
    assert lost["HX-Refresh"] == "true"
    with acting_as(house.seller.pk, through="page"):
        found = Opportunity.objects.get()
        assert (found.state, found.loss_by, found.closed_on) == ("lost", "us", date(2026, 5, 1))


def test_the_stage_is_edited_in_the_list_by_the_same_rules(house, one) -> None:
    client = signed_in(house.seller, **{"HX-Request": "true"})
    url = f"/sales/opportunities/{one.pk}/field/stage/"
    assert "Negotiation" in client.get(url).content.decode()
    refused = client.post(url, {"stage": "negotiation", "was": "prospecting"})
    assert (refused.status_code, "“Negotiation” needs: Expected close." in refused.content.decode()) == (422, True)
    assert client.post(url, {"stage": "engaging", "was": "prospecting"}).status_code == 200
    found = client.get("/sales/opportunities/?f=stage:any:engaging").content.decode()
    assert "Lathe deal" in found
    assert "Lathe deal" not in client.get("/sales/opportunities/?f=stage:any:won").content.decode()
    assert "接洽" in signed_in(house.seller, "zh-hans").get(f"/history/opportunity/{one.pk}/").content.decode()


def test_products_are_added_with_the_list_price_and_taken_out(house, one) -> None:
    with acting_as_system("test"):
        product = make_product("P", name="Lathe X", price=Decimal(350), currency="CNY")
    client = signed_in(house.seller)
    url = f"/sales/opportunities/{one.pk}/products/"
    assert client.post(url, {"product": product.pk, "quantity": "2", "price": ""})["HX-Refresh"] == "true"
    assert "¥700" in client.get(f"/sales/opportunities/{one.pk}/").content.decode()
    with acting_as(house.seller.pk, through="page"):
        line = Line.objects.get()
        assert (line.price, line.amount) == (Decimal(350), Decimal(700))
    assert signed_in(house.stranger).post(f"{url}{line.pk}/remove/").status_code == 404
    assert client.post(f"{url}{line.pk}/remove/").status_code == 302
    with acting_as(house.seller.pk, through="page"):
        assert Line.objects.count() == 0


def test_a_colleague_gets_it_and_is_told(house, one) -> None:
    client = signed_in(house.seller)
    given = {"verb": "assign", "ids": [one.pk], "owner": house.stranger.pk}
    assert client.post("/sales/opportunities/bulk/", given).status_code == 204
    assert client.get(f"/sales/opportunities/{one.pk}/").status_code == 404
    assert signed_in(house.stranger).get(f"/sales/opportunities/{one.pk}/").status_code == 200
    with acting_as(house.stranger.pk, through="page"):
        assert Notice.objects.get().params["opportunity"] == "Lathe deal"


def test_who_does_not_see_the_customer_still_works_on_his_own_opportunity(house) -> None:
    with acting_as_system("test"):
        one = make_opportunity(house.customer, name="Lathe deal", owner=house.stranger)
    client = signed_in(house.stranger)
    page = client.get(f"/sales/opportunities/{one.pk}/").content.decode()
    assert ("Not visible to you" in page, "Mill" in page) == (True, False)
    given = {"name": "Press deal", "opened_on": "2026-02-01", "currency": "CNY"}
    assert client.post(f"/sales/opportunities/{one.pk}/edit/", given).status_code == 302
    with acting_as(house.stranger.pk, through="page"):
        found = Opportunity.objects.get()
        assert (found.name, found.customer_id) == ("Press deal", house.customer.pk)


def test_it_goes_with_its_customer_into_the_bin_and_back(house, one) -> None:
    client = signed_in(house.seller)
    client.post("/customers/bulk/", {"verb": "delete", "ids": [house.customer.pk]})
    assert client.get(f"/sales/opportunities/{one.pk}/").status_code == 404
    client.post("/bin/customer/restore/", {"ids": [house.customer.pk]})
    assert client.get(f"/sales/opportunities/{one.pk}/").status_code == 200
    assert client.post(f"/sales/opportunities/{one.pk}/delete/").status_code == 302
    assert client.get(f"/sales/opportunities/{one.pk}/").status_code == 404


def test_programs_move_it_too(house, one) -> None:
    mine, foreign = ({"Authorization": make_key(member)} for member in (house.seller, house.stranger))
    url = f"/api/v1/opportunities/{one.pk}"
    got = Client().get(url, headers=mine).json()
    assert (got["stage"], got["state"], got["amount"]) == ("prospecting", "open", "700.00")
    assert Client().get(url, headers=foreign).status_code == 404
    sent = {"content_type": "application/json", "headers": mine}
    answer = Client().patch(url, {"stage": "proposal"}, **sent)
    assert (answer.status_code, answer.json()["code"]) == (422, "missing_for_stage")
    assert Client().patch(url, {"stage": "proposal", "expected_on": "2026-12-31"}, **sent).json()["stage"] == "proposal"


def test_a_column_counts_and_sums_all_and_shows_its_cards_page_by_page(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        for number in range(CARDS + 3):
            since = AT - timedelta(hours=number // 2)
            currency = "USD" if number % 2 else "CNY"
            make_opportunity(
                house.customer,
                name=f"Deal {number:02}",
                owner=house.seller,
                amount=10,
                currency=currency,
                stage_since=since,
            )
        column = board(default_pipeline(), actor, clock.now())[0]
        assert (column.count, column.sums) == (15, [("CNY", Decimal(80)), ("USD", Decimal(70))])
        assert len(column.cards) == CARDS
    client = signed_in(house.seller)
    page = client.get("/sales/board/").content.decode()
    rest = client.get("/sales/board/more/prospecting/", {"after": column.after}).content.decode()
    names = {f"Deal {number:02}" for number in range(CARDS + 3)}
    assert {name for name in names if name in page} | {name for name in names if name in rest} == names
    assert not {name for name in names if name in page and name in rest}
    assert "Show more" not in rest


def test_the_board_asks_as_much_for_one_card_as_for_twenty(house, one) -> None:
    client = signed_in(house.seller)
    client.get("/sales/board/")

    def asked(url: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        return len(caught)

    urls = ["/sales/board/", f"/sales/opportunities/{one.pk}/", f"/sales/opportunities/of/{house.customer.pk}/"]
    with acting_as(house.seller.pk, through="page"):
        make_opportunity(house.customer, "won", owner=house.seller, amount=3)
    few = [asked(url) for url in urls]
    with acting_as(house.seller.pk, through="page"):
        for _ in range(20):
            make_opportunity(house.customer, owner=house.seller, amount=3)
    assert [asked(url) for url in urls] == few
    assert max(few) <= 25


def test_the_words_are_chinese_too(house, one) -> None:
    client = signed_in(house.seller, "zh-hans")
    page = client.get("/sales/board/").content.decode()
    for word in ("商机", "初步接触", "赢单", "输单"):
        assert word in page
    assert "阶段记录" in client.get(f"/sales/opportunities/{one.pk}/").content.decode()
