"""Split credit in targets and forecast: everybody has his share, and all shares together are the total."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.sales.actions.share import set_shares
from guanxi.sales.actions.steering import bring_up_to_date
from guanxi.sales.calibrating import total
from guanxi.sales.factories import make_opportunity
from guanxi.sales.forecasting import came, foresee
from guanxi.sales.hazards import Case, History
from guanxi.sales.models import Opportunity, Outlook
from guanxi.sales.queries.cases import past
from guanxi.sales.queries.cohorts import cohorts
from guanxi.sales.queries.credit import credited
from guanxi.sales.queries.funnel import Asked, behind_since, compared, funnel
from guanxi.sales.queries.outlook import forecast, gone
from guanxi.sales.queries.pipeline import default_pipeline
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
    rows = progress(QUARTER, actor, QUARTER).members
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


def begun(actor, **more) -> dict[str, float]:
    """How many the funnel counts as begun, by member."""
    asked = Asked(default_pipeline(), date(2026, 2, 1), date(2026, 2, 1), "owner", **more)
    names = dict(Member.objects.values_list("pk", "name"))
    return {names[one.key]: one.begun for one in compared(asked, actor, {})}


def test_the_funnel_counts_each_with_his_share_and_all_together_as_many_as_there_are(house) -> None:
    with acting_as_system("test"):
        shared = make_opportunity(house.customer, "won", owner=house.seller, source="fair", closed_on=date(2026, 3, 2), amount=Decimal(100))  # fmt: skip
        for stage in ("engaging", "lost"):
            make_opportunity(house.customer, stage, owner=house.seller)
        make_opportunity(house.customer, owner=house.stranger)
        bring_up_to_date()
    with acting_as(house.boss.pk, through="page") as actor:
        assert (begun(actor), behind_since()) == ({"Wang Jing": 3, "Li Na": 1}, None)
    split(shared, {house.seller: 35, house.stranger: 65})
    with acting_as_system("test"):
        bring_up_to_date()
    with acting_as(house.boss.pk, through="page") as actor:
        assert begun(actor) == {"Wang Jing": 2.35, "Li Na": 1.65}
        month = Asked(default_pipeline(), date(2026, 2, 1), date(2026, 2, 1))
        whole = funnel(month, actor)
        assert (whole.begun, whole.won, whole.lost) == (4, 1, 1)
        assert begun(actor, source="fair") == {"Wang Jing": 0.35, "Li Na": 0.65}
        born = cohorts(replace(month, owners=frozenset([house.stranger.pk])), actor, date(2026, 4, 1))
        assert [(one.begun, one.won, one.money) for one in born] == [(1.65, [0, 0.65, 0.65], {"CNY": [0, 65, 65]})]
        assert {row.whose.name: row.begun for row in progress(QUARTER, actor, QUARTER).members} == {
            "Wang Jing": 2.35,
            "Li Na": 1.65,
        }
    with acting_as(house.stranger.pk, through="page") as actor:
        assert begun(actor) == {"Li Na": 1.65}  # his share, though the opportunity is not his
    split(shared, {})
    with acting_as_system("test"):
        bring_up_to_date()
    with acting_as(house.boss.pk, through="page") as actor:
        assert begun(actor) == {"Wang Jing": 3, "Li Na": 1}


def test_what_history_foresees_is_credited_as_it_is_shared() -> None:
    first, day = date(2025, 1, 1), date(2026, 1, 1)
    ended = [
        Case(first + timedelta(days=n), first + timedelta(days=n + 20), n % 2 == 0, 1 + n % 3, {}, worth=100.0)
        for n in range(300)
    ]
    still = [Case(day - timedelta(days=20), None, False, 1, {}) for _one in range(10)]
    shared = [replace(one, shares=[(1, 0.4), (2, 0.6)]) for one in still]
    plain, credited_ = (foresee(History(ended + more), day, day, date(2026, 3, 31)) for more in (still, shared))
    assert total(credited_.values()) == pytest.approx(total(plain.values()))
    handed = plain[1].mean - credited_[1].mean
    assert handed > 0
    assert credited_[2].mean - plain[2].mean == pytest.approx(handed)
    won = [replace(one, shares=[(1, 0.25), (9, 0.75)]) for one in ended[:2]]
    assert came(won, date.min, date.max) == {1: 25.0, 9: 75.0}


def test_months_of_the_past_and_cases_are_credited_without_a_query_where_nobody_shares(house) -> None:
    with acting_as_system("test"):
        won = make_opportunity(house.customer, "won", amount=Decimal(100), owner=house.seller, closed_on=QUARTER)
        other = make_opportunity(house.customer, "won", amount=Decimal(10), owner=house.seller, closed_on=QUARTER)
    counts = []
    for shares in ({}, {house.seller: 20, house.stranger: 80}):
        split(won, shares)
        with acting_as_system("test") as actor:
            past(actor, date(2026, 6, 1))  # what is asked once only is known
            with CaptureQueriesContext(connection) as caught:
                cases = past(actor, date(2026, 6, 1))[0]["CNY"]
        counts.append(len(caught))
    assert counts[1] - counts[0] == 1
    assert {one.worth: [*one.credits] for one in cases} == {
        100.0: [(house.seller.pk, 0.2), (house.stranger.pk, 0.8)],
        10.0: [(other.owner_id, 1.0)],
    }
    given = {"made_on": date(2026, 6, 1), "quarter": QUARTER, "tried": True, "currency": "CNY"}
    with acting_as_system("test"):
        for member in (house.seller, house.stranger):
            Outlook.objects.create(**given, owner_id=member.pk, mean=50, variance=400)
    seen = {}
    for member in (house.boss, house.seller, house.stranger):
        with acting_as(member.pk, through="page") as actor:
            seen[member.name] = [one.won for one in gone(None, actor)[0]]
    assert seen == {"Boss": [Decimal(110)], "Wang Jing": [Decimal(30)], "Li Na": [Decimal(80)]}
