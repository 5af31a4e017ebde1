"""Customers in four dimensions: what is said of each, by which rule, who sees it, and that only what changed is written."""

from datetime import UTC, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from django.db import connection
from psycopg.types.json import Jsonb

from guanxi.analytics.actions import surveying
from guanxi.analytics.actions.survey import BOUNDS as LIMITS
from guanxi.analytics.actions.survey import DIMENSIONS, PARTS, Running, change_weighing, survey, survey_daily
from guanxi.analytics.factories import END, make_purchases
from guanxi.analytics.models import Profile, Survey, Weighing
from guanxi.analytics.reach import FADING, STEPS, reach_of, score
from guanxi.analytics.stages import STAGES, Bounds, stage_of
from guanxi.contracts.models import Contract
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.actions.identity import add_identity
from guanxi.customers.actions.tie import add_tie
from guanxi.customers.factories import make_contact, make_customer
from guanxi.customers.models import Customer, Fact
from guanxi.sales.factories import make_opportunity
from guanxi.staff.factories import make_administrator_role, make_member

pytestmark = pytest.mark.django_db
BOUNDS = Bounds(90, 180, 25, 60, 180, 60.0)
RULE = {
    "new_days": 90,
    "trend_days": 180,
    "trend_percent": 25,
    "silent_days": 60,
    "lost_days": 180,
    "typical": 60.0,
    "sold": END.isoformat(),
}
FIGURES = ("customer_id", "name", "value", "word", "was", "unit", "as_of")


def done(boss: Any) -> Survey:
    with acting_as(boss.pk, through="page") as actor:
        job = survey(actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as_system("test"):
        assert Work.objects.get(pk=job.pk).state == Work.State.DONE
        return Survey.objects.get(work_id=job.pk)


@pytest.fixture
def house(db: None) -> Any:
    with acting_as_system("test"):
        return make_member("Ann"), make_member("Bob"), make_member("Boss", roles=[make_administrator_role()])


def in_words(bought: dict[int, int], *, contract: bool) -> str:
    spans = [sum(money for ago, money in bought.items() if low <= ago < low + 180) for low in (0, 180)]
    days = [END - timedelta(days=ago) for ago in sorted(bought, reverse=True)]
    return stage_of(days, END, BOUNDS, recent=spans[0], before=spans[1], contract=contract)


def test_the_database_tells_the_same_stage_of_life_as_the_rule_in_words(house: Any) -> None:
    dice = Random(7)
    with acting_as_system("test"):
        names = [f"C{n}" for n in range(240)]
        made = Customer.objects.bulk_create(Customer(name=one, name_sort=one, owner=house[0]) for one in names)
        expected = {}
        for place, customer in enumerate(made):
            span = dice.choice([40, 120, 400, 900])
            bought = {dice.randrange(span): dice.choice([10, 13, 40]) for _n in range(dice.randrange(8))}
            make_purchases(customer, *((END - timedelta(days=ago), money) for ago, money in bought.items()))
            expected[customer.pk] = in_words(bought, contract=place % 4 == 0)
        Contract.objects.bulk_create(
            Contract(
                number=f"K{n}", name="Supply", customer=one, amount=1, currency="CNY", status="active", signed_on=END
            )
            for n, one in enumerate(made[::4])
        )
        with connection.cursor() as cursor:
            cursor.execute("select analytics_sum_orders(0, 20000, %s, 'UTC')", [END])
            cursor.execute("select analytics_look(0, 20000, %s, 'UTC', %s)", [END, Jsonb(RULE)])
        assert dict(Profile.objects.filter(pk__in=expected).values_list("customer_id", "stage")) == expected
    assert set(expected.values()) == {one.key for one in STAGES}


def test_who_has_no_orders_is_judged_by_the_opportunities_that_were_won(house: Any) -> None:
    ann, _bob, boss = house
    with acting_as_system("test"):
        mill, inn = make_customer("Mill", owner=ann), make_customer("Inn", owner=ann)
        for customer, days, amount in ((mill, (0, 40, 400), 500), (inn, (400,), 20)):
            for ago in days:
                closed = END - timedelta(days=ago)
                make_opportunity(customer, owner=ann, amount=amount, stage="won", closed_on=closed)
    run = done(boss)
    with acting_as_system("test"):
        found = {one.customer_id: one for one in Profile.objects.all()}
    assert run.rule["sold"] == END.isoformat()
    assert (found[mill.pk].stage, found[mill.pk].won) == ("growing", 1500)
    assert (found[inn.pk].stage, found[inn.pk].won) == ("lost", 20)
    assert found[mill.pk].money_score > found[inn.pk].money_score


def test_reach_counts_each_way_by_its_weights_and_stays_finite_on_circles() -> None:
    assert reach_of([]) == {}
    assert reach_of([(1, 2, 1.0), (1, 3, 0.5), (3, 4, 1.0)]) == {1: 1.0 + 0.5 * (1 + FADING * 1.0), 3: 1.0}
    circle = reach_of([(1, 2, 1.0), (2, 1, 1.0)])
    assert circle == {one: sum(FADING**step for step in range(STEPS)) for one in (1, 2)}
    assert [score(one) for one in (0, 1, 3, 9)] == [0, 50, 75, 90]


def test_each_customer_gets_four_dimensions_and_their_sum_by_the_weights(house: Any) -> None:
    ann, _bob, boss = house
    with acting_as_system("test") as system:
        mill = make_customer("Mill", owner=ann, industry="Food", size="10-49", city="Bonn", source="Fair", last_contact_at=clock.now())  # fmt: skip
        inn, shop = make_customer("Inn", owner=ann), make_customer("Shop", owner=ann, type="person", parent=None)
        make_contact(mill, part="decider")
        add_identity(mill, "phone", "+8613900001234", actor=system, at=clock.now())
        add_tie(mill, inn, "brought", actor=system, at=clock.now())
        add_tie(inn, shop, "supplies", actor=system, at=clock.now())
    run = done(boss)
    with acting_as_system("test"):
        one = Profile.objects.get(customer=mill)
        assert (one.stage, one.gaps, one.known, one.reach) == ("prospect", ["mail"], ["talk", "tie"], 1.25)
        assert (one.completeness, one.recency, one.breadth) == (89, 100, 33)
        expected = [0, score(1.25), 40, round((89 * 50 + 100 * 30 + 33 * 20) / 100)]
        assert [one.money_score, one.influence_score, one.life_score, one.information_score] == expected
        facts = {fact.name: fact for fact in Fact.objects.filter(customer=mill)}
        assert facts["weighed"].value == sum(score * weight for score, weight in zip(expected, (40, 20, 25, 15), strict=True)) / 100  # fmt: skip
        assert (facts["life"].word, facts["influence"].value, facts["information"].value) == ("prospect", 1.25, 0.81)
        assert not Fact.objects.filter(customer=shop, name="influence").exists()
        assert Profile.objects.get(customer=shop).gaps == ["phone", "mail", "city", "source"]
    assert (run.customers, run.rule["money"]) == (3, 40)


def test_a_second_look_writes_only_what_changed(house: Any) -> None:
    ann, _bob, boss = house
    with acting_as_system("test") as system:
        mill, inn = make_customer("Mill", owner=ann), make_customer("Inn", owner=ann)
        tie = add_tie(mill, inn, "brought", actor=system, at=clock.now())
    first = done(boss)
    with acting_as_system("test"):
        tie.delete()
        Customer.objects.filter(pk=inn.pk).update(city="Bonn")
    second = done(boss)
    with acting_as_system("test"):
        since = {(fact.customer_id, fact.name): fact.as_of for fact in Fact.objects.all()}
        whole = list(Fact.objects.order_by("customer_id", "name").values_list(*FIGURES[:-1]))
    assert since == {
        (mill.pk, "life"): first.at, (mill.pk, "information"): second.at, (mill.pk, "weighed"): second.at,
        (inn.pk, "life"): first.at, (inn.pk, "information"): second.at, (inn.pk, "weighed"): second.at,
    }  # fmt: skip
    with acting_as_system("test"):
        Fact.objects.all().delete()
        Profile.objects.all().delete()
    done(boss)
    with acting_as_system("test"):
        assert list(Fact.objects.order_by("customer_id", "name").values_list(*FIGURES[:-1])) == whole


def test_a_survey_that_is_killed_goes_on_and_says_the_same(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveying, "CHUNK", 2)
    ann, _bob, boss = house
    with acting_as_system("test"):
        made = [make_customer(owner=ann) for _n in range(5)]
        make_purchases(made[3], (END, 100))
    done(boss)
    with acting_as_system("test"):
        expected = list(Fact.objects.order_by("customer_id", "name").values_list(*FIGURES[:-1]))
        Fact.objects.all().delete()
        Profile.objects.all().delete()
    with acting_as(boss.pk, through="page") as actor:
        job = survey(actor=actor, at=clock.now())
    for phase in ("look", "weigh"):
        real, chunks = surveying.PHASES[phase], count()

        def dying(one: Any, run: Survey, *, real: Any = real, chunks: Any = chunks) -> str:
            answer = real(one, run)  # done, and lost with the transaction
            if next(chunks) == 1:
                raise KeyboardInterrupt
            return str(answer)

        monkeypatch.setitem(surveying.PHASES, phase, dying)
        with pytest.raises(KeyboardInterrupt):
            work.run(job.pk)
        monkeypatch.setitem(surveying.PHASES, phase, real)
    work.run(job.pk)
    with acting_as_system("test"):
        assert list(Fact.objects.order_by("customer_id", "name").values_list(*FIGURES[:-1])) == expected


def test_only_whoever_sees_a_customer_sees_his_profile_and_only_administrators_have_them_looked_at(house: Any) -> None:
    ann, bob, boss = house
    with acting_as_system("test"):
        mill = make_customer("Mill", owner=ann)
    done(boss)
    for member, number in ((ann, 1), (bob, 0)):
        with acting_as(member.pk, through="page") as actor:
            assert Profile.objects.filter(customer=mill).count() == number
            assert Profile.objects.filter(customer=mill).update(reach=9) == 0
            with pytest.raises(NotAllowed):
                survey(actor=actor, at=clock.now())
    with acting_as(boss.pk, through="page") as actor:
        survey(actor=actor, at=clock.now())
        with pytest.raises(Running):
            survey(actor=actor, at=clock.now())


def test_it_is_done_once_a_day_by_itself(house: Any) -> None:
    ann, _bob, _boss = house
    at = datetime.combine(clock.now().date(), time(2), UTC)
    with acting_as_system("test") as system:
        assert survey_daily(actor=system, at=at) is None  # nobody to look at
        make_customer("Mill", owner=ann)
        job = survey_daily(actor=system, at=at)
        assert job is not None
    work.run(job.pk)
    with acting_as_system("test") as system:
        assert survey_daily(actor=system, at=at + timedelta(hours=1)) is None
        assert survey_daily(actor=system, at=at + timedelta(hours=29)) is not None


def test_weights_are_kept_by_an_administrator_and_refused_in_words(house: Any) -> None:
    ann, _bob, boss = house
    with acting_as_system("test"):
        kept = Weighing.objects.get(pk=1)
    values = {name: getattr(kept, name) for name in (*DIMENSIONS, *PARTS, *LIMITS)}
    with acting_as(boss.pk, through="page") as actor:
        assert change_weighing(values | {"money": 70}, actor=actor, at=clock.now()).money == 70
        for wrong, field in (
            ({"money": 101}, "money"),
            (dict.fromkeys(DIMENSIONS, 0), "money"),
            (dict.fromkeys(PARTS, 0), "completeness"),
            ({"silent_days": 200}, "lost_days"),
            ({"trend_days": 3}, "trend_days"),
        ):
            with pytest.raises(Refused) as refused:
                change_weighing(values | wrong, actor=actor, at=clock.now())
            assert refused.value.field == field
    with acting_as(ann.pk, through="page") as actor, pytest.raises(NotAllowed):
        change_weighing(values, actor=actor, at=clock.now())
