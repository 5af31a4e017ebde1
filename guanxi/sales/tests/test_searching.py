"""Finding opportunities: by name and number, in the data scope of opportunities, with or without the customer."""

import pytest
from django.test import Client

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.search import find
from guanxi.customers.actions.customer import delete_customers, restore_customers
from guanxi.sales.actions.opportunity import (
    assign_opportunities,
    create_opportunity,
    delete_opportunities,
    edit_opportunity,
    restore_opportunities,
)
from guanxi.sales.models import Opportunity
from guanxi.staff.factories import make_member, make_role

pytestmark = pytest.mark.django_db


def made(house, member, **values) -> Opportunity:
    with acting_as(member.pk, through="page") as actor:
        given = {"name": "数控车床三号线", "customer": house.customer.pk, "reference": "D-77", **values}
        return create_opportunity(given, actor=actor, at=clock.now())


def found(member, text: str) -> list[tuple[str, str]]:
    with acting_as(member.pk, through="page") as actor:
        return [(hit.kind, hit.title) for hit in find(text, actor)]


@pytest.mark.parametrize("typed", ["数控", "skcc", "shukong", "D-77", "三号线"])
def test_an_opportunity_is_found_by_name_pinyin_and_number(house, typed) -> None:
    made(house, house.seller)
    assert found(house.seller, typed) == [("opportunity", "数控车床三号线")]
    assert found(house.boss, typed) == [("opportunity", "数控车床三号线")]
    assert found(house.stranger, typed) == []


def test_search_keeps_step_with_name_owner_and_bin(house) -> None:
    one = made(house, house.seller)
    with acting_as(house.seller.pk, through="page") as actor:
        edit_opportunity(one, {"name": "磨床"}, actor=actor, at=clock.now())
    assert (found(house.seller, "数控"), len(found(house.seller, "磨床"))) == ([], 1)
    with acting_as(house.seller.pk, through="page") as actor:
        delete_opportunities([one.pk], actor=actor, at=clock.now())
    assert (found(house.seller, "磨床"), found(house.boss, "磨床")) == ([], [])
    with acting_as(house.seller.pk, through="page") as actor:
        restore_opportunities([one.pk], actor=actor, at=clock.now())
    assert len(found(house.seller, "磨床")) == 1
    with acting_as(house.seller.pk, through="page") as actor:
        assign_opportunities([one.pk], house.stranger.pk, actor=actor, at=clock.now())
    assert (found(house.seller, "磨床"), found(house.stranger, "磨床")) == ([], [("opportunity", "磨床")])


def test_it_is_not_found_while_its_customer_lies_in_the_bin(house) -> None:
    made(house, house.seller)
    with acting_as(house.seller.pk, through="page") as actor:
        delete_customers([house.customer.pk], actor=actor, at=clock.now())
    assert found(house.seller, "数控") == []
    with acting_as(house.seller.pk, through="page") as actor:
        restore_customers([house.customer.pk], actor=actor, at=clock.now())
    assert found(house.seller, "数控") == [("opportunity", "数控车床三号线")]


@pytest.mark.parametrize(("customers", "deals", "expected"), [
    ("own", "all", ["opportunity"]),
    ("all", "own", ["customer"]),
    ("own", "own", []),
    ("all", "all", ["customer", "opportunity"]),
])  # fmt: skip
def test_customers_and_opportunities_are_found_each_in_its_own_scope(house, customers, deals, expected) -> None:
    from guanxi.customers.searching import index_customers
    from guanxi.staff.models import Grant

    with acting_as_system("test"):
        role = make_role(scope=customers)
        Grant.objects.filter(role=role, kind="opportunity").update(scope=deals)
        member = make_member("He Fang", roles=[role])
        index_customers([house.customer.pk])
    made(house, house.seller, name="Mill deal", reference="")
    assert sorted(kind for kind, _title in found(member, "mill")) == expected


def test_a_role_without_opportunities_finds_none(house) -> None:
    from guanxi.staff.models import Grant

    with acting_as_system("test"):
        role = make_role(scope="all")
        Grant.objects.filter(role=role, kind="opportunity").delete()
        member = make_member("He Fang", roles=[role])
    made(house, house.seller)
    assert found(member, "数控") == []


def test_the_search_field_leads_to_the_opportunity_and_tells_nothing_of_its_customer(house) -> None:
    one = made(house, house.boss, name="Press deal")
    with acting_as(house.boss.pk, through="page") as actor:
        assign_opportunities([one.pk], house.stranger.pk, actor=actor, at=clock.now())
    client = Client()
    client.force_login(house.stranger)
    answer = client.get("/find", {"q": "press"}).content.decode()
    assert (f'href="/sales/opportunities/{one.pk}/"' in answer, "Mill" in answer) == (True, False)
    assert "Press deal" in client.get("/sales/opportunities/?q=press&view=all").content.decode()
