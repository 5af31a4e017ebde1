"""The board's figures are kept while opportunities are written: they are what counting would give."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.actions.customer import delete_customers, restore_customers
from guanxi.sales.actions.move import move_opportunity
from guanxi.sales.actions.opportunity import (
    assign_opportunities,
    delete_opportunities,
    edit_opportunity,
    restore_opportunities,
)
from guanxi.sales.factories import AT, make_opportunity
from guanxi.sales.models import Opportunity, Tally
from guanxi.sales.queries.board import CARDS, board
from guanxi.sales.queries.pipeline import default_pipeline

pytestmark = pytest.mark.django_db
AMOUNTS = st.none() | st.decimals(0, 10**9, places=2)
STEPS = st.tuples(
    st.sampled_from(["make", "move", "amount", "assign", "delete", "restore", "bin", "unbin"]),
    st.integers(0, 5),
    AMOUNTS,
)


def counted() -> dict[tuple, tuple]:
    found: dict[tuple, tuple] = defaultdict(lambda: (0, 0))
    for one in Opportunity.objects.alive():
        key = (one.stage, one.currency, one.owner_id)
        number, minor = found[key]
        found[key] = (number + 1, minor + int((one.amount or 0) * 100))
    return dict(found)


def kept() -> dict[tuple, tuple]:
    found: dict[tuple, tuple] = defaultdict(lambda: (0, 0))
    for one in Tally.objects.all():
        key = (one.stage, one.currency, one.owner_id)
        number, minor = found[key]
        found[key] = (number + one.number, minor + int(one.minor))
    return {key: both for key, both in found.items() if both != (0, 0)}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=14))
def test_the_figures_are_those_of_counting_whatever_is_done(house, steps) -> None:
    with transaction.atomic(), acting_as(house.boss.pk, through="page") as actor:
        for way, number, amount in steps:
            rows = list(Opportunity.objects.order_by("pk"))
            one = rows[number % len(rows)] if rows else None
            at = clock.now()
            if way == "make" or one is None:
                make_opportunity(
                    house.customer, owner=house.seller, amount=amount, currency="CNY" if number % 2 else "USD"
                )
            elif way == "assign":
                assign_opportunities([one.pk], house.stranger.pk, actor=actor, at=at)
            elif way == "delete":
                delete_opportunities([one.pk], actor=actor, at=at)
            elif way == "restore":
                restore_opportunities([one.pk], actor=actor, at=at)
            elif way == "bin":
                delete_customers([house.customer.pk], actor=actor, at=at)
            elif way == "unbin":
                restore_customers([house.customer.pk], actor=actor, at=at)
            elif one.deleted_at is None and way == "amount":
                edit_opportunity(one, {"amount": amount}, actor=actor, at=at)
            elif one.deleted_at is None and way == "move":
                move_opportunity(one, ["prospecting", "engaging"][number % 2], actor=actor, at=at)
            assert kept() == counted()
        transaction.set_rollback(True)


def test_what_has_piled_up_is_folded_and_the_figures_stay(house, owner_db) -> None:
    with acting_as(house.boss.pk, through="page"):
        made = [make_opportunity(house.customer, owner=house.seller, amount=Decimal(n)) for n in range(3)]
        owner_db.execute("select setval('sales_tally_id_seq', 999)")
        before = Tally.objects.count()
        Opportunity.objects.filter(pk=made[0].pk).update(amount=Decimal(50))
        assert (before, Tally.objects.count()) == (3, 1)
        assert kept() == counted() == {("prospecting", "CNY", house.seller.pk): (3, 5300)}


def test_everybody_sees_the_figures_of_his_own_scope(house) -> None:
    with acting_as_system("test"):
        make_opportunity(house.customer, owner=house.seller, amount=Decimal(5))
        make_opportunity(house.customer, owner=house.stranger, amount=Decimal(7))
        make_opportunity(house.customer, owner=None, amount=Decimal(11))
    seen = []
    for member in (house.seller, house.stranger, house.boss):
        with acting_as(member.pk, through="page") as actor:
            column = board(default_pipeline(), actor, clock.now())[0]
            seen.append((column.count, column.sums, len(column.cards)))
    assert seen == [
        (1, [("CNY", Decimal(5))], 1),
        (1, [("CNY", Decimal(7))], 1),
        (3, [("CNY", Decimal(23))], 3),
    ]


def test_the_cards_of_several_owners_are_the_latest_of_all(house) -> None:
    from guanxi.staff.factories import make_department, make_member

    with acting_as_system("test"):
        shop = make_department("Shop")
        members = [make_member(scope="department", department=shop) for _ in range(3)]
        for number in range(CARDS + 5):
            since = AT - timedelta(hours=number // 2)
            make_opportunity(None, name=f"{number:02}", owner=members[number % 3], stage_since=since)
        expected = list(Opportunity.objects.order_by("-stage_since", "-pk").values_list("name", flat=True))
    with acting_as(members[0].pk, through="page") as actor:
        column = board(default_pipeline(), actor, clock.now())[0]
        assert [card.opportunity.name for card in column.cards] == expected[:CARDS]
        mine = board(default_pipeline(), actor, clock.now(), owner_id=members[0].pk)[0]
        assert (mine.count, [card.opportunity.owner_id for card in mine.cards]) == (6, [members[0].pk] * 6)
