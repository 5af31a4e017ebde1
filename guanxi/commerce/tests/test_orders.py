"""Orders: what is written, what is refused, what the customer's panel says."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.commerce.actions.order import LineGiven, record_order
from guanxi.commerce.factories import make_order, make_product
from guanxi.commerce.models import Line, Order
from guanxi.commerce.queries.order import orders, purchases
from guanxi.commerce.queries.product import sold
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 1, 8, tzinfo=UTC)


def give(
    number: str, customer_id: int | None, actor, *, code: str = "A1", currency: str = "CNY", lines: int = 1
) -> Order:
    given = [LineGiven(code, Decimal(2), Decimal("10.005"))] * lines
    return record_order(number, customer_id, given, ordered_at=AT, currency=currency, actor=actor, at=AT)


def test_an_order_adds_up_and_its_lines_find_their_product() -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
        customer = make_customer(owner=member)
        product = make_product("A1")
    with acting_as(member.pk, through="page") as actor:
        order = give("N1", customer.pk, actor, lines=2)
        assert (order.total, order.line_count) == (Decimal("40.02"), 2)
        assert list(Line.objects.values_list("product_id", "position")) == [(product.pk, 1), (product.pk, 2)]
        assert sold(product) == [{"currency": "CNY", "sold_quantity": Decimal(4), "sold_amount": Decimal("40.020")}]


@pytest.mark.parametrize(
    ("number", "currency", "lines", "field"),
    [("", "CNY", 1, "number"), ("N1", "yuan", 1, "currency"), ("N2", "CNY", 0, "lines"), ("taken", "CNY", 1, "number")],
)
def test_a_wrong_order_is_refused_at_the_field(number: str, currency: str, lines: int, field: str) -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
        customer = make_customer(owner=member)
        make_order(customer, 5, number="taken")
    with acting_as(member.pk, through="page") as actor:
        with pytest.raises(Refused) as refused:
            give(number, customer.pk, actor, currency=currency, lines=lines)
        assert refused.value.field == field
        assert Order.objects.count() == 1


def test_whoever_may_not_create_orders_is_told_so() -> None:
    with acting_as_system("test"):
        member = make_member(scope=None)
    with acting_as(member.pk, through="page") as actor, pytest.raises(NotAllowed):
        give("N1", None, actor)


def test_orders_of_strangers_customers_and_of_nobody_are_not_seen() -> None:
    with acting_as_system("test"):
        mine, other, chief = make_member(scope="own"), make_member(scope="own"), make_member(scope="all")
        own = make_order(make_customer(owner=mine), 1)
        foreign = make_order(make_customer(owner=other), 2)
        nobody = make_order(None, 3)
    for member, expected in ((mine, {own.pk}), (chief, {own.pk, foreign.pk, nobody.pk})):
        with acting_as(member.pk, through="page") as actor:
            assert set(orders(actor).values_list("pk", flat=True)) == expected


def test_the_panel_sums_by_currency_and_fills_empty_months() -> None:
    with acting_as_system("test"):
        customer = make_customer()
        make_order(customer, 100, ordered_at=datetime(2026, 1, 5, tzinfo=UTC))
        make_order(customer, 50, ordered_at=datetime(2026, 3, 5, tzinfo=UTC))
        make_order(customer, -20, ordered_at=datetime(2026, 3, 6, tzinfo=UTC), status="cancelled")
        make_order(customer, 7, ordered_at=datetime(2026, 3, 7, tzinfo=UTC), currency="EUR")
        bought = purchases(customer.pk)
    assert [(t["currency"], t["amount"], t["placed"], t["cancelled"]) for t in bought.totals] == [
        ("CNY", Decimal(130), 2, 1),
        ("EUR", Decimal(7), 1, 0),
    ]
    assert [amount for _, amount in bought.months] == [Decimal(100), Decimal(0), Decimal(30)]
    assert [order.total for order in bought.latest] == [7, -20, 50, 100]


def test_the_panel_asks_the_same_number_of_questions_for_one_order_and_for_thirty() -> None:
    counts = []
    with acting_as_system("test"):
        for number in (1, 30):
            customer = make_customer()
            for _ in range(number):
                make_order(customer, 1)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                purchases(customer.pk)
            counts.append(len(asked))
    assert counts == [3, 3]
