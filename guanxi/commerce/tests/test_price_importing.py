"""Price books and rates from files: real ones, mended in place, and taken back."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from guanxi.commerce.actions.part import set_part
from guanxi.commerce.actions.pricebook import create_pricebook, set_price, set_rate
from guanxi.commerce.factories import make_product
from guanxi.commerce.models import Floor, Part, Price, PriceBook, Rate
from guanxi.commerce.queries.product import products_named
from guanxi.config.env import ROOT
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.intake.actions.importing import undo_import
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import RejectedRow
from guanxi.staff.factories import make_administrator_role, make_member
from guanxi.staff.models import Grant, Role

pytestmark = pytest.mark.django_db
MAVEN = Path(ROOT) / "demo" / "files" / "products.csv"  # the price list of the Maven set as it is downloaded
LIST = {
    "columns": [
        {"field": "book", "value": "List 2017"},
        {"field": "product", "column": "product"},
        {"field": "price", "column": "sales_price"},
    ],
    "keys": ["product"],
    "currency": "USD",
}
HEADER = ["价格表", "产品", "单价", "起订量", "币种"]
NAMES = columns("价格表=book", "产品=product", "单价=price", "起订量=from_quantity", "币种=currency")
PLAN = {"columns": NAMES, "keys": ["product"], "currency": "CNY", "on_match": "overwrite"}
RATES = {"columns": columns("Date=on", "Currency=currency", "Rate=rate"), "keys": ["currency"], "on_match": "overwrite"}


@pytest.fixture
def boss(db):
    with acting_as_system("test"):
        for name in ("GTX Basic", "GTX Pro", "MG Special", "MG Advanced", "GTX Plus Pro", "GTX Plus Basic", "GTK 500"):
            make_product(name, name=name, price=None, currency="")
        return make_member("Boss", roles=[make_administrator_role()])


def prices(boss) -> dict[tuple[str, str, Decimal], Decimal]:
    with acting_as(boss.pk, through="page"):
        rows = Price.objects.select_related("book", "product")
        return {(one.book.name, one.product.name, one.from_quantity): one.price for one in rows}


def undo(boss, run) -> dict[str, int]:
    with acting_as(boss.pk, through="page") as actor:
        job = undo_import(run, actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as(boss.pk, through="page"):
        run.refresh_from_db()
    return {name: run.counts[f"undo_{name}"] for name in ("restored", "removed", "kept")}


def test_a_real_price_list_becomes_a_book_and_is_taken_back(boss) -> None:
    run = make_import(boss.pk, MAVEN.read_bytes(), "price", LIST)
    assert (run.counts["created"], run.counts["rejected"], run.counts["pricebooks"]) == (7, 0, 1)
    assert prices(boss)["List 2017", "GTX Pro", Decimal(1)] == 4821
    with acting_as(boss.pk, through="page"):
        book = PriceBook.objects.get()
        assert (book.currency, book.import_id) == ("USD", run.pk)
    assert make_import(boss.pk, MAVEN.read_bytes(), "price", {**LIST, "on_match": "overwrite"}).counts["unchanged"] == 7
    assert undo(boss, run) == {"restored": 0, "removed": 8, "kept": 0}
    assert prices(boss) == {}
    with acting_as(boss.pk, through="page"):
        assert PriceBook.objects.alive().count() == 0


def test_breaks_changes_and_what_cannot_be(boss) -> None:
    with acting_as(boss.pk, through="page") as actor:
        book = create_pricebook({"name": "Dealers", "currency": "CNY"}, actor=actor, at=clock.now())
        known = {row.name: row for row in (make_product("L", name="Lathe"), make_product("P", name="Press"))}
        for one in known.values():
            set_price(book, one.pk, {"from_quantity": Decimal(1), "price": Decimal(100)}, actor=actor, at=clock.now())
    rows = (
        ["Dealers", "lathe", "90", "", ""],
        ["Dealers", "L", "80.5", "10", "cny"],
        ["Dealers", "Press", "100", "1", ""],
        ["Dealers", "Nothing", "1", "", ""],
        ["Dealers", "Press", "-1", "", ""],
        ["Dealers", "Press", "1", "0", ""],
        ["Dealers", "Press", "1", "", "USD"],
        ["Dealers", "Press", "1.00001", "", ""],
    )
    run = make_import(boss.pk, csv(HEADER, *rows), "price", PLAN)
    assert {name: run.counts[name] for name in ("created", "updated", "unchanged", "rejected")} == {
        "created": 1,
        "updated": 1,
        "unchanged": 1,
        "rejected": 5,
    }
    assert prices(boss) == {
        ("Dealers", "Lathe", 1): 90,
        ("Dealers", "Lathe", 10): Decimal("80.5"),
        ("Dealers", "Press", 1): 100,
    }
    with acting_as(boss.pk, through="page"):
        codes = [row.problems[0]["code"] for row in RejectedRow.objects.order_by("number")]
    assert codes == ["product_unknown", "price_range", "quantity_range", "book_currency", "price_range"]
    page = Client(headers={"Accept-Language": "en"})
    page.force_login(boss)
    assert "There is no product “Nothing”." in page.get(reverse("import_rejected", args=[run.pk])).content.decode()
    with acting_as(boss.pk, through="page"):
        wrong = RejectedRow.objects.order_by("number").first()
    # the product column of the first rejected row, mended in place
    page.post(reverse("import_mend", args=[run.pk, wrong.number]), {"cell-1": "Press", "cell-3": "5"})
    assert prices(boss)["Dealers", "Press", Decimal(5)] == 1
    # what somebody changed since stays, what nobody touched comes back
    with acting_as(boss.pk, through="page") as actor:
        set_price(
            book, known["Lathe"].pk, {"from_quantity": Decimal(10), "price": Decimal(70)}, actor=actor, at=clock.now()
        )
    assert undo(boss, run) == {"restored": 1, "removed": 1, "kept": 1}
    assert prices(boss)["Dealers", "Lathe", Decimal(1)] == 100


def test_rates_of_a_central_banks_file_come_in_and_go(boss) -> None:
    with acting_as(boss.pk, through="page") as actor:
        set_rate("USD", date(2026, 1, 2), Decimal("7.1"), actor=actor, at=clock.now())
    rows = (
        ["2026-01-02", "USD", "7.0288"],
        ["2026-01-02", "eur", "8.2512"],
        ["2026-01-05", "EUR", "8.2301"],
        ["2026-01-02", "CNY", "1"],
        ["2026-01-02", "EURO", "1"],
        ["2026-01-02", "JPY", "0"],
    )
    run = make_import(boss.pk, csv(["Date", "Currency", "Rate"], *rows), "rate", RATES)
    assert (run.counts["created"], run.counts["updated"], run.counts["rejected"]) == (2, 1, 3)
    with acting_as(boss.pk, through="page"):
        assert {(one.currency, str(one.on)): one.rate for one in Rate.objects.all()} == {
            ("USD", "2026-01-02"): Decimal("7.0288"), ("EUR", "2026-01-02"): Decimal("8.2512"), ("EUR", "2026-01-05"): Decimal("8.2301"),
        }  # fmt: skip
    assert undo(boss, run) == {"restored": 1, "removed": 2, "kept": 0}
    with acting_as(boss.pk, through="page"):
        assert [(one.currency, one.rate) for one in Rate.objects.all()] == [("USD", Decimal("7.1"))]


def test_who_may_not_keep_prices_is_not_offered_them(boss) -> None:
    from guanxi.core.refused import Refused

    with acting_as_system("test"):
        seller = make_member("Seller", scope="all")
        Grant.objects.filter(kind="pricebook").exclude(role__built_in="administrator").update(verbs=["see"])
    with pytest.raises(Refused):
        make_import(seller.pk, MAVEN.read_bytes(), "price", LIST)
    assert prices(boss) == {}


def test_a_product_is_found_by_name_or_code_without_reading_all(boss, django_assert_num_queries) -> None:
    with acting_as(boss.pk, through="page"):
        with django_assert_num_queries(1):
            found = products_named(["GTXPro", "gtx  basic", "nothing"])
        assert len(found) == 2


FLOORS = ["价格表", "产品", "单价", "底价", "成本", "币种"]
FLOOR_PLAN = {
    **PLAN,
    "columns": columns("价格表=book", "产品=product", "单价=price", "底价=floor", "成本=cost", "币种=currency"),
    "make": ["pricebook"],
}


def floors(boss) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    with acting_as(boss.pk, through="page"):
        return {one.price.product.name: (one.floor, one.cost) for one in Floor.objects.select_related("price__product")}


def test_floors_and_costs_come_in_beside_prices_and_go_again(boss) -> None:
    with acting_as(boss.pk, through="page") as actor:
        book = create_pricebook({"name": "Dealers", "currency": "CNY"}, actor=actor, at=clock.now())
        known = products_named(["GTX Basic", "GTX Pro"])
        old = {"from_quantity": Decimal(1), "price": Decimal(100), "floor": Decimal(80), "cost": Decimal(60)}
        set_price(book, known["gtxbasic"], old, actor=actor, at=clock.now())
        set_price(
            book, known["gtxpro"], {"from_quantity": Decimal(1), "price": Decimal(50)}, actor=actor, at=clock.now()
        )
    rows = (
        ["Dealers", "GTX Basic", "100", "85", "", "CNY"],  # the cost stays as it is
        ["Dealers", "GTX Pro", "55", "45", "30", ""],
        ["Dealers", "MG Special", "9", "", "4", ""],
        ["Dealers", "GTK 500", "9", "9.01", "", ""],
        ["Dealers", "GTK 500", "9", "-1", "", ""],
        ["Dealers", "GTK 500", "9", "8", "", "USD"],
    )
    run = make_import(boss.pk, csv(FLOORS, *rows), "price", FLOOR_PLAN)
    assert [run.counts[name] for name in ("created", "updated", "rejected")] == [1, 2, 3]
    assert floors(boss) == {"GTX Basic": (85, 60), "GTX Pro": (45, 30), "MG Special": (None, 4)}
    with acting_as(boss.pk, through="page"):
        found = [(one.problems[0]["field"], one.problems[0]["code"]) for one in RejectedRow.objects.order_by("number")]
    assert found == [("floor", "floor_above"), ("floor", "price_range"), ("currency", "book_currency")]
    assert make_import(boss.pk, csv(FLOORS, *rows[:3]), "price", FLOOR_PLAN).counts["unchanged"] == 3
    assert undo(boss, run)["kept"] == 0
    assert (floors(boss), len(prices(boss))) == ({"GTX Basic": (80, 60)}, 2)


def test_who_keeps_prices_without_floors_is_told_at_the_row(boss) -> None:
    with acting_as_system("test"):
        role = Role.objects.get(built_in="sales")
        Grant.objects.filter(role=role, kind="pricebook").update(verbs=["see", "create", "edit"])
        seller = make_member("Seller", roles=[role])
    rows = (["List", "GTX Basic", "100", "85", "", "CNY"], ["List", "GTX Pro", "100", "", "", "CNY"])
    run = make_import(seller.pk, csv(FLOORS, *rows), "price", FLOOR_PLAN)
    assert (run.counts["created"], run.counts["rejected"]) == (1, 1)
    with acting_as(seller.pk, through="page"):
        assert RejectedRow.objects.get().problems[0]["code"] == "floor_not_allowed"
    with acting_as(boss.pk, through="page"):
        assert (Floor.objects.count(), Change.objects.filter(kind="floor").count()) == (0, 0)


def test_parts_of_bundles_come_in_and_go_again(boss) -> None:
    with acting_as(boss.pk, through="page") as actor:
        bundle = make_product("SET", name="Office set")
        basic = products_named(["GTX Basic"])["gtxbasic"]
        set_part(bundle, basic, Decimal(1), actor=actor, at=clock.now())
    plan = {
        "columns": columns("Bundle=bundle", "Part=product", "Qty=quantity"),
        "keys": ["product"],
        "on_match": "overwrite",
    }
    rows = (
        ["office set", "GTX Basic", "2"],
        ["SET", "GTX Pro", ""],
        ["SET", "SET", "1"],
        ["SET", "nothing", "1"],
        ["GTX Pro", "MG Special", "1"],
        ["MG Special", "SET", "1"],
        ["SET", "GTK 500", "0"],
    )
    run = make_import(boss.pk, csv(["Bundle", "Part", "Qty"], *rows), "part", plan)
    assert [run.counts[name] for name in ("created", "updated", "rejected")] == [1, 1, 5]
    with acting_as(boss.pk, through="page"):
        codes = [row.problems[0]["code"] for row in RejectedRow.objects.order_by("number")]
        assert sorted(Part.objects.values_list("quantity", flat=True)) == [1, 2]
    assert codes == ["part_itself", "product_unknown", "bundle_is_part", "part_is_bundle", "quantity_range"]
    assert undo(boss, run) == {"restored": 1, "removed": 1, "kept": 0}
    with acting_as(boss.pk, through="page"):
        assert list(Part.objects.values_list("product_id", "quantity")) == [(basic, 1)]
