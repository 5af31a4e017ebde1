"""The pages of quotes, for members and for the customer."""

import re
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client

from guanxi.api.factories import make_key
from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.models import Customer
from guanxi.sales.actions.quote import create_quote
from guanxi.sales.actions.quote_line import add_quote_line
from guanxi.sales.actions.quote_send import new_version, send_quote, withdraw_quote
from guanxi.sales.links import link_of
from guanxi.sales.models import Quote, QuoteAnswer, QuoteCopy
from guanxi.staff.models import Notice
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db


def signed_in(member, language="en", **headers) -> Client:
    client = Client(headers={"Accept-Language": language, **headers})
    client.force_login(member)
    return client


@pytest.fixture
def product(db):
    with acting_as_system("test"):
        return make_product("L-1", name="Lathe", price=Decimal(700), currency="CNY")


@pytest.fixture
def quote(house, product) -> Quote:
    with acting_as(house.seller.pk, through="page") as actor:
        given = {"customer": house.customer.pk, "subject": "Lathe offer", "terms": "30 days"}
        made = create_quote(given, actor=actor, at=clock.now())
        add_quote_line(made, {"product": product.pk, "quantity": Decimal(100)}, actor=actor, at=clock.now())
        return made


@pytest.fixture
def sent(house, quote) -> str:
    """The path of its link."""
    with acting_as(house.seller.pk, through="page") as actor:
        return link_of(send_quote(quote, actor=actor, at=clock.now()))


def test_list_page_panel_and_search_show_it_to_its_seller_alone(house, quote) -> None:
    pages = [
        "/sales/quotes/?view=all",
        f"/sales/quotes/of/{house.customer.pk}/",
        f"/sales/quotes/{quote.pk}/",
        f"/sales/quotes/{quote.pk}/peek/",
    ]
    mine, others = signed_in(house.seller), signed_in(house.stranger)
    for url in (*pages, "/find?q=lathe"):
        assert quote.number in mine.get(url).content.decode(), url
        assert quote.number not in others.get(url).content.decode(), url
    assert [others.get(url).status_code for url in pages] == [200, 404, 404, 404]
    for end in ("edit/", "send/", "answer/", "lines/"):
        assert others.get(f"/sales/quotes/{quote.pk}/{end}").status_code == 404


def test_it_is_made_with_forms_and_sent(house, product) -> None:
    client = signed_in(house.seller, **{"HX-Request": "true"})
    assert client.post("/sales/quotes/new/", {"customer": ""}).status_code == 422
    given = {"customer": house.customer.pk, "subject": "Offer", "valid_until": "2099-01-01"}
    refused = client.post("/sales/quotes/new/", given)
    assert "within ten years" in refused.content.decode()
    answer = client.post("/sales/quotes/new/", {**given, "valid_until": "2030-01-01"})
    assert answer.status_code == 302
    url = answer.url
    assert "There is nothing on it yet." in client.post(f"{url}send/").content.decode()
    wrong = client.post(f"{url}lines/", {"product": "", "text": "", "quantity": "1"})
    assert (wrong.status_code, "say in words what it is" in wrong.content.decode()) == (422, True)
    line = {"product": product.pk, "quantity": "100", "discount": "10"}
    assert client.post(f"{url}lines/", line)["HX-Refresh"] == "true"
    page = client.get(url).content.decode()
    assert all(word in page for word in ("¥700.00", "10 %", "¥630.00", "¥63,000.00", ">100<"))
    with acting_as(house.seller.pk, through="page"):
        quoted = Quote.objects.get().lines.get()
    assert (
        client.post(f"{url}lines/{quoted.pk}/", {"product": product.pk, "quantity": "1", "price": "700"})["HX-Refresh"]
        == "true"
    )
    assert client.post(f"{url}send/")["HX-Refresh"] == "true"
    page = client.get(url).content.decode()
    assert re.search(r'value="http://testserver/q/[^"]+/"', page)
    assert client.get(f"{url}edit/").status_code == 302
    with acting_as(house.seller.pk, through="page"):
        copy = QuoteCopy.objects.get()
    assert "¥700.00" in client.get(f"{url}copies/{copy.pk}/").content.decode()
    assert "报价单" in signed_in(house.seller, "zh-hans").get(f"{url}copies/{copy.pk}/").content.decode()


def test_the_customer_reads_exactly_what_was_sent_in_both_languages(house, quote, sent) -> None:
    with acting_as_system("test"):
        Customer.objects.update(name="Renamed", note="bad payer")
    page = Client(headers={"Accept-Language": "en"}).get(sent)
    text = page.content.decode()
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex, nofollow")
    assert [word in text for word in ("Mill", "¥70,000.00", "30 days", "Accept the quote")] == [True] * 4
    assert [word in text for word in ("Renamed", "bad payer", "/sales/quotes", "/customers/")] == [False] * 4
    assert "接受报价" in Client(headers={"Accept-Language": "zh-hans"}).get(sent).content.decode()


@pytest.mark.parametrize(("answer", "state"), [("accept", "accepted"), ("decline", "declined")])
def test_the_customer_answers_once_and_the_seller_is_told(house, quote, sent, answer, state) -> None:
    client = Client(headers={"Accept-Language": "en"})
    nameless = client.post(sent, {"answer": answer, "name": ""})
    assert (nameless.status_code, "This field is required." in nameless.content.decode()) == (422, True)
    assert client.post(sent, {"answer": answer, "name": "Li Lei", "note": "by Friday"}).status_code == 302
    assert f"{state.capitalize()} by Li Lei" in client.get(sent).content.decode()
    assert client.post(sent, {"answer": "accept", "name": "Other"}).status_code == 422
    with acting_as(house.seller.pk, through="page"):
        assert Quote.objects.get().status == state
        said = QuoteAnswer.objects.get()
        assert (said.name, said.note, said.member_id) == ("Li Lei", "by Friday", None)
        assert Notice.objects.get().params == {"customer": "Li Lei", "quote": quote.number}
        entry = Entry.objects.filter(kind="quote").latest("pk")
        assert (entry.data["what"], entry.data["note"], entry.member_id) == (state, "by Friday", None)
    timeline = signed_in(house.seller).get(f"/timeline/customer/{house.customer.pk}/").content.decode()
    assert "by Friday" in timeline


def test_a_customer_whose_browser_keeps_no_cookies_can_answer(house, quote, sent) -> None:
    answered = Client(enforce_csrf_checks=True).post(sent, {"answer": "accept", "name": "Li Lei"})
    assert answered.status_code == 302
    with acting_as(house.seller.pk, through="page"):
        assert Quote.objects.get().status == "accepted"


def test_a_withdrawn_or_replaced_version_shows_no_figure(house, quote, sent) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        withdraw_quote(quote, actor=actor, at=clock.now())
    for _ in range(2):
        text = Client(headers={"Accept-Language": "en"}).get(sent).content.decode()
        assert ("no longer holds" in text, "70,000" in text, "Accept the quote" in text) == (True, False, False)
        assert Client().post(sent, {"answer": "accept", "name": "x"}).status_code == 422
        with acting_as(house.seller.pk, through="page") as actor:
            if Quote.objects.get().status == "withdrawn":
                new_version(quote, actor=actor, at=clock.now())


def test_a_forged_link_or_one_of_a_binned_quote_leads_nowhere(house, quote, sent) -> None:
    number, _, signature = sent.removeprefix("/q/").partition("~")
    other = f"/q/{int(number.partition('.')[0]) + 1}.{number.partition('.')[2]}~{signature}"
    for path in ("/q/x/", other, sent.replace(".20", ".21")):
        assert Client().get(path).status_code == 410, path
    signed_in(house.seller).post(f"/sales/quotes/{quote.pk}/delete/")
    assert Client().get(sent).status_code == 410


def test_answers_are_limited(house, sent) -> None:
    cache.clear()
    client = Client()
    statuses = [client.post(sent, {"answer": "x", "name": ""}).status_code for _ in range(21)]
    assert statuses == [422] * 20 + [429]
    cache.clear()


def test_a_member_writes_down_what_he_heard(house, quote, sent) -> None:
    client = signed_in(house.seller, **{"HX-Request": "true"})
    url = f"/sales/quotes/{quote.pk}/"
    assert client.post(f"{url}answer/", {"answer": "decline", "name": "Li", "note": "too dear"})["HX-Refresh"] == "true"
    page = client.get(url).content.decode()
    assert ("written down by Wang Jing" in page, "too dear" in page) == (True, True)
    assert client.post(f"{url}version/").status_code == 302
    assert client.get(f"{url}lines/").status_code == 200


def test_programs_reach_it_too(house, quote) -> None:
    mine, foreign = ({"Authorization": make_key(member)} for member in (house.seller, house.stranger))
    got = Client().get(f"/api/v1/quotes/{quote.pk}", headers=mine).json()
    assert (got["number"], got["state"], Decimal(got["total"])) == (quote.number, "draft", Decimal(70000))
    assert Client().get(f"/api/v1/quotes/{quote.pk}", headers=foreign).status_code == 404
    sent = {"content_type": "application/json", "headers": mine}
    made = Client().post(
        "/api/v1/quotes/", {"customer": house.customer.pk, "currency": "USD", "valid_until": "2030-01-01"}, **sent
    )
    assert (made.status_code, made.json()["currency"]) == (201, "USD")
