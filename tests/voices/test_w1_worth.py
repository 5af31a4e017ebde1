"""W1: "What is a customer worth?" – in money, from a purchase model with its range; in influence, stage of life and information too."""

import pytest
from django.test import Client

from guanxi.analytics.actions.reckon import reckon
from guanxi.analytics.actions.survey import survey
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


def test_a_small_customer_who_brought_a_large_one_is_worth_more_than_his_orders() -> None:
    with acting_as_system("test"):
        ann, boss = make_member("Ann"), make_member("Boss", roles=[make_administrator_role()])
        buyers = make_buyers(60, owner=ann)
    small, large = buyers[-1], buyers[0]
    client = Client(headers={"Accept-Language": "en", "HX-Request": "true"})
    client.force_login(ann)
    assert client.post(f"/customers/{small.pk}/ties/new/", {"way": "brought", "other": large.pk}).status_code == 200
    for act in (reckon, survey):
        with acting_as(boss.pk, through="page") as actor:
            job = act(actor=actor, at=clock.now())
        work.run(job.pk)
    page = client.get(f"/analytics/customers/{small.pk}/").content.decode()
    assert [
        word in page for word in ("Counts for 1.0 customers behind it", "Stage of life", "what ought to be known")
    ] == [True] * 3
    listed = client.get("/customers/?sort=-influence&cols=name,influence").content.decode()
    assert listed.split("data-open>")[1].startswith(small.name)
    with acting_as_system("test"):
        weighed = dict(Fact.objects.filter(customer=small).values_list("name", "value"))
    assert weighed["influence"] == 1.0
