"""The calendar of closing: what is due on which day, as everybody sees it, and moving one to another."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Opportunity
from guanxi.sales.queries.closing import SHOWN
from guanxi.sales.tests.test_funnel import found_at

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 10)


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def cells(client: Client, query: str = "") -> dict[date, dict]:
    weeks = client.get(f"/sales/closing/?month=2026-09{query}").context["weeks"]
    return {cell["it"].day: cell for week in weeks for cell in week if cell}


def test_a_day_shows_its_first_and_leads_to_all_of_them(house) -> None:
    with acting_as_system("test"):
        for _number in range(SHOWN + 3):
            make_opportunity(house.customer, owner=house.seller, expected_on=DAY)
        make_opportunity(house.customer, owner=house.stranger, expected_on=DAY)
        make_opportunity(house.customer, owner=house.seller, expected_on=date(2026, 9, 30))
        make_opportunity(house.customer, "lost", owner=house.seller, expected_on=DAY)
        make_opportunity(house.customer, owner=house.seller, expected_on=date(2026, 10, 1))
    client = signed_in(house.boss)
    found = cells(client)
    assert (len(found), min(found), max(found)) == (30, date(2026, 9, 1), date(2026, 9, 30))
    assert {day: one["it"].number for day, one in found.items() if one["it"].number} == {
        DAY: SHOWN + 4,
        date(2026, 9, 30): 1,
    }
    assert (len(found[DAY]["cards"]), found[DAY]["it"].more) == (SHOWN, 4)
    assert found_at(client, found[DAY]["url"]) == SHOWN + 4
    assert [cells(signed_in(one))[DAY]["it"].number for one in (house.seller, house.stranger)] == [SHOWN + 3, 1]
    assert cells(client, "&mine")[DAY]["it"].number == 0


def test_another_day_is_written_by_whoever_may_and_refused_with_a_sentence(house) -> None:
    with acting_as_system("test"):
        one = make_opportunity(house.customer, owner=house.seller, expected_on=DAY)
        done = make_opportunity(house.customer, "won", owner=house.seller, expected_on=DAY)
    path = f"/sales/closing/{one.pk}/"
    answer = signed_in(house.seller).post(path, {"day": "2026-10-02", "month": "2026-09", "mine": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/sales/closing/?month=2026-09&mine")
    assert signed_in(house.stranger).post(path, {"day": "2026-11-02"}).status_code == 404
    page = signed_in(house.seller).post(path, {"day": "2026-13-02"}, follow=True).content.decode()
    assert "Give the day as 2026-01-31." in page
    page = (
        signed_in(house.seller).post(f"/sales/closing/{done.pk}/", {"day": "2026-10-02"}, follow=True).content.decode()
    )
    assert "It has ended meanwhile." in page
    with acting_as(house.seller.pk, through="page"):
        days = dict(Opportunity.objects.values_list("pk", "expected_on"))
    assert days == {one.pk: date(2026, 10, 2), done.pk: DAY}


def test_the_calendar_asks_as_much_for_one_as_for_thirty_and_bears_nonsense(house) -> None:
    client, counts = signed_in(house.boss), []
    for number in (1, 30):
        with acting_as_system("test"):
            for place in range(number):
                make_opportunity(house.customer, owner=house.seller, expected_on=date(2026, 9, 1 + place % 28))
        cells(client)
        with CaptureQueriesContext(connection) as caught:
            cells(client)
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert counts[0] <= 25
    assert client.get("/sales/closing/?month=x").status_code == 200
