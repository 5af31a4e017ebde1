"""K4: "Keep the big ones for life": goals, SWOT, white space, coverage and gaps, actions with dates, a review log."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from guanxi.commerce.actions.order import LineGiven, record_order
from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_contact, make_customer
from guanxi.sales.models import AccountPlan
from guanxi.staff.factories import make_member
from guanxi.timeline.models import Task

pytestmark = pytest.mark.django_db


def signed_in(member) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(member)
    return client


@pytest.fixture
def account():
    with acting_as_system("test") as actor:
        seller, stranger = make_member("Wang Jing"), make_member("Li Na")
        customer = make_customer("云杉科技有限公司", owner=seller)
        make_contact(customer, "陈总")
        for code, name, series in (
            ("L1", "Lathe", "Lathes"),
            ("L2", "Big lathe", "Lathes"),
            ("P1", "Press", "Presses"),
        ):
            make_product(code, name=name, series=series)
        line = LineGiven("L1", Decimal(2), Decimal(500))
        record_order("O1", customer.pk, [line], ordered_at=clock.now(), currency="CNY", actor=actor, at=clock.now())
        return seller, stranger, customer


def test_a_plan_shows_what_was_not_bought_whom_we_know_and_what_is_to_be_done(account) -> None:
    seller, stranger, customer = account
    client = signed_in(seller)
    assert "New account plan" in client.get(f"/sales/plans/of/{customer.pk}/").content.decode()
    today = clock.now().date()
    given = {
        "customer": customer.pk, "name": "Plan 2027", "goals": "Second hall\nService contract", "strengths": "On time",
        "weaknesses": "Spare parts", "chances": "New plant", "threats": "A cheaper rival",
        "next_review_on": (today + timedelta(days=20)).isoformat(),
    }  # fmt: skip
    answer = client.post("/sales/plans/new/", given)
    assert answer.status_code == 302
    again = client.post("/sales/plans/new/", given)
    assert (again.status_code, "has a plan already" in again.content.decode()) == (422, True)
    page = client.get(answer.url).content.decode()
    shown = (
        "Second hall",
        "On time",
        "Spare parts",
        "New plant",
        "A cheaper rival",
        "Nobody is known to decide",
        "Only one person is known here",
    )
    assert [word for word in shown if word not in page] == []
    assert [
        word in page
        for word in (
            "By the orders, 1 of 3 products were ever bought.",
            "nothing of 1 product",
            "1 of 2 bought",
            "Big lathe",
            ">Press<",
            ">Lathe<",
        )
    ] == [True] * 5 + [False]
    pk = answer.url.split("/")[-2]
    action = {"title": "Show the new press", "due_on": (today + timedelta(days=5)).isoformat(), "owner": seller.pk}
    assert client.post(f"/sales/plans/{pk}/actions/", action).status_code == 200
    found = {"text": "Service contract was signed", "next_review_on": (today + timedelta(days=90)).isoformat()}
    assert client.post(f"/sales/plans/{pk}/review/", found).status_code == 200
    page = client.get(answer.url).content.decode()
    assert [word in page for word in ("Show the new press", "Service contract was signed", "Wang Jing")] == [True] * 3
    panel = client.get(f"/sales/plans/of/{customer.pk}/").content.decode()
    assert [word in panel for word in ("Plan 2027", "Second hall", "Show the new press")] == [True] * 3
    assert "Plan 2027" in client.get("/sales/plans/?view=all").content.decode()
    with acting_as(seller.pk, through="page"):
        assert AccountPlan.objects.get().next_review_on == today + timedelta(days=90)
        assert list(Task.objects.values_list("title", "customer_id")) == [("Show the new press", customer.pk)]
    other = signed_in(stranger)
    for url in (
        answer.url,
        f"/sales/plans/of/{customer.pk}/",
        f"/sales/plans/{pk}/review/",
        f"/sales/plans/{pk}/actions/",
    ):
        assert other.get(url).status_code == 404
    assert "Plan 2027" not in other.get("/sales/plans/?view=all").content.decode()


def test_whoever_sees_no_orders_is_shown_no_white_space(account) -> None:
    from guanxi.staff.models import Grant

    seller, _, customer = account
    client = signed_in(seller)
    url = client.post("/sales/plans/new/", {"customer": customer.pk, "name": "Plan"}).url
    assert "Not bought yet" in client.get(url).content.decode()
    with acting_as_system("test"):
        Grant.objects.filter(role__in=seller.roles.all(), kind="order").update(verbs=[])
    assert "Not bought yet" not in signed_in(seller).get(url).content.decode()
