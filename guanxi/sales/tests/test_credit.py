"""Split credit in targets and forecast: everybody has his share, and all shares together are the total."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.sales.actions.share import set_shares
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Opportunity
from guanxi.sales.queries.credit import credited
from guanxi.sales.queries.outlook import forecast
from guanxi.sales.queries.target import progress
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Member

pytestmark = pytest.mark.django_db
QUARTER = date(2026, 1, 1)


def split(opportunity, shares) -> None:
    with acting_as_system("test") as actor:
        set_shares(opportunity, {one.pk: percent for one, percent in shares.items()}, actor=actor, at=clock.now())


def figures(actor) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """Won and open by member and currency."""
    rows = progress(QUARTER, actor).members
    return {(row.whose.name, one.currency): (one.won, one.open) for row in rows for one in row.sums}


def test_shares_of_all_add_up_to_the_total_whoever_has_them(house) -> None:
    chance = Random(11)
    with acting_as_system("test"):
        people = [house.seller, house.stranger, make_member("Third"), make_member("Fourth")]
    plain: dict[str, dict[tuple[int, str], Decimal]] = {
        name: defaultdict(Decimal) for name in ("won", "commit", "best")
    }
    for _number in range(30):
        stage, currency = chance.choice(["won", "engaging"]), chance.choice(["CNY", "USD"])
        amount, owner = Decimal(chance.randrange(1, 10**7)) / 100, chance.choice(people)
        # what is open is committed to or not as its seller says; what is left out counts in no sum
        category = chance.choice(["commit", "best", "left_out"]) if stage == "engaging" else ""
        with acting_as_system("test"):
            made = make_opportunity(
                house.customer, stage, amount=amount, currency=currency, owner=owner, category=category,
                **({"closed_on": date(2026, 2, 1)} if stage == "won" else {"expected_on": date(2026, 3, 31)}),
            )  # fmt: skip
        shares = {owner: 100}
        if chance.random() < 0.7:
            percent = chance.randrange(1, 99)
            others = chance.sample(people, 2)
            shares = {others[0]: percent, others[1]: 100 - percent}
            split(made, shares)
        counted = "won" if stage == "won" else category
        if counted in plain:
            for one, percent in shares.items():
                plain[counted][one.pk, currency] += amount * percent / 100
    with acting_as(house.boss.pk, through="page") as actor:
        won = {key: sums[0] for key, sums in figures(actor).items() if sums[0]}
        names = {one.pk: one.name for one in people}
        assert won == {(names[pk], code): amount for (pk, code), amount in plain["won"].items()}
        for code in ("CNY", "USD"):
            total = sum(Opportunity.objects.filter(state="won", currency=code).values_list("amount", flat=True))
            assert sum(amount for (_name, one), amount in won.items() if one == code) == total
        seen = forecast(QUARTER, None, actor, lambda owner: owner)
        for line in seen.lines:
            key = (line.key, line.currency)
            assert (line.won, line.commit - line.won, line.best - line.commit) == tuple(
                plain[name].get(key, Decimal(0)) for name in ("won", "commit", "best")
            )
        for line in seen.whole:
            assert line.best == sum(one.best for one in seen.lines if one.currency == line.currency)
        alone = forecast(QUARTER, frozenset([house.seller.pk]), actor, lambda owner: owner)
        assert {one.currency: one.won for one in alone.lines} == {
            code: plain["won"].get((house.seller.pk, code), Decimal(0))
            for code in {one.currency for one in alone.lines}
        }


def test_a_share_of_a_hidden_opportunity_is_ones_own_credit_and_nobody_elses(house) -> None:
    with acting_as_system("test"):
        north = make_department("North")
        manager = make_member("Manager", scope="department", department=north)
        Member.objects.filter(pk=house.seller.pk).update(department=north)
        won = make_opportunity(house.customer, "won", amount=Decimal(1000), owner=house.seller, closed_on=QUARTER)
        still = make_opportunity(house.customer, "engaging", amount=Decimal(500), owner=house.seller)
    split(won, {house.seller: 60, house.stranger: 40})
    split(still, {house.seller: 50, house.stranger: 50})
    seen = {}
    for member in (house.seller, house.stranger, manager):
        with acting_as(member.pk, through="page") as actor:
            seen[member.name] = figures(actor)
    assert seen == {
        "Wang Jing": {("Wang Jing", "CNY"): (Decimal(600), Decimal(250))},
        "Li Na": {("Li Na", "CNY"): (Decimal(400), Decimal(250))},
        "Manager": {("Wang Jing", "CNY"): (Decimal(600), Decimal(250))},
    }


def test_which_are_split_is_known_by_the_opportunity_itself(house) -> None:
    with acting_as_system("test"):
        won = make_opportunity(house.customer, "won", amount=Decimal(10), owner=house.seller, closed_on=QUARTER)
    seen = []
    for shares in ({house.seller: 50, house.stranger: 50}, {house.seller: 100}, {house.stranger: 100}, {}):
        split(won, shares)
        with acting_as_system("test"):
            seen.append(Opportunity.objects.get(pk=won.pk).is_split)
    assert seen == [True, False, True, False]


def test_what_comes_to_nothing_falls_out() -> None:
    sums = {(1, "CNY"): Decimal(5), (2, "CNY"): Decimal(3), (3, ""): Decimal(9)}
    more = {(1, "CNY"): Decimal(-5), (4, "CNY"): Decimal(5)}
    assert credited(sums, more) == {(2, "CNY"): Decimal(3), (4, "CNY"): Decimal(5)}
