from decimal import Decimal

import pytest

from guanxi.commerce.actions.order import LineGiven, record_order
from guanxi.commerce.factories import AT
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import VERBS, make_member, make_role
from guanxi.timeline.models import Entry

LINES = [LineGiven("A", Decimal(2), Decimal("9.50")), LineGiven("B", Decimal(1), Decimal(1))]


@pytest.mark.django_db
def test_an_order_is_told_on_its_customers_timeline_at_its_own_time() -> None:
    with acting_as_system("test"):
        seller = make_member(password=None)
        customer = make_customer(owner=seller)
    with acting_as(seller.pk, through="page") as actor:
        record_order("S-1", customer.pk, LINES, ordered_at=AT, currency="CNY", actor=actor, at=clock.now())
        entry = Entry.objects.get()
    assert (entry.kind, entry.customer_id, entry.at, entry.subject) == ("order", customer.pk, AT, "S-1")
    assert entry.data == {"lines": 2, "total": "20.00", "currency": "CNY"}
    assert entry.channel == ""  # an order is no contact


@pytest.mark.django_db
def test_an_order_of_nobody_known_and_one_by_a_member_without_the_verb_leave_no_entry() -> None:
    with acting_as_system("test") as system:
        record_order("S-2", None, LINES, ordered_at=AT, currency="CNY", actor=system, at=clock.now())
        clerk = make_member(password=None, roles=[make_role("own", kinds=["customer", "order"], verbs=VERBS)])
        customer = make_customer(owner=clerk)
    with acting_as(clerk.pk, through="page") as actor:
        record_order("S-3", customer.pk, LINES, ordered_at=AT, currency="CNY", actor=actor, at=clock.now())
    with acting_as_system("test"):
        assert list(Entry.objects.all()) == []
