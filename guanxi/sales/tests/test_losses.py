"""Losses and cohorts say what counting the opportunities would say, to everybody of what he sees; every figure leads to its records."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.commerce.factories import make_product
from guanxi.commerce.models import Rate
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.sales.actions.opportunity import edit_opportunity
from guanxi.sales.actions.steering import bring_up_to_date
from guanxi.sales.factories import AT, make_opportunity
from guanxi.sales.models import Line
from guanxi.sales.tests.test_funnel import found_at
from guanxi.staff.factories import make_department
from guanxi.staff.models import Member

pytestmark = pytest.mark.django_db
PERIOD = "first=2026-01&last=2026-03"


def signed_in(member, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


@pytest.fixture
def lost(house):
    """Five losses in three months, one of a stranger, one in a currency with a rate and one without; and one that lies outside."""
    with acting_as_system("test"):
        Rate.objects.create(currency="USD", on=date(2026, 1, 15), rate=Decimal(7))
        Rate.objects.create(currency="USD", on=date(2026, 3, 15), rate=Decimal(8))
        house.products = [make_product("A", name="Lathe"), make_product("B", name="Press")]
        rows = [
            (house.seller, "us", "fair", 100, "CNY", date(2026, 1, 31)),
            (house.seller, "us", "fair", 10, "USD", date(2026, 2, 1)),
            (house.seller, "customer", "", 10, "USD", date(2026, 3, 31)),
            (house.seller, "", "web", 5, "JPY", date(2026, 3, 1)),
            (house.stranger, "third", "web", None, "CNY", date(2026, 3, 2)),
            (house.seller, "us", "fair", 999, "CNY", date(2025, 12, 31)),
        ]
        for owner, reason, source, amount, currency, closed_on in rows:
            one = make_opportunity(
                house.customer, "lost", owner=owner, loss_by=reason, source=source, amount=amount, currency=currency, closed_on=closed_on
            )  # fmt: skip
            for product in (*house.products, house.products[0]) if reason == "us" else ():
                Line.objects.create(opportunity=one, product=product)
    return house


def test_numbers_and_money_per_reason_and_month_are_those_of_the_records(lost) -> None:
    client = signed_in(lost.boss)
    page = client.get(f"/sales/losses/?{PERIOD}")
    whole = {cell["reason"]: cell["it"] for cell in page.context["whole"]["cells"]}
    assert {name: (one.number, one.money) for name, one in whole.items()} == {
        "us": (2, Decimal(170)), "customer": (1, Decimal(80)), "third": (1, Decimal(0)), "": (1, Decimal(0)),
    }  # fmt: skip
    assert whole[""].foreign == {"JPY": Decimal(5)}
    assert "and 5 JPY, no rate" in page.content.decode()
    assert [(row["name"], row["whole"].number) for row in page.context["months"]] == [
        ("2026-01", 1),
        ("2026-02", 1),
        ("2026-03", 3),
    ]
    followed = 0
    for row in [page.context["whole"], *page.context["months"]]:
        for number, url in [
            (row["whole"].number, row["url"]),
            *((cell["it"].number, cell["url"]) for cell in row["cells"]),
        ]:
            followed += 1
            assert found_at(client, url) == number, url
    assert followed == 20


def test_what_is_compared_leads_to_its_records_and_a_product_counts_once(lost) -> None:
    with acting_as_system("test"):
        shop = make_department("Shop")
        Member.objects.filter(pk=lost.seller.pk).update(department=shop)
    client = signed_in(lost.boss)
    expected = {
        "owner": {"Wang Jing": 4, "Li Na": 1}, "department": {"Shop": 4, "No department": 1},
        "source": {"fair": 2, "web": 2, "No source": 1}, "product": {"No product": 3, "Lathe": 2, "Press": 2},
    }  # fmt: skip
    for by, figures in expected.items():
        groups = client.get(f"/sales/losses/?by={by}&{PERIOD}").context["groups"]
        assert {str(one["name"]): one["whole"].number for one in groups} == figures
        for one in groups:
            if one["url"]:
                assert found_at(client, one["url"]) == one["whole"].number, (by, one["name"])
    conditions = [
        f"owner={lost.seller.pk}",
        "source=web",
        f"product={lost.products[0].pk}",
        f"department={shop.pk}",
        "source=x",
    ]
    counts = [client.get(f"/sales/losses/?{one}&{PERIOD}").context["whole"]["whole"].number for one in conditions]
    assert counts == [4, 2, 2, 4, 0]


def test_losses_of_others_are_not_seen_and_slips_are_said(lost) -> None:
    seen = [
        signed_in(one).get(f"/sales/losses/?{PERIOD}").context["whole"]["whole"].number
        for one in (lost.seller, lost.stranger)
    ]
    assert seen == [4, 1]
    assert signed_in(lost.boss).get("/sales/losses/?first=2026-05&last=2026-01").status_code == 422
    assert signed_in(lost.boss).get("/sales/losses/?first=x&owner=%00&department=z&by=q").status_code == 422
    plain = signed_in(lost.boss).get("/sales/losses/").context
    assert (plain["asked"].last, plain["form"]["last"].value()) == (date(2026, 3, 1), "2026-03")
    assert "输单" in signed_in(lost.boss, "zh-hans").get("/sales/losses/").content.decode()


def test_the_file_of_losses_says_what_the_table_says(lost) -> None:
    lines = signed_in(lost.boss).get(f"/sales/losses/csv/?by=source&{PERIOD}").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Name,Loss reason,Lost,Amount in CNY,Not converted"
    assert "fair,Our reason,2,170.00," in lines
    assert "web,Not said,1,0.00,5.00 JPY" in lines
    assert len(lines) == 13


@pytest.mark.parametrize(
    "path", ["/sales/losses/?by=product", "/sales/losses/?by=department", "/sales/cohorts/?show=CNY"]
)
def test_a_page_asks_as_much_for_few_as_for_many(house, path) -> None:
    client, counts = signed_in(house.boss), []
    for number in (1, 30):
        with acting_as_system("test"):
            for one in range(number):
                made = make_opportunity(house.customer, "lost", owner=house.seller, source=f"source {one}", amount=5)
                Line.objects.create(opportunity=made, product=make_product())
                make_opportunity(house.customer, "won", owner=house.seller, amount=5, currency=["CNY", "USD"][one % 2])
            bring_up_to_date()
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert counts[0] <= 25


def test_cohorts_say_how_much_was_won_after_so_many_months_and_lead_there(house) -> None:
    with acting_as(house.boss.pk, through="page") as actor:
        for opened, closed, amount, owner in [
            (date(2026, 1, 5), date(2026, 1, 20), 100, house.seller), (date(2026, 1, 9), date(2026, 3, 1), 50, house.seller),
            (date(2026, 1, 31), date(2026, 3, 31), 7, house.stranger), (date(2026, 2, 1), date(2026, 2, 2), 20, house.seller),
        ]:  # fmt: skip
            make_opportunity(house.customer, "won", owner=owner, opened_on=opened, closed_on=closed, amount=amount)
        make_opportunity(house.customer, "lost", owner=house.seller, opened_on=date(2026, 1, 7))
        bring_up_to_date()
        later = make_opportunity(
            house.customer, "won", owner=house.seller, opened_on=date(2026, 2, 5), closed_on=date(2026, 3, 5)
        )
        bring_up_to_date()
        edit_opportunity(later, {"closed_on": date(2026, 2, 25), "amount": Decimal(3)}, actor=actor, at=AT)
        bring_up_to_date()
    client = signed_in(house.boss)
    page = client.get("/sales/cohorts/?first=2026-01&last=2026-02")
    rows = page.context["rows"]
    assert [(row["it"].month, row["it"].begun, row["it"].won[:4]) for row in rows] == [
        (date(2026, 1, 1), 4, [1, 1, 3, 3]), (date(2026, 2, 1), 2, [2, 2, 2, 2]),
    ]  # fmt: skip
    for row in rows:
        assert found_at(client, row["url"]) == row["it"].begun
        assert [found_at(client, cell["url"]) for cell in row["cells"][:3]] == row["it"].won[:3]
    rows = client.get("/sales/cohorts/?first=2026-01&last=2026-02&show=CNY").context["rows"]
    assert [[cell["value"] for cell in row["cells"][:3]] for row in rows] == [[100, 100, 157], [23, 23, 23]]
    mine = signed_in(house.stranger).get("/sales/cohorts/?first=2026-01&last=2026-02").context["rows"]
    assert [(row["it"].begun, row["it"].won[:3]) for row in mine] == [(1, [0, 0, 1])]
    lines = client.get("/sales/cohorts/csv/?first=2026-01&last=2026-02").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith('2026-01,4,"Won share, %",25.0,25.0,75.0')
    assert "同期群" in signed_in(house.boss, "zh-hans").get("/sales/cohorts/").content.decode()
