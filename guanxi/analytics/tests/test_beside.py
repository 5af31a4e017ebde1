"""Lists of customers in the order of what was learnt about them, and narrowed by it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.core.actor import acting_as_system
from guanxi.core.kinds import kind
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer, Fact
from guanxi.staff.factories import make_member
from guanxi.ui.lists import keyset

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, tzinfo=UTC)
WORTH = st.none() | st.tuples(st.sampled_from(["CNY", "USD"]), st.sampled_from([0.5, 1.0, 7.25]))


def tell(customer: Customer, name: str, value: float, unit: str) -> None:
    Fact.objects.create(customer=customer, name=name, value=value, unit=unit, source="test", as_of=AT)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(WORTH, max_size=10), down=st.booleans(), size=st.integers(1, 4))
def test_pages_by_expected_value_equal_the_whole_list_cut_into_pieces(rows: list[Any], down: bool, size: int) -> None:
    with acting_as_system("test") as actor, transaction.atomic():
        keys = []
        for one in rows:
            customer = make_customer()
            if one:
                tell(customer, "lifetime", one[1], one[0])
            keys.append((one, customer.pk))
        valued = sorted((key for key in keys if key[0]), reverse=down)
        empty = sorted((pk for one, pk in keys if one is None), reverse=down)
        expected = [pk for _one, pk in valued] + empty
        pieces = [expected[at : at + size] for at in range(0, len(expected), size)] or [[]]
        sort = keyset.sort_of(kind("customer"), "-lifetime" if down else "lifetime", actor)
        pages = [keyset.page(Customer.objects.all(), sort, size=size)]
        while pages[-1].older:
            pages.append(keyset.page(Customer.objects.all(), sort, size=size, after=pages[-1].older))
        assert [[one.pk for one in page.rows] for page in pages] == pieces
        back = [pages[-1]]
        while back[-1].newer:
            back.append(keyset.page(Customer.objects.all(), sort, size=size, before=back[-1].newer))
        assert [[one.pk for one in page.rows] for page in reversed(back)] == pieces
        transaction.set_rollback(True)


def names(client: Client, query: str) -> list[str]:
    page = client.get(f"/customers/{query}").text
    return [piece.split("<")[0] for piece in page.split("data-open>")[1:]]


def test_a_seller_sorts_and_narrows_his_own_by_chance_and_value() -> None:
    with acting_as_system("test"):
        ann, bob = make_member("Ann"), make_member("Bob")
        for name, owner, alive, worth in (("Low", ann, 0.2, 900), ("High", ann, 0.9, 100), ("Bobs", bob, 0.95, 5000)):
            customer = make_customer(name, owner=owner)
            tell(customer, "alive", alive, "share")
            tell(customer, "lifetime", worth, "CNY")
        make_customer("Unknown", owner=ann)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(ann)
    assert names(client, "?sort=-alive") == ["High", "Low", "Unknown"]
    assert names(client, "?sort=-lifetime&cols=name,lifetime") == ["Low", "High", "Unknown"]
    assert names(client, "?f=alive:least:50") == ["High"]
    assert names(client, "?f=lifetime:between:50,950&sort=name") == ["High", "Low"]
    assert names(client, "?f=alive:empty") == ["Unknown"]
    assert names(client, "?f=lifetime:not_empty;alive:most:30") == ["Low"]
