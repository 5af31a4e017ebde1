"""K1: "Only work on those who can buy": money, authority and need with evidence, and who decides, influences, is for and against."""

from datetime import timedelta

import pytest
from django.test import Client

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_contact, make_customer
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Judgement, Opportunity, Stage
from guanxi.staff.factories import make_member
from guanxi.timeline.factories import make_entry

pytestmark = pytest.mark.django_db


def signed_in(member, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


@pytest.fixture
def deal():
    with acting_as_system("test"):
        seller, stranger = make_member("Wang Jing"), make_member("Li Na")
        customer = make_customer("云杉科技有限公司", owner=seller)
        Stage.objects.filter(pk="proposal").update(required=["money", "authority_yes"])
        boss, buyer = make_contact(customer, "陈总"), make_contact(customer, "Liu Min")
        for days in (10, 40, 70, 100):
            make_entry(customer, kind="visit", contact=boss, at=clock.now() - timedelta(days=days), member=seller)
        make_entry(customer, kind="visit", contact=buyer, at=clock.now() - timedelta(days=500), member=seller)
        return seller, stranger, make_opportunity(customer, "engaging", owner=seller, name="Lathe deal"), boss, buyer


def test_money_authority_and_need_are_said_with_evidence_and_the_next_stage_asks_for_them(deal) -> None:
    seller, stranger, one, *_ = deal
    client, url = signed_in(seller), f"/sales/opportunities/{one.pk}/"
    page = client.get(url).content.decode()
    assert page.count('<span class="stage-need">') == 2
    assert '<span class="stage-need">Money, at least in part</span>' in page
    assert '<span class="stage-need">Authority, confirmed</span>' in page
    without = client.post(f"{url}man/money/", {"level": "partly", "evidence": ""})
    assert (without.status_code, "Say by what you know it" in without.content.decode()) == (422, True)
    said = {"level": "partly", "evidence": "Mr Chen: 300,000 are in the budget of 2027"}
    assert client.post(f"{url}man/money/", said).status_code == 200
    page = client.get(url).content.decode()
    assert [word in page for word in ("In part", said["evidence"], "Wang Jing")] == [True, True, True]
    assert page.count('<span class="stage-need">') == 1
    client.post(f"{url}man/money/", {"level": "yes", "evidence": "Signed budget"})
    page = client.get(url).content.decode()
    assert [word in page for word in ("Confirmed", "Signed budget", "1 earlier word", said["evidence"])] == [True] * 4
    moving = client.post(f"{url}move/", {"stage": "proposal", "quick": "1"})
    assert 'name="authority_evidence"' in moving.content.decode()
    given = {"stage": "proposal", "authority": "yes", "authority_evidence": "She signs up to 500,000"}
    assert client.post(f"{url}move/", given).status_code == 200
    back = client.post(f"{url}man/authority/", {"level": "no", "evidence": "It was her deputy"})
    assert "“Proposal” needs: Authority, confirmed." in back.content.decode()
    with acting_as(seller.pk, through="page"):
        found = Opportunity.objects.get(pk=one.pk)
        assert (found.stage, found.money, found.authority, found.need) == ("proposal", "yes", "yes", "")
        log = Judgement.objects.filter(opportunity=one).order_by("pk").values_list("subject", "level", "member_id")
        assert list(log) == [
            ("money", "partly", seller.pk),
            ("money", "yes", seller.pk),
            ("authority", "yes", seller.pk),
        ]
    assert signed_in(stranger).get(f"{url}man/money/").status_code == 404


def test_only_those_who_can_buy_are_found_in_the_list(deal) -> None:
    seller, _, one, *_ = deal
    client = signed_in(seller)
    client.post(f"/sales/opportunities/{one.pk}/man/need/", {"level": "no", "evidence": "They bought elsewhere"})
    assert "Lathe deal" in client.get("/sales/opportunities/?f=need:any:no").content.decode()
    assert "Lathe deal" not in client.get("/sales/opportunities/?f=need:any:yes").content.decode()


def test_the_map_says_who_decides_who_is_against_and_what_is_missing(deal) -> None:
    seller, stranger, one, boss, buyer = deal
    client, url = signed_in(seller), f"/sales/opportunities/{one.pk}/people/"
    page = client.get(url).content.decode()
    assert "Nobody is known to decide" in page
    given = {"role": "decides", "stance": "for", "mark": "", "note": "Wants it before spring"}
    assert client.post(f"{url}{boss.pk}/", given).status_code == 200
    given = {"role": "blocks", "stance": "against", "mark": "", "note": ""}
    assert client.post(f"{url}{buyer.pk}/", given).status_code == 200
    page = client.get(url).content.decode()
    # four visits count twelve points: strong; the other one was seen longer than a year ago
    assert "陈总: Decides, For it, relationship Strong" in page
    assert "Liu Min: Blocks, Against it, relationship None" in page
    assert "Nobody is known to decide" not in page
    client.post(f"{url}{buyer.pk}/", {"role": "decides", "stance": "against", "mark": "1", "note": ""})
    page = client.get(f"{url}panel/").content.decode()
    assert [word in page for word in ("Liu Min decides and is against it", "relationship Weak")] == [True, True]
    customers_page = client.get(f"/sales/people/{one.customer_id}/").content.decode()
    assert "陈总: Decides, For it, relationship Strong" in customers_page
    briefing = client.get(f"/customers/{one.customer_id}/briefing/").content.decode()
    assert [word in briefing for word in ("Wants it before spring", "Liu Min decides and is against it")] == [
        True,
        True,
    ]
    for address in (url, f"{url}panel/", f"{url}{boss.pk}/", f"/sales/people/{one.customer_id}/"):
        assert signed_in(stranger).get(address).status_code == 404


def test_the_page_is_chinese_too(deal) -> None:
    seller, _, one, boss, _ = deal
    client = signed_in(seller, "zh-hans")
    client.post(f"/sales/opportunities/{one.pk}/people/{boss.pk}/", {"role": "decides", "stance": "for"})
    page = client.get(f"/sales/opportunities/{one.pk}/people/").content.decode()
    assert "陈总：决策者，支持，关系强" in page
    assert "资金" in client.get(f"/sales/opportunities/{one.pk}/").content.decode()
