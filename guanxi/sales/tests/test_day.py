"""Sales' panels on my day: what a seller sees at 8:55."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.sales.actions.quote import create_quote
from guanxi.sales.actions.quote_line import add_quote_line
from guanxi.sales.actions.quote_send import send_quote
from guanxi.sales.factories import make_opportunity, make_quote
from guanxi.sales.links import link_of
from guanxi.sales.models import QuoteOpening

pytestmark = pytest.mark.django_db


def signed_in(member, language="en", **headers) -> Client:
    client = Client(headers={"Accept-Language": language, **headers})
    client.force_login(member)
    return client


def a_day_of(house, number: int = 1) -> None:
    now = timezone.localtime(clock.now())
    with acting_as_system("test"):
        for n in range(number):
            own = {"owner": house.seller, "amount": Decimal(5000)}
            make_opportunity(house.customer, name=f"Late {n}", next_step="Ring", next_at=now - timedelta(days=2), **own)
            make_opportunity(
                house.customer, name=f"Later {n}", next_step="Visit", next_at=now + timedelta(days=9), **own
            )
            make_opportunity(house.customer, name=f"Planless {n}", stage_since=now - timedelta(days=9), **own)
            make_opportunity(house.customer, name=f"Step without day {n}", next_step="Think", **own)
            make_opportunity(house.customer, "won", name=f"Done {n}", **own)
            make_opportunity(house.customer, name=f"Foreign {n}", owner=house.stranger)
            make_quote(house.customer, subject=f"Offer {n}", status="sent", owner=house.seller, valid_until=now.date())


def test_due_steps_and_opportunities_without_one_are_on_the_day_of_their_owner(house) -> None:
    a_day_of(house)
    page = signed_in(house.seller).get("/sales/day/").content.decode()
    wanted = {
        "Late 0": True,
        "Planless 0": True,
        "Later 0": False,
        "Step without day": False,
        "Done": False,
        "Foreign": False,
    }
    assert {word: word in page for word in wanted} == wanted
    assert ("Ring" in page, "¥5,000.00" in page, "days in its stage" in page) == (True, True, True)
    other = signed_in(house.stranger).get("/sales/day/").content.decode()
    assert ("Late" in other, "Foreign 0" in other) == (False, True)
    day = signed_in(house.seller).get("/").content.decode()
    assert ('/sales/day/"' in day, '/sales/day/quotes/"' in day) == (True, True)


def test_a_long_stay_is_said_with_its_month_not_in_thousands_of_days(house) -> None:
    with acting_as_system("test"):
        for days in (99, 3413):
            make_opportunity(
                house.customer, owner=house.seller, stage_since=clock.now() - timedelta(days=days, hours=1)
            )
    month = timezone.localtime(clock.now() - timedelta(days=3413, hours=1))
    page = signed_in(house.seller).get("/sales/day/").content.decode()
    assert ("99 days in its stage" in page, f"In its stage since {month:%Y-%m}" in page) == (True, True)


def test_show_all_leads_to_lists_with_the_same(house) -> None:
    a_day_of(house)
    client = signed_in(house.seller)
    tomorrow = (timezone.localtime(clock.now()) + timedelta(days=1)).date()
    due = client.get(
        f"/sales/opportunities/?view=all&f=owner:me;state:any:open;next_at:before:{tomorrow}"
    ).content.decode()
    assert ("Late 0" in due, "Later 0" in due, "Planless" in due) == (True, False, False)
    bare = client.get(
        "/sales/opportunities/?view=all&f=owner:me;state:any:open;next_step:empty;next_at:empty"
    ).content.decode()
    assert ("Planless 0" in bare, "Late" in bare, "Step without day" in bare) == (True, False, False)


def test_a_customer_out_of_sight_is_not_named(house) -> None:
    with acting_as_system("test"):
        make_opportunity(house.customer, name="Handed", owner=house.stranger)
        make_quote(house.customer, subject="Handed too", status="sent", owner=house.stranger)
    client = signed_in(house.stranger)
    pages = client.get("/sales/day/").content.decode() + client.get("/sales/day/quotes/").content.decode()
    assert ("Handed" in pages, "Handed too" in pages, "Mill" in pages) == (True, True, False)


def test_quotes_awaiting_an_answer_say_until_when_and_whether_the_link_was_opened(house) -> None:
    with acting_as_system("test"):
        product = make_product("L-1", name="Lathe", price=Decimal(700), currency="CNY")
        make_quote(house.customer, subject="Long gone", status="sent", owner=house.seller, valid_until=date(2020, 1, 1))
        make_quote(house.customer, subject="Still a draft", owner=house.seller)
    with acting_as(house.seller.pk, through="page") as actor:
        made = create_quote({"customer": house.customer.pk, "subject": "Lathe offer"}, actor=actor, at=clock.now())
        add_quote_line(made, {"product": product.pk, "quantity": Decimal(1)}, actor=actor, at=clock.now())
        link = link_of(send_quote(made, actor=actor, at=clock.now()))
    seller = signed_in(house.seller)
    page = seller.get("/sales/day/quotes/").content.decode()
    assert ("Lathe offer" in page, "link not opened yet" in page) == (True, True)
    assert ("Long gone" in page, "Still a draft" in page) == (False, False)
    seller.get(link)  # who sent it and looks at it is not the customer
    Client().head(link)
    assert "link not opened yet" in seller.get("/sales/day/quotes/").content.decode()
    assert [Client().get(link).status_code for _ in range(2)] == [200, 200]
    page = seller.get("/sales/day/quotes/").content.decode()
    assert ("link not opened yet" in page, "link opened" in page) == (False, True)
    assert "link opened" in seller.get(f"/sales/quotes/{made.pk}/").content.decode()
    with acting_as(house.seller.pk, through="page"):
        assert QuoteOpening.objects.count() == 1
    with acting_as(house.stranger.pk, through="page"):
        assert QuoteOpening.objects.count() == 0


def test_the_panels_ask_as_many_queries_for_thirty_as_for_one(house) -> None:
    client = signed_in(house.seller)
    a_day_of(house)
    numbers = []
    for more in (0, 29):
        if more:
            a_day_of(house, more)
        for url in ("/sales/day/", "/sales/day/quotes/"):
            client.get(url)
            with CaptureQueriesContext(
                connection,
            ) as seen:
                client.get(url)
            numbers.append(len(seen))
    assert numbers[:2] == numbers[2:]
    assert (numbers[0] <= 12, numbers[1] <= 9) == (True, True), numbers


def test_who_may_not_see_them_finds_no_panel(house) -> None:
    from guanxi.staff.models import Grant

    with acting_as_system("test"):
        Grant.objects.filter(kind__in=["opportunity", "quote"]).delete()
    client = signed_in(house.seller)
    assert [client.get(f"/sales/day/{end}").status_code for end in ("", "quotes/")] == [404, 404]
    assert "/sales/day/" not in client.get("/").content.decode()
