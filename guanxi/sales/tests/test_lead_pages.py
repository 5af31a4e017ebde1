"""The pages and the API of leads as their users meet them."""

import pytest
from django.test import Client

from guanxi.api.factories import make_key
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.models import Collaboration, Customer
from guanxi.sales.factories import make_lead, make_rule
from guanxi.sales.models import Lead, LeadRule, ResponseTime

pytestmark = pytest.mark.django_db


def signed_in(member, language="en", **headers) -> Client:
    client = Client(headers={"Accept-Language": language, **headers})
    client.force_login(member)
    return client


def test_a_lead_is_written_down_with_whom_it_is_about_and_the_page_says_whose_it_is(house) -> None:
    with acting_as_system("test"):
        make_rule(house.stranger, industries=["Machinery"])
    client = signed_in(house.seller)
    assert client.post("/sales/leads/new/", {"name": "Pumps"}).status_code == 422
    given = {
        "who_name": "Alder",
        "who_contact": "Ann",
        "who_phone": "13800001111",
        "who_industry": "machinery",
        "name": "Pumps",
    }
    answer = client.post("/sales/leads/new/", given, follow=True)
    assert "“Pumps” went to Li Na." in answer.content.decode()
    with acting_as(house.stranger.pk, through="page"):
        lead = Lead.objects.get()
        assert (lead.customer.name, lead.customer.owner, lead.name) == ("Alder", house.stranger, "Pumps")
    page = signed_in(house.stranger).get(f"/sales/leads/{lead.pk}/").content.decode()
    assert "Rule 1: Leads in the industry Machinery → in turn to Li Na" in page
    page = signed_in(house.stranger, "zh-hans").get(f"/sales/leads/{lead.pk}/").content.decode()
    assert "规则 1：属于Machinery行业的线索 → 轮流分配给Li Na" in page


def test_a_hidden_holder_of_the_phone_is_told_at_its_field(house) -> None:
    signed_in(house.stranger).post(
        "/sales/leads/new/", {"who_name": "Elm", "who_phone": "13800001111", "owner": house.stranger.pk}
    )
    answer = signed_in(house.seller).post("/sales/leads/new/", {"who_name": "Ash", "who_phone": "13800001111"})
    assert (answer.status_code, "Elm" in answer.content.decode()) == (422, False)
    assert "A customer of Li Na holds this." in answer.content.decode()


def test_programs_bring_leads_and_the_rules_share_them_out(house) -> None:
    with acting_as_system("test"):
        make_rule(house.stranger)
    key = {"Authorization": make_key(house.seller)}
    sent = {"customer": house.customer.pk, "source": "Web", "name": "Pumps", "received_at": "2026-03-02T09:00:00+00:00"}
    answer = Client().post("/api/v1/leads/", sent, content_type="application/json", headers=key).json()
    assert (answer["owner"], answer["due_at"], answer["response"]) == (
        house.seller.pk,
        "2026-03-03T09:00:00+00:00",
        "late",
    )
    assert Client().get(f"/api/v1/leads/{answer['id']}", headers=key).json()["response"] == "late"
    alder = Client().post("/api/v1/customers/", {"name": "Alder"}, content_type="application/json", headers=key).json()
    with acting_as_system("test"):
        Customer.objects.filter(pk=alder["id"]).update(owner=None)
        Collaboration.objects.create(customer_id=alder["id"], member=house.seller)
    given = {"customer": alder["id"], "name": "Valves"}
    away = Client().post("/api/v1/leads/", given, content_type="application/json", headers=key)
    assert (away.status_code, away.json()["owner"]) == (201, house.stranger.pk)
    assert Client().get(f"/api/v1/leads/{away.json()['id']}", headers=key).status_code == 404
    foreign = {"Authorization": make_key(house.stranger)}
    assert Client().get(f"/api/v1/leads/{answer['id']}", headers=foreign).status_code == 404


def test_panel_list_and_page_show_a_lead_to_its_owner_alone(house) -> None:
    with acting_as_system("test"):
        lead = make_lead(house.customer, name="Pumps", owner=house.seller)
    urls = [
        "/sales/leads/?view=all",
        f"/sales/leads/of/{house.customer.pk}/",
        f"/sales/leads/{lead.pk}/",
        f"/sales/leads/{lead.pk}/peek/",
    ]
    mine, others = signed_in(house.seller), signed_in(house.stranger)
    assert ["Pumps" in mine.get(url).content.decode() for url in urls] == [True] * 4
    assert ["Pumps" in others.get(url).content.decode() for url in urls] == [False] * 4
    for end in ("convert", "recycle", "disqualify", "reopen", "claim", "delete"):
        assert others.post(f"/sales/leads/{lead.pk}/{end}/", {"reason": "no_need"}).status_code == 404, end


def test_only_administrators_set_up_how_leads_are_shared_out(house) -> None:
    seller, boss = signed_in(house.seller), signed_in(house.boss)
    assert seller.get("/sales/leads/rules/").status_code == 404
    assert seller.post("/sales/leads/times/", {}).status_code == 404
    assert (
        boss.post(
            "/sales/leads/rules/new/", {"way": "turn", "members": [house.seller.pk], "sources": "Web, 网站"}
        ).status_code
        == 302
    )
    assert (LeadRule.objects.get().sources, LeadRule.objects.get().is_active) == (["Web", "网站"], False)
    rows = {
        "times-TOTAL_FORMS": 2,
        "times-INITIAL_FORMS": 1,
        "times-0-source": "",
        "times-0-hours": 8,
        "times-1-source": "Web",
        "times-1-hours": 1,
    }
    assert boss.post("/sales/leads/times/", rows).status_code == 302
    assert dict(ResponseTime.objects.values_list("source", "hours")) == {"": 8, "Web": 1}
