"""Imports of orders and products taken back."""

from decimal import Decimal

import pytest

from guanxi.commerce.models import Line, Order, Product
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.intake.actions.importing import undo_import
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import Import
from guanxi.staff.factories import make_member
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db
NAMES = ("number", "ordered_at", "code", "quantity", "price", "reference", "customer")
PLAN = {"columns": columns(*NAMES), "currency": "CNY"}


@pytest.fixture
def anna():
    with acting_as_system("test"):
        return make_member("Anna", scope="all")


def orders(anna, *rows):
    return make_import(anna.pk, csv(NAMES, *rows), "order", PLAN)


def undo(anna, run):
    """Take it back; answers what was put back, taken back and kept."""
    with acting_as(anna.pk, through="page") as actor:
        job = undo_import(Import.objects.get(pk=run.pk), actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as(anna.pk, through="page"):
        run.refresh_from_db()
    assert run.state == Import.State.UNDONE
    return tuple(run.counts[f"undo_{name}"] for name in ("restored", "removed", "kept"))


def test_orders_their_lines_customers_and_products_are_taken_back(anna):
    with acting_as_system("test"):
        old = make_customer("Old", owner=anna, reference="R1")
    run = orders(
        anna,
        ["1", "2026-01-02", "P", "2", "5", "R1", "Old"],
        ["1", "2026-01-02", "Q", "1", "5", "R1", "Old"],
        ["2", "2026-01-03", "P", "1", "5", "R2", "New"],
    )
    assert undo(anna, run) == (0, 5, 0)  # two orders, a customer, two products
    with acting_as(anna.pk, through="page"):
        assert (Order.objects.alive().count(), Product.objects.alive().count()) == (0, 0)
        assert list(Customer.objects.alive().values_list("name", flat=True)) == ["Old"]
        told = Entry.objects.filter(customer=old).order_by("pk")
        assert [(one.kind, one.data.get("undone")) for one in told] == [("order", None), ("imported", True)]
    # and the same file can come again
    again = orders(anna, ["1", "2026-01-02", "P", "2", "5", "R1", "Old"])
    assert again.counts["created"] == 1
    with acting_as(anna.pk, through="page"):
        assert Order.objects.alive().get().total == Decimal(10)
        assert Line.objects.filter(order__deleted_at=None).count() == 1


def test_a_product_that_another_order_names_is_kept(anna):
    first = orders(anna, ["1", "2026-01-02", "P", "2", "5", "", ""])
    orders(anna, ["2", "2026-01-02", "P", "1", "5", "", ""])
    assert undo(anna, first) == (0, 1, 1)
    with acting_as(anna.pk, through="page"):
        assert list(Product.objects.alive().values_list("code", flat=True)) == ["P"]
        assert list(Order.objects.alive().values_list("number", flat=True)) == ["2"]


def test_prices_of_known_products_are_put_back_and_those_changed_since_are_not(anna):
    plan = {
        "columns": columns("code", "name", "price", "series"),
        "keys": ["code"],
        "on_match": "overwrite",
        "currency": "CNY",
    }
    head = ("code", "name", "price", "series")
    make_import(anna.pk, csv(head, ["A", "Apple", "5", ""], ["B", "Bread", "6", ""]), "product", plan)
    second = make_import(
        anna.pk,
        csv(head, ["A", "Apple", "7", "Fruit"], ["B", "Bread", "8", ""], ["C", "Cake", "1", ""]),
        "product",
        plan,
    )
    with acting_as(anna.pk, through="page"):
        Product.objects.filter(code="B").update(price=9)
    assert undo(anna, second) == (1, 1, 0)
    with acting_as(anna.pk, through="page"):
        found = {one.code: (one.price, one.series) for one in Product.objects.alive()}
    assert found == {"A": (Decimal(5), ""), "B": (Decimal(9), "")}
