"""Amounts in lists: in the order of their currency, and within an index also under row-level security."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from guanxi.commerce.factories import make_order, make_product
from guanxi.commerce.models import Order, Product
from guanxi.core import clock
from guanxi.core.actor import Actor, acting_as, acting_as_system
from guanxi.core.kinds import kind
from guanxi.core.models import Change
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Member
from guanxi.ui.lists import filters, keyset
from guanxi.ui.lists.asking import Ask

pytestmark = pytest.mark.django_db
ORDERS = 100_000
PAGE = 40


def found(name: str, text: str, actor: Actor) -> Any:
    """The rows of a list that fit the filter."""
    tree, problems = filters.parse(text, kind(name), actor)
    assert problems == []
    return filters.narrow(kind(name).rows(actor), tree, Ask(kind(name), actor, clock.now()))


def walked(name: str, sort: str, actor: Actor, *, size: int) -> list[Any]:
    """The whole list, page by page, and back again."""
    order = keyset.sort_of(kind(name), sort, actor)
    pages = [keyset.page(kind(name).rows(actor), order, size=size)]
    while pages[-1].older and pages[-1].rows:
        pages.append(keyset.page(kind(name).rows(actor), order, size=size, after=pages[-1].older))
    rows = [row for page in pages for row in page.rows]
    last = next(page for page in reversed(pages) if page.rows)
    back = [last]
    while back[-1].newer:
        back.append(keyset.page(kind(name).rows(actor), order, size=size, before=back[-1].newer))
    assert [row.pk for page in reversed(back) for row in page.rows] == [row.pk for row in rows]
    return rows


def test_orders_are_sorted_by_amount_within_their_currency() -> None:
    with acting_as_system("test") as actor:
        customer = make_customer()
        for amount, currency in [(5, "USD"), (90, "CNY"), (-7, "CNY"), (90, "CNY"), (1000, "CNY"), (40, "EUR")]:
            make_order(customer, amount, currency=currency)
        rows = walked("order", "total", actor, size=2)
        assert [(row.currency, row.total) for row in rows] == [
            ("CNY", -7), ("CNY", 90), ("CNY", 90), ("CNY", 1000), ("EUR", 40), ("USD", 5),
        ]  # fmt: skip
        turned = walked("order", "-total", actor, size=4)
        assert [row.pk for row in turned] == [row.pk for row in reversed(rows)]


def test_products_without_a_price_come_last_each_once() -> None:
    with acting_as_system("test") as actor:
        prices = [None, Decimal("2.5"), None, Decimal("0.0001"), Decimal("12345678901234.5678"), None]
        made = [make_product(price=price, currency="CNY" if price else "") for price in prices]
        for sort, expected in (("price", [3, 1, 4]), ("-price", [4, 1, 3])):
            rows = walked("product", sort, actor, size=2)
            assert [row.pk for row in rows][:3] == [made[n].pk for n in expected]
            assert {row.pk for row in rows[3:]} == {made[n].pk for n in (0, 2, 5)}
            assert len(rows) == 6
        assert Product.objects.get(pk=made[4].pk).price_minor == 123456789012345678


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("total:is:10.01", ["10.01"]),
        ("total:is:10.005", []),
        ("total:least:10.005", ["10.01", "11.00"]),
        ("total:most:10.005", ["-3.00", "10.00"]),
        ("total:between:11,10.01", ["10.01", "11.00"]),
        ("total:least:999999999999999999", []),
        ("total:most:-999999999999999999", []),
        ("total:least:10;currency:is:USD", ["11.00"]),
        ("total:not_empty", ["-3.00", "10.00", "10.01", "11.00"]),
    ],
)
def test_amounts_are_filtered_to_the_cent(asked: str, expected: list[str]) -> None:
    with acting_as_system("test") as actor:
        for total, currency in [("10.00", "CNY"), ("10.01", "CNY"), ("11.00", "USD"), ("-3.00", "CNY")]:
            Order.objects.filter(pk=make_order(None, currency=currency).pk).update(total=Decimal(total))
        rows = found("order", asked, actor).order_by("total_minor")
        assert [str(row.total) for row in rows] == expected


def test_a_changed_price_is_one_line_of_history() -> None:
    with acting_as_system("test"):
        product = make_product(price=Decimal(1), currency="CNY")
        Product.objects.filter(pk=product.pk).update(price=Decimal(2))
        changes = Change.objects.filter(kind="product", record_id=product.pk, operation="U").get().changes
    assert list(changes) == ["price"]


def make_hoard() -> Member:
    """A member who sees half of many customers, and their orders in three currencies."""
    with acting_as_system("test"), connection.cursor() as cursor:
        north, south = make_department("North"), make_department("South")
        member = make_member(scope="department", department=north, password=None)
        owners = [make_member(department=one, password=None).pk for one in (north, south)]
        cursor.execute(
            "insert into customers_customer (name, name_sort, type, stage, owner_id, created_at, updated_at)"
            " select 'c' || n, 'c' || n, 'company', 'customer', (%s::bigint[])[n %% 2 + 1], now(), now() from generate_series(1, 2000) n returning id",
            [owners],
        )
        customers = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "insert into commerce_order (number, customer_id, ordered_at, status, currency, total, created_at, updated_at)"
            " select 'N' || n, (%s::bigint[])[n %% 2000 + 1], now() - n * interval '1 minute', 'placed',"
            " (array['CNY', 'EUR', 'USD'])[n %% 3 + 1], (n * 7919::bigint %% 1000003) / 100.0, now(), now()"
            " from generate_series(1, %s) n",
            [customers, ORDERS],
        )
    return member


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """A plan and all that lies below it."""
    return [plan, *(one for child in plan.get("Plans", []) for one in nodes(child))]


def read_of_orders(rows: Any) -> int:
    """How many rows of the table a query looks at to find its own."""
    plan = json.loads(rows.explain(format="json", analyze=True))[0]["Plan"]
    return sum(
        int((one["Actual Rows"] + one.get("Rows Removed by Filter", 0)) * one["Actual Loops"])
        for one in nodes(plan)
        if one.get("Relation Name") == "commerce_order"
    )


def test_a_deep_page_by_amount_reads_a_page_under_row_level_security() -> None:
    member = make_hoard()
    with acting_as(member.pk, through="page") as actor:
        every = kind("order").rows(actor)
        assert every.count() == ORDERS // 2
        for sort, turned in (("-total", "-"), ("total", "")):
            order = keyset.sort_of(kind("order"), sort, actor)
            place = every.order_by(f"{turned}currency", f"{turned}total_minor", f"{turned}pk")[ORDERS // 4]
            deep = keyset.seek(every, order, after=keyset.cursor_of(place, order))[:PAGE]
            assert len(deep) == PAGE
            assert read_of_orders(deep) <= 4 * PAGE
        few = found("order", "total:between:5000,5001;currency:is:CNY", actor)
        assert few.count() == 2
        assert read_of_orders(few) <= 10
