"""Products and orders from real files."""

from decimal import Decimal

import pytest

from guanxi.commerce.models import Line, Order, Product
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.models import Customer
from guanxi.intake.factories import columns, make_import
from guanxi.intake.forms import MatchingForm
from guanxi.intake.models import RejectedRow
from guanxi.intake.targets import target
from guanxi.intake.tests.real import content
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db
RETAIL = {
    "columns": columns(
        "InvoiceNo=number", "StockCode=code", "Description=description", "Quantity=quantity", "InvoiceDate=ordered_at",
        "UnitPrice=price", "CustomerID=reference", "Country=country",
    ),
    "zone": "Europe/London", "currency": "GBP", "decimal": ".",
}  # fmt: skip


@pytest.fixture
def anna():
    with acting_as_system("test"):
        return make_member("Anna", scope="all")


@pytest.fixture
def small_chunks(monkeypatch):
    """Chunks so small that many orders would be parted."""
    monkeypatch.setattr(type(target("order")), "__setattr__", object.__setattr__, raising=False)
    object.__setattr__(target("order"), "chunk", 7)
    yield
    object.__setattr__(target("order"), "chunk", 5_000)


def test_order_lines_become_orders_customers_and_products(anna):
    data = content("tables.zip", "online_retail/online_retail.csv")
    run = make_import(anna.pk, data, "order", RETAIL)
    rows = [line.split(",") for line in data.decode().splitlines()[1:]]
    assert run.counts["created"] + run.counts["rejected"] == len(rows)
    assert run.counts["rejected"] == 0
    with acting_as(anna.pk, through="page"):
        first = Order.objects.get(number="536365")
        assert (first.customer.reference, first.customer.country, first.line_count, first.currency) == (
            "17850",
            "United Kingdom",
            7,
            "GBP",
        )
        assert first.total == Decimal("139.12")
        assert first.ordered_at.isoformat() == "2010-12-01T08:26:00+00:00"
        assert Order.objects.count() == len({row[0] for row in rows})
        assert Line.objects.count() == len(rows)
        assert Product.objects.get(code="85123A").name == "WHITE HANGING HEART T-LIGHT HOLDER"
        assert Customer.objects.count() == run.counts["customers"]


def test_orders_are_the_same_in_whatever_chunks_they_come(anna, small_chunks):
    data = content("tables.zip", "online_retail/online_retail.csv")
    make_import(anna.pk, data, "order", RETAIL)
    with acting_as(anna.pk, through="page"):
        sums = {order.number: (order.total, order.line_count) for order in Order.objects.all()}
        assert sums["536365"] == (Decimal("139.12"), 7)
        for order in Order.objects.all():
            lines = list(order.lines.order_by("position"))
            assert [line.position for line in lines] == list(range(1, order.line_count + 1))
            assert order.total == round(sum((line.quantity * line.price for line in lines), Decimal(0)), 2)


def test_orders_that_are_known_are_skipped(anna):
    data = content("tables.zip", "online_retail/online_retail.csv")
    first = make_import(anna.pk, data, "order", RETAIL)
    second = make_import(anna.pk, data, "order", RETAIL)
    assert (second.counts["created"], second.counts["skipped"]) == (0, first.counts["created"])


def test_cancellations_are_known_by_their_number(anna):
    data = b"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\nC536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527,United Kingdom\n"
    make_import(anna.pk, data, "order", RETAIL)
    with acting_as(anna.pk, through="page"):
        order = Order.objects.get()
        assert (order.status, order.total) == ("cancelled", Decimal("-27.50"))


def test_unknown_customers_and_products_can_be_rejected(anna):
    data = b"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,D,Discount,-1,2010-12-01 09:41:00,27.5,14527,UK\n2,D,Discount,-1,2010-12-01 09:41:00,27.5,,UK\n"
    run = make_import(anna.pk, data, "order", {**RETAIL, "links": {"customer": "reject", "product": "reject"}})
    assert run.counts["rejected"] == 2
    with acting_as(anna.pk, through="page"):
        codes = [[one["code"] for one in row.problems] for row in RejectedRow.objects.order_by("number")]
    assert codes == [["customer_unknown", "product_unknown"], ["product_unknown"]]


def test_products_of_the_maven_set(anna):
    data = content("tables.zip", "maven_crm_sales/products.csv")
    plan = {
        "columns": columns("product=name", "series", "sales_price=price"),
        "currency": "USD",
        "keys": ["name"],
        "on_match": "overwrite",
    }
    assert make_import(anna.pk, data, "product", plan).counts["created"] == 7
    again = make_import(anna.pk, data.replace(b"4821", b"5000"), "product", plan)
    assert (again.counts["updated"], again.counts["unchanged"]) == (1, 6)
    with acting_as(anna.pk, through="page"):
        assert Product.objects.get(name="GTX Pro").price == Decimal(5000)
        assert Product.objects.get(name="GTX Pro").currency == "USD"


def test_a_line_without_customer_number_belongs_to_nobody_and_buyers_are_customers(anna):
    data = b"No,Date,Code,Qty,Price,Buyer\nA1,2026-01-02,X,1,5,77\nA2,2026-01-02,X,1,5,\n"
    names = columns("No=number", "Date=ordered_at", "Code=code", "Qty=quantity", "Price=price", "Buyer=reference")
    plan = {"columns": [*names, {"field": "customer", "value": "Buyer {Buyer}"}], "currency": "CNY"}
    make_import(anna.pk, data, "order", plan)
    with acting_as(anna.pk, through="page"):
        assert list(Customer.objects.values_list("name", "stage", "reference")) == [("Buyer 77", "customer", "77")]
        assert Order.objects.get(number="A2").customer_id is None


def test_the_wizard_says_that_known_orders_are_left_alone(anna):
    with acting_as(anna.pk, through="page"):
        form = MatchingForm(target=target("order"), plan={"columns": columns("number")})
    assert "on_match" not in form.fields
    assert form.fields["keys"].help_text.startswith("Orders that are known already are left as they are")
