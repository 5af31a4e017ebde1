"""S3: "This is an old customer: what price will keep him?" – as far as quotes know it by now."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from guanxi.commerce.actions.order import LineGiven, record_order
from guanxi.commerce.actions.pricebook import create_pricebook, set_price
from guanxi.commerce.factories import AT, make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.quote import create_quote
from guanxi.sales.actions.quote_line import add_quote_line
from guanxi.staff.factories import make_member
from guanxi.staff.models import Role

pytestmark = pytest.mark.django_db


def test_the_quote_page_shows_last_prices_paid_and_to_those_who_may_floor_and_margin() -> None:
    with acting_as_system("test") as actor:
        seller = make_member("Ann", roles=[Role.objects.get(built_in="sales")])
        lead = make_member(
            "Bo", roles=[Role.objects.get(built_in="department_head"), Role.objects.get(built_in="read_only")]
        )
        customer = make_customer("杭州机械", owner=seller)
        other = make_customer("Other", owner=seller)
        product = make_product("A100", name="A100")
        book = create_pricebook({"name": "B", "currency": "CNY", "valid_from": date(2020, 1, 1)}, actor=actor, at=AT)
        values = {"from_quantity": Decimal(1), "price": Decimal(1000), "floor": Decimal(805), "cost": Decimal(630)}
        set_price(book, product.pk, values, actor=actor, at=AT)
        for number, (who, price) in enumerate(((customer, 911), (customer, 922), (other, 933))):
            line = LineGiven("A100", Decimal(2), Decimal(price))
            record_order(f"O{number}", who.pk, [line], ordered_at=AT, currency="CNY", actor=actor, at=AT)
    with acting_as(seller.pk, through="page") as actor:
        quote = create_quote({"customer": customer.pk, "book": book.pk}, actor=actor, at=clock.now())
        given = {"product": product.pk, "quantity": Decimal(3), "price": Decimal(900)}
        add_quote_line(quote, given, actor=actor, at=clock.now())
    shown = {}
    for member in (seller, lead):
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(member)
        shown[member.name] = client.get(f"/sales/quotes/{quote.pk}/").content.decode()
    for page in shown.values():
        assert [word in page for word in ("¥911.00", "¥922.00", "¥933.00", "¥1,000.00", "10 %")] == [
            True,
            True,
            False,
            True,
            True,
        ]
    assert [word in shown["Ann"] for word in ("¥805.00", "30.00 %", "630")] == [False, False, False]
    assert [word in shown["Bo"] for word in ("¥805.00", "30.00 %")] == [True, True]
