"""G2: "Three of my people talked to this customer. What did each promise?\""""

import re

import pytest
from django.test import Client

from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_administrator_role, make_department, make_member
from guanxi.staff.models import Member
from guanxi.timeline.models import Promise

pytestmark = pytest.mark.django_db


def signed_in(member: Member) -> Client:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(member)
    return client


def test_the_manager_sees_who_promised_what_and_what_contradicts() -> None:
    with acting_as_system("test"):
        house = make_department("Sales")
        sellers = [
            make_member(name, scope="department", department=house, password=None) for name in ("Ann", "Bo", "Cai")
        ]
        manager = make_member("Manager", roles=[make_administrator_role()], password=None)
        customer = make_customer("杭州机械", owner=sellers[0])
    said = ["We guarantee the A100 at 1200 CNY.", "A100 我们保证每台 1150 元。", "I'll send you the brochure tomorrow."]
    for seller, text in zip(sellers, said, strict=True):
        client = signed_in(seller)
        answer = client.post(f"/timeline/customer/{customer.pk}/log/", {"kind": "note", "text": text})
        assert "Looks like a promise" in answer.content.decode()
        entry, place = re.findall(r"\?entry=(\d+)&amp;place=(\d+)", answer.content.decode())[0]
        asked = client.get(f"/timeline/promises/new/?entry={entry}&place={place}").content.decode()
        amount = asked.partition('inputmode="decimal" value="')[2].partition('"')[0]
        topic = "price" if amount else "document"
        given = {
            "title": text,
            "topic": topic,
            "amount": amount,
            "customer": customer.pk,
            "entry": entry,
            "place": place,
        }
        assert client.post("/timeline/promises/new/", {**given, "stay": "1"}).status_code == 204
    panel = signed_in(manager).get(f"/timeline/customer/{customer.pk}/promises/").content.decode()
    assert [name in panel for name in ("Ann", "Bo", "Cai")] == [True, True, True]
    assert panel.count('class="contradicts"') == 2
    with acting_as_system("test"):
        rows = list(Promise.objects.order_by("pk").values_list("promised_by__name", "topic", "amount"))
    assert [(name, topic, amount and int(amount)) for name, topic, amount in rows] == [
        ("Ann", "price", 1200),
        ("Bo", "price", 1150),
        ("Cai", "document", None),
    ]
