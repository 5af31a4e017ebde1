"""W1: "What is a customer worth?" – in money: from a purchase model, with its range, by segment, and where each figure comes from."""

import pytest
from django.test import Client

from guanxi.analytics.actions.reckon import reckon
from guanxi.analytics.factories import make_buyers
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.models import Customer, Fact
from guanxi.staff.factories import make_administrator_role, make_member

pytestmark = pytest.mark.django_db


def test_from_orders_to_what_each_customer_is_worth() -> None:
    with acting_as_system("test"):
        ann, boss = make_member("Ann"), make_member("Boss", roles=[make_administrator_role()])
        make_buyers(300, owner=ann)
    with acting_as(boss.pk, through="page") as actor:
        job = reckon(actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as_system("test"):
        fact = Fact.objects.filter(name="lifetime").latest("value")
        best = Customer.objects.get(pk=fact.customer_id)
        segment = Fact.objects.get(customer=best, name="segment").word
    assert fact.low < fact.value < fact.high
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(ann)
    worth = f"¥{fact.value:,.2f}"
    page = client.get(f"/analytics/customers/{best.pk}/").content.decode()
    assert [
        word in page for word in (worth, "Still a customer", "Purchases in 12 months", "nine stay within the range")
    ] == [True] * 4
    assert best.name in client.get(f"/customers/?f=segment:is:{segment}").content.decode()
    assert "All together" in client.get("/analytics/value/").content.decode()
