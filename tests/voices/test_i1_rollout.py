"""I1: "Seven of ten CRM projects fail." – phases with goals, use and data measured from the first day, risks named early."""

from datetime import timedelta

import pytest
from django.test import Client

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_administrator_role, make_department, make_member
from guanxi.staff.models import Member
from guanxi.steering.actions import usage
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db


def test_he_sees_in_the_first_week_who_does_not_come_along() -> None:
    with acting_as_system("test"):
        role = make_administrator_role()
        boss = make_member("Boss", roles=[role])
        sales, service = make_department("Sales"), make_department("Service")
        ann, ben = make_member("Ann", department=sales), make_member("Ben", department=service)
        Member.objects.filter(pk=ben.pk).update(invited_at=clock.now() - timedelta(days=8), last_login=None)
        mill = make_customer("Mill", owner=ann)
        Customer.objects.create(name="Orphan", name_sort="orphan", owner=None)
    with acting_as(ann.pk, through="page"):
        Entry.objects.create(customer=mill, member=ann, kind="visit", text="shown round", at=clock.now())
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(boss)
    client.post("/steering/rollout/template/")
    with acting_as_system("test"):
        usage.count(clock.now())
    page = client.get("/steering/rollout/")
    assert page.context["runs"]["it"].name == "Data in"
    # Boss has signed in, Ann and Ben have not; one of two customers is somebody's; no look at all customers was taken yet
    goals = {str(one["label"]): (one["figure"], one["tone"]) for one in page.context["runs"]["aims"]}
    assert goals == {
        "Signed in at least once": ("33.3 %", "bad"),
        "Customers with an owner": ("50 %", "bad"),
        "Completeness of customers": ("–", ""),
    }
    assert [one["says"] for one in page.context["risks"]] == [
        "Invited 7 days ago or earlier, but never signed in: Ben.",
        "Nobody of Service wrote anything in the last 7 days.",
        "Nobody of No department wrote anything in the last 7 days.",
        "50 % of the customers have no owner; from 10 % on nobody feels responsible.",
    ]
    assert {one["name"]: one["lately"] for one in page.context["teams"]}["Sales"] == 1
