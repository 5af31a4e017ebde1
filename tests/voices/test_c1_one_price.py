"""C1: "Two of your salespeople quoted me two prices for the same thing." – shown, and sent only when it was approved."""

from decimal import Decimal

import pytest
from django.test import Client

from guanxi.approvals.models import Approval
from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Collaboration
from guanxi.sales.actions.quote import create_quote
from guanxi.sales.actions.quote_line import add_quote_line
from guanxi.sales.actions.quote_send import send_quote, withdraw_quote
from guanxi.sales.models import Quote, QuoteCopy
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db


def quoted(member, customer, product, price) -> Quote:
    with acting_as(member.pk, through="page") as actor:
        quote = create_quote({"customer": customer.pk}, actor=actor, at=clock.now())
        line = {"product": product.pk, "quantity": Decimal(1), "price": Decimal(price)}
        add_quote_line(quote, line, actor=actor, at=clock.now())
        return quote


def signed_in(member) -> Client:
    client = Client(headers={"Accept-Language": "en", "HX-Request": "true"})
    client.force_login(member)
    return client


def page_of(member, quote) -> str:
    return signed_in(member).get(f"/sales/quotes/{quote.pk}/").content.decode()


@pytest.fixture
def world():
    with acting_as_system("test"):
        ann, bo = make_member("Ann"), make_member("Bo", manager=make_member("Mei"))
        customer = make_customer("Mill", owner=ann)
        Collaboration.objects.create(customer=customer, member=bo, may_edit=True)
        return ann, bo, customer, make_product("A100", name="A100")


def test_the_second_seller_sees_the_first_price_and_needs_an_approval_with_a_reason_for_another(world) -> None:
    ann, bo, customer, product = world
    first = quoted(ann, customer, product, 1200)
    second = quoted(bo, customer, product, 1150)
    assert first.number not in page_of(bo, second)  # a draft is no offer yet
    with acting_as(ann.pk, through="page") as actor:
        send_quote(first, actor=actor, at=clock.now())
    shown = page_of(bo, second)
    assert [word in shown for word in ("Also quoted by Ann", "¥1,200.00", first.number)] == [True] * 3
    assert f"/sales/quotes/{first.pk}/" not in shown  # Bo does not see Ann's quotes, but her price
    seller, manager = signed_in(bo), signed_in(bo.manager)
    url = f"/sales/quotes/{second.pk}/"
    assert "It was not sent" in seller.post(f"{url}send/").content.decode()
    assert seller.post(f"{url}approval/", {"reason": ""}).status_code == 422
    assert seller.post(f"{url}approval/", {"reason": "Older model"})["HX-Refresh"] == "true"
    assert "Waits for the approval of Mei" in page_of(bo, second)
    waiting = manager.get("/approvals/").content.decode()
    assert [
        word in waiting for word in (second.number, "another price than in another valid quote", "Older model")
    ] == [True] * 3
    with acting_as(bo.pk, through="page"):
        asked = Approval.objects.get().pk
    assert "Ann offers it in" in manager.get(f"/approvals/{asked}/").content.decode()
    assert (
        seller.post(f"/approvals/{asked}/decide/", {"answer": "approve"}).url == f"/approvals/{asked}/"
    )  # not his own
    assert "It was not sent" in seller.post(f"{url}send/").content.decode()
    assert manager.post(f"/approvals/{asked}/decide/", {"answer": "approve"}).url == "/approvals/"
    assert "Approved by Mei." in page_of(bo, second)
    assert seller.post(f"{url}send/")["HX-Refresh"] == "true"
    with acting_as(bo.pk, through="page"):
        assert QuoteCopy.objects.get().reason == "Older model"
    assert "Older model" in page_of(bo, second)


def test_the_same_price_an_ended_quote_and_another_customer_ask_for_nothing(world) -> None:
    ann, bo, customer, product = world
    with acting_as_system("test"):
        elsewhere = make_customer("Elsewhere", owner=ann)
    gone, away = quoted(ann, customer, product, 1300), quoted(ann, elsewhere, product, 1400)
    same = quoted(ann, customer, product, 1150)
    with acting_as(ann.pk, through="page") as actor:
        for one in (away, gone):
            send_quote(one, actor=actor, at=clock.now())
        withdraw_quote(gone, actor=actor, at=clock.now())
        send_quote(same, actor=actor, at=clock.now())
    second = quoted(bo, customer, product, 1150)
    shown = page_of(bo, second)
    assert [word in shown for word in (same.number, gone.number, away.number)] == [True, False, False]
    with acting_as(bo.pk, through="page") as actor:
        assert send_quote(second, actor=actor, at=clock.now()).reason == ""


def test_whoever_does_not_see_the_customer_learns_no_price(world) -> None:
    ann, _, customer, product = world
    first = quoted(ann, customer, product, 1200)
    with acting_as(ann.pk, through="page") as actor:
        send_quote(first, actor=actor, at=clock.now())
    with acting_as_system("test"):
        cai = make_member("Cai")
        Quote.objects.create(number="T1", customer=customer, owner=cai, currency="CNY", valid_until="2099-01-01")
        mine = Quote.objects.get(number="T1")
        line = {"product": product.pk, "quantity": Decimal(1), "price": Decimal(1)}
    with acting_as(cai.pk, through="page") as actor:
        add_quote_line(mine, line, actor=actor, at=clock.now())
    assert ("1,200" in page_of(cai, mine), first.number in page_of(cai, mine)) == (False, False)
