"""Price books: kept by those who may, volume breaks, and floors that nobody else sees."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from guanxi.api.factories import make_key
from guanxi.commerce.actions.pricebook import create_pricebook, edit_pricebook, remove_price, set_price, set_rate
from guanxi.commerce.factories import make_product
from guanxi.commerce.models import Floor, Price, PriceBook, Rate
from guanxi.commerce.queries.pricebook import books_for, price_of, prices_for, rate_between
from guanxi.core import clock
from guanxi.core.actor import Actor, acting_as, acting_as_system
from guanxi.core.kinds import kind
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.factories import make_member
from guanxi.staff.models import Grant, Role
from guanxi.ui.lists.cells import Moments, writer
from guanxi.ui.lists.references import References

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)


@pytest.fixture
def house():
    """An administrator who keeps prices and floors, a seller who reads prices; a book with a volume break and a floor."""
    with acting_as_system("test") as actor:
        keeper = make_member("Keeper", roles=[Role.objects.get(built_in="administrator")])
        seller = make_member("Seller", roles=[Role.objects.get(built_in="sales")])
        product = make_product("L-1", name="Lathe")
        book = create_pricebook({"name": "Dealers", "currency": "CNY", "valid_from": DAY}, actor=actor, at=clock.now())
        low = {"from_quantity": Decimal(1), "price": Decimal(100), "floor": Decimal("77.7"), "cost": Decimal("66.6")}
        set_price(book, product.pk, low, actor=actor, at=clock.now())
        many = {"from_quantity": Decimal(10), "price": Decimal(90)}
        set_price(book, product.pk, many, actor=actor, at=clock.now())
    return keeper, seller, product, book


def signed_in(member, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def test_a_volume_break_holds_from_its_quantity_on(house) -> None:
    _, seller, product, book = house
    with acting_as(seller.pk, through="page"):
        asked = [Decimal("0.5"), Decimal(1), Decimal("9.999"), Decimal(10), Decimal(1000)]
        found = [price_of(book.pk, product.pk, quantity) for quantity in asked]
        assert [one and one.price for one in found] == [None, Decimal(100), Decimal(100), Decimal(90), Decimal(90)]
        many = prices_for(book.pk, [(product.pk, quantity) for quantity in asked])
        assert [many[product.pk, q].price for q in asked[1:]] == [one.price for one in found if one]


def test_floors_and_costs_are_seen_by_those_who_may(house) -> None:
    keeper, seller, _, book = house
    url = f"/commerce/pricebooks/{book.pk}/"
    theirs, ours = (signed_in(one).get(url).content.decode() for one in (keeper, seller))
    assert [word in theirs for word in ("77.7", "66.6", "Floor price", "Save price")] == [True] * 4
    assert [word in ours for word in ("77.7", "66.6", "Floor price", "Save price")] == [False] * 4
    assert "100" in ours
    with acting_as(seller.pk, through="page"), connection.cursor() as cursor:
        cursor.execute("select count(*) from commerce_floor")
        assert cursor.fetchone() == (0,)
    for path in ("", f"{book.pk}"):
        answer = Client().get(f"/api/v1/pricebooks/{path}", headers={"Authorization": make_key(seller)})
        assert (answer.status_code, "77.7" in answer.content.decode()) == (200, False)
    assert "77.7" not in signed_in(seller).get(f"/history/pricebook/{book.pk}/").content.decode()


def test_whoever_only_reads_changes_nothing(house) -> None:
    _, seller, product, book = house
    client, url = signed_in(seller), f"/commerce/pricebooks/{book.pk}/"
    given = {"product": product.pk, "from_quantity": "1", "price": "1"}
    assert client.post(f"{url}prices/", given).status_code == 403
    assert client.get(f"{url}edit/").status_code == 403
    assert client.post("/commerce/rates/", {"currency": "USD", "on": "2026-05-01", "rate": "7"}).status_code == 403
    with acting_as(seller.pk, through="page") as actor:
        with pytest.raises(NotAllowed):
            edit_pricebook(book, {"name": "x"}, actor=actor, at=clock.now())
        assert sorted(Price.objects.values_list("price", flat=True)) == [Decimal(90), Decimal(100)]


def test_whoever_keeps_prices_without_floors_leaves_them_as_they_are(house) -> None:
    _, seller, product, book = house
    with acting_as_system("test"):
        Grant.objects.filter(role__built_in="sales", kind="pricebook").update(verbs=["see", "edit"])
    client = signed_in(seller)
    given = {"product": product.pk, "from_quantity": "1", "price": "101", "floor": "1", "cost": "1"}
    assert client.post(f"/commerce/pricebooks/{book.pk}/prices/", given).status_code == 302
    with acting_as_system("test"):
        found = Floor.objects.select_related("price").get()
        assert (found.price.price, found.floor, found.cost) == (Decimal(101), Decimal("77.7"), Decimal("66.6"))
    with acting_as(seller.pk, through="page") as actor:
        assert remove_price(book, found.pk, actor=actor, at=clock.now()) == 1
    with acting_as_system("test"):
        assert Floor.objects.count() == 0


def test_a_book_is_made_and_its_prices_set_with_forms(house) -> None:
    keeper, _, product, _ = house
    client = signed_in(keeper)
    given = {
        "name": "Export",
        "currency": "USD",
        "valid_from": "2026-01-01",
        "tax": "added",
        "tax_rate": "0",
        "is_active": "on",
    }
    assert client.post("/commerce/pricebooks/new/", {**given, "currency": "usd"}).status_code == 422
    answer = client.post("/commerce/pricebooks/new/", given)
    assert answer.status_code == 302
    price = {"product": product.pk, "from_quantity": "1", "price": "20", "floor": "25", "cost": ""}
    refused = client.post(f"{answer.url}prices/", price)
    assert (refused.status_code, "The floor lies above the price." in refused.content.decode()) == (422, True)
    assert client.post(f"{answer.url}prices/", {**price, "floor": "15"}).status_code == 302
    assert "15" in client.get(answer.url).content.decode()
    edited = client.post(f"{answer.url}edit/", {**given, "currency": "EUR"})
    assert "It has prices in its currency." in edited.content.decode()
    assert "价格表" in signed_in(keeper, "zh-hans").get("/commerce/pricebooks/").content.decode()
    page = client.get(f"/commerce/products/{product.pk}/").content.decode()
    assert ("Export" in page, "Dealers" in page) == (True, True)


def test_only_books_in_use_and_valid_are_quoted_from(house) -> None:
    keeper, seller, _, book = house
    with acting_as(keeper.pk, through="page") as actor:
        gone = {"name": "Old", "currency": "CNY", "valid_from": date(2020, 1, 1), "valid_until": date(2020, 12, 31)}
        old = create_pricebook(gone, actor=actor, at=clock.now())
        create_pricebook(
            {"name": "Off", "currency": "CNY", "valid_from": DAY, "is_active": False}, actor=actor, at=clock.now()
        )
        with pytest.raises(Refused) as refused:
            edit_pricebook(old, {"valid_until": date(2019, 1, 1)}, actor=actor, at=clock.now())
        assert refused.value.field == "valid_until"
    with acting_as(seller.pk, through="page") as actor:
        assert books_for(actor, DAY) == [book]
        assert books_for(actor, DAY, also=old.pk) == [book, old]
        assert books_for(actor, date(2026, 4, 30)) == []


def test_a_book_goes_into_the_bin_and_comes_back(house) -> None:
    keeper, _, _, book = house
    client = signed_in(keeper)
    assert client.post("/commerce/pricebooks/bulk/", {"verb": "delete", "ids": [book.pk]}).status_code == 204
    assert client.get(f"/commerce/pricebooks/{book.pk}/").status_code == 404
    assert client.post("/bin/pricebook/restore/", {"ids": [book.pk]}).status_code == 302
    with acting_as(keeper.pk, through="page"):
        assert PriceBook.objects.alive().get() == book


def test_rates_hold_from_their_day_and_go_through_the_own_currency(house) -> None:
    keeper, _, _, _ = house
    with acting_as(keeper.pk, through="page") as actor:
        for currency, on, rate in (("USD", DAY, "7"), ("USD", date(2026, 6, 1), "7.2"), ("EUR", DAY, "8")):
            set_rate(currency, on, Decimal(rate), actor=actor, at=clock.now())
        assert rate_between("USD", "CNY", date(2026, 4, 30)) is None
        assert rate_between("USD", "CNY", date(2026, 5, 31)) == Decimal(7)
        assert rate_between("USD", "CNY", date(2026, 6, 1)) == Decimal("7.2")
        assert rate_between("CNY", "CNY", DAY) == Decimal(1)
        assert rate_between("EUR", "USD", DAY) == Decimal(8) / Decimal(7)
        with pytest.raises(Refused) as refused:
            set_rate("CNY", DAY, Decimal(1), actor=actor, at=clock.now())
        assert refused.value.field == "currency"
    client = signed_in(keeper)
    assert client.post("/commerce/rates/", {"currency": "USD", "on": "2026-06-01", "rate": "7.3"}).status_code == 302
    assert "7.3" in client.get("/commerce/rates/").content.decode()
    with acting_as(keeper.pk, through="page"):
        newest = Rate.objects.get(currency="USD", on=date(2026, 6, 1))
        assert newest.rate == Decimal("7.3")
    assert client.post(f"/commerce/rates/{newest.pk}/remove/").status_code == 302
    assert "7.3" not in client.get("/commerce/rates/").content.decode()


def test_a_rate_of_tax_reads_as_people_write_it() -> None:
    described, said = kind("pricebook"), []
    for rate in ("0.000", "13.000", "8.875", "100.000"):
        field, actor = described.field("tax_rate"), Actor(None, "job")
        made = writer(described, field, actor, References(), Moments(clock.now()))
        said.append(made(PriceBook(tax_rate=Decimal(rate))))
    assert said == ["No tax", "13 %", "8.875 %", "100 %"]
