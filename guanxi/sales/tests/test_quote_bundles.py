"""Bundles: priced as one or as their parts, with the floor of these; shown with their parts on every paper."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pypdf import PdfReader

from guanxi.commerce.actions.part import remove_part, set_part
from guanxi.commerce.actions.pricebook import create_pricebook, set_price
from guanxi.commerce.actions.product import edit_product
from guanxi.commerce.factories import make_product
from guanxi.commerce.models import Part, Product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import Refused
from guanxi.sales.actions.quote import create_quote
from guanxi.sales.actions.quote_line import add_quote_line, change_quote_line
from guanxi.sales.actions.quote_send import send_quote
from guanxi.sales.models import Quote
from guanxi.sales.printing import quote_pdf
from guanxi.sales.queries.quote import below_floor, guided

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)


@pytest.fixture
def shop(house):
    """A cell of two lathes (100, from five on 90; floor 80, cost 60) and a press (50; floor 40, cost 30), 10 % off its parts."""
    with acting_as_system("test") as actor:
        house.lathe, house.press = make_product("L-1", name="Lathe"), make_product("P-1", name="Press")
        house.cell = make_product("C-1", name="Cell", parts_discount=Decimal(10))
        given = {"name": "Dealers", "currency": "CNY", "valid_from": date(2020, 1, 1)}
        house.book = create_pricebook(given, actor=actor, at=clock.now())
        for product, quantity, price, floor, cost in (
            (house.lathe, 1, 100, 80, 60),
            (house.lathe, 5, 90, 80, 60),
            (house.press, 1, 50, 40, 30),
        ):
            values = {"from_quantity": quantity, "price": price, "floor": floor, "cost": cost}
            given = {name: Decimal(value) for name, value in values.items()}
            set_price(house.book, product.pk, given, actor=actor, at=clock.now())
        set_part(house.cell, house.lathe.pk, Decimal(2), actor=actor, at=clock.now())
        set_part(house.cell, house.press.pk, Decimal(1), actor=actor, at=clock.now())
    return house


def quoted(shop, actor, quantity=1, **line) -> Quote:
    quote = create_quote({"customer": shop.customer.pk, "book": shop.book.pk}, actor=actor, at=clock.now())
    given = {"product": shop.cell.pk, "quantity": Decimal(quantity), **line}
    add_quote_line(quote, given, actor=actor, at=clock.now())
    return Quote.objects.select_related("customer", "contact", "owner", "book").get(pk=quote.pk)


def test_it_costs_its_parts_less_its_discount_or_has_a_price_of_its_own(shop) -> None:
    with acting_as(shop.seller.pk, through="page") as actor:
        line = quoted(shop, actor).lines.get()
        assert (line.list_price, line.price) == (Decimal(225), Decimal(225))  # (2 × 100 + 50) less 10 %
        assert [(one["code"], Decimal(one["quantity"])) for one in line.parts] == [("L-1", 2), ("P-1", 1)]
        # three of them hold six lathes: the volume price
        assert quoted(shop, actor, quantity=3).lines.get().price == Decimal(207)
    with acting_as_system("test") as actor:
        own = {"from_quantity": Decimal(1), "price": Decimal(199)}
        set_price(shop.book, shop.cell.pk, own, actor=actor, at=clock.now())
    with acting_as(shop.seller.pk, through="page") as actor:
        assert quoted(shop, actor).lines.get().price == Decimal(199)


def test_without_the_price_of_a_part_there_is_no_list_price(shop) -> None:
    with acting_as(shop.boss.pk, through="page") as actor:
        set_part(shop.cell, make_product("X-1", name="Chuck").pk, Decimal(1), actor=actor, at=clock.now())
    with acting_as(shop.seller.pk, through="page") as actor:
        quote = create_quote({"customer": shop.customer.pk, "book": shop.book.pk}, actor=actor, at=clock.now())
        with pytest.raises(Refused) as refused:
            add_quote_line(quote, {"product": shop.cell.pk, "quantity": Decimal(1)}, actor=actor, at=clock.now())
        assert refused.value.field == "price"


def test_its_floor_and_cost_are_its_own_or_those_of_its_parts(shop) -> None:
    with acting_as(shop.boss.pk, through="page") as actor:
        quote = quoted(shop, actor, price=Decimal(200))
        one = guided(quote, actor, DAY)[0]
        assert (one.floor, one.margin, one.is_below) == (Decimal(200), Decimal("25.00"), False)
        line = quote.lines.get()
        given = {"product": shop.cell.pk, "quantity": Decimal(1), "price": Decimal("199.99")}
        change_quote_line(quote, line.pk, given, actor=actor, at=clock.now())
        assert below_floor(quote.pk, DAY) == [1]
        own = {"from_quantity": Decimal(1), "price": Decimal(210), "floor": Decimal(150)}
        set_price(shop.book, shop.cell.pk, own, actor=actor, at=clock.now())
        one = guided(quote, actor, DAY)[0]
        assert (one.floor, one.is_below) == (Decimal(150), False)


def test_no_bundle_is_in_itself_or_in_another(shop) -> None:
    other = Product.objects.create(code="O-1", name="Line", name_sort="line")
    with acting_as(shop.boss.pk, through="page") as actor:
        for bundle, part in ((shop.cell, shop.cell), (other, shop.cell), (shop.lathe, other)):
            with pytest.raises(Refused) as refused:
                set_part(bundle, part.pk, Decimal(1), actor=actor, at=clock.now())
            assert refused.value.field == "product"
        with pytest.raises(Refused) as refused:
            edit_product(shop.cell, {"parts_discount": Decimal(101)}, actor=actor, at=clock.now())
        assert refused.value.field == "parts_discount"
        assert remove_part(shop.cell, shop.cell.parts.first().pk, actor=actor, at=clock.now()) == 1


def test_the_product_and_every_paper_show_its_parts(shop) -> None:
    boss = Client(headers={"Accept-Language": "en"})
    boss.force_login(shop.boss)
    url = f"/commerce/products/{shop.cell.pk}/"
    assert "less 10 %" in boss.get(url).content.decode()
    refused = boss.post(f"{url}parts/", {"product": shop.cell.pk, "quantity": "1"})
    assert (refused.status_code, "A bundle is not in itself." in refused.content.decode()) == (422, True)
    assert boss.post(f"{url}parts/", {"product": shop.press.pk, "quantity": "3"}).status_code == 302
    assert Part.objects.get(product=shop.press).quantity == 3
    assert "Part of a bundle" in boss.get(f"/history/product/{shop.cell.pk}/").content.decode()
    with acting_as(shop.seller.pk, through="page") as actor:
        quote = quoted(shop, actor)
        copy = send_quote(quote, actor=actor, at=clock.now())
    words = "Each with 2 × Lathe, 3 × Press"
    assert words in boss.get(f"/sales/quotes/{quote.pk}/").content.decode()
    assert (words in copy.pages["en"], "每套含 2 × Lathe、3 × Press" in copy.pages["zh-hans"]) == (True, True)
    text = PdfReader(io.BytesIO(quote_pdf(copy.data, "en"))).pages[0].extract_text()
    assert words in " ".join(text.split())
