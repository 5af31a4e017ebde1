"""Chances: what is in the history is found, what is not in it is not, and the page says which of both."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.sales.actions.learning import learn_chances
from guanxi.sales.factories import make_opportunity
from guanxi.sales.jobs import learn as learn_job
from guanxi.sales.learning import FEWEST, Ended, age_of, auc, bins, brier, known_on, learn, validate
from guanxi.sales.models import Learnt, Line, Move, Opportunity

START = date(2024, 1, 1)
SAID = st.lists(st.tuples(st.integers(0, 8).map(lambda n: n / 8), st.booleans()), min_size=1, max_size=40)


def history(number: int, shares: dict[str, float], seed: int = 1) -> list[Ended]:
    """Opportunities of two years; each product is won as often as `shares` says, whatever its owner."""
    dice, found = random.Random(seed), []
    for place in range(number):
        product = dice.choice(list(shares))
        opened = START + timedelta(days=place * 700 // number)
        facts = {"product": product, "owner": str(place % 7)}
        won = dice.random() < shares[product]
        found.append(Ended(opened, opened + timedelta(days=dice.randrange(5, 80)), won, facts, [(opened, "engaging")]))
    return found


@given(SAID)
def test_auc_is_the_share_of_pairs_in_the_right_order(said) -> None:
    pairs = [(one > other) + (one == other) / 2 for one, won in said if won for other, lost in said if not lost]
    assert auc(said) == pytest.approx(sum(pairs) / len(pairs) if pairs else 0.5)


@given(SAID)
def test_bins_hold_everything_once(said) -> None:
    found = bins(said)
    assert sum(one.number for one in found) == len(said)
    assert sum(one.number * one.won for one in found) == pytest.approx(sum(won for _, won in said))
    assert [one.said for one in found] == sorted(one.said for one in found)


def test_what_the_history_holds_is_found_and_is_as_often_right_as_it_says() -> None:
    shares = {"good": 0.85, "even": 0.5, "bad": 0.15}
    tried = validate(history(3000, shares), date(2025, 7, 1))
    assert (tried.learnt > 2000, tried.tried > 500) == (True, True)
    assert tried.auc > 0.75
    assert tried.brier < tried.base - 0.04
    assert tried.brier < tried.by_stage - 0.04
    assert max(abs(one.said - one.won) for one in tried.bins) < 0.08
    model = learn(history(3000, shares))
    for product, share in shares.items():
        assert model.chance({"product": product, "age": "0", "stage": "engaging"}) == pytest.approx(share, abs=0.06)
    assert next(name for name, _shift in model.reasons({"product": "bad", "owner": "1", "age": "0"})) == "product"


def test_where_the_history_holds_nothing_everybody_gets_the_average() -> None:
    rows = history(3000, {"a": 0.6, "b": 0.6, "c": 0.6}, seed=5)
    model, average = learn(rows), sum(one.won for one in rows) / len(rows)
    for product in "abc":
        assert model.chance({"product": product, "owner": "3", "age": "0"}) == pytest.approx(average, abs=0.04)
    assert model.chance({"product": "never seen"}) == pytest.approx(average, abs=0.05)


def test_a_fact_counts_an_opportunity_once_however_long_it_was_open() -> None:
    rows = [
        Ended(START, START + timedelta(days=200), True, {"product": "a"}),
        Ended(START, START, False, {"product": "a"}),
    ]
    model = learn(rows)
    assert (model.seen("product", "a"), model.seen("age", "0"), model.seen("age", "90")) == ((2, 1), (2, 1), (1, 1))


def test_only_what_was_known_on_the_day_is_learnt_from() -> None:
    one = Ended(
        START, START + timedelta(days=90), True, {}, [(START, "engaging"), (START + timedelta(days=20), "proposal")]
    )
    assert known_on(one, START + timedelta(days=14)) == {"age": "14", "stage": "engaging"}
    assert known_on(one, START + timedelta(days=20)) == {"age": "14", "stage": "proposal"}
    assert [age_of(START, START + timedelta(days=days)) for days in (-3, 0, 29, 30, 4000)] == [
        "0",
        "0",
        "14",
        "30",
        "365",
    ]


def test_too_little_cannot_be_tried() -> None:
    assert validate(history(FEWEST, {"a": 0.5}), date(2025, 7, 1)) is None
    assert brier([(0.5, True), (1.0, False)]) == 0.625


def ended_ones(house, number: int) -> None:
    """Every one about the good product is won, every other lost."""
    good, bad = make_product("good", name="Lathe X"), make_product("bad", name="Press Y")
    rows = []
    for place in range(number):
        day, won = START + timedelta(days=place), place % 2
        rows.append(
            Opportunity(
                name=str(place), customer=house.customer, owner=house.seller, pipeline="default", stage="won" if won else "lost",
                state="won" if won else "lost", stage_since=clock.now(), furthest="won" if won else "engaging",
                opened_on=day, closed_on=day + timedelta(days=30), amount=Decimal(1), currency="CNY",
            )
        )  # fmt: skip
    made = Opportunity.objects.bulk_create(rows)
    Line.objects.bulk_create(Line(opportunity=one, product=good if one.state == "won" else bad) for one in made)
    Move.objects.bulk_create(Move(opportunity=one, to_stage="engaging", at=clock.now()) for one in made)


@pytest.mark.django_db
def test_the_page_gives_the_chance_with_its_reasons_beside_the_sellers_figure(house) -> None:
    with acting_as_system("test"):
        open_one = make_opportunity(house.customer, "engaging", owner=house.seller, probability=35)
        ended_ones(house, FEWEST - 1)
        Line.objects.create(opportunity=open_one, product=make_product("third", name="Lathe Z"))
    client = Client()
    client.force_login(house.seller)
    learn_job()
    page = client.get(f"/sales/opportunities/{open_one.pk}/").content.decode()
    assert ("Not learnt yet" in page, "30 %" in page, "35 %" in page) == (True, True, True)
    with acting_as_system("test"):
        lost = make_opportunity(house.customer, "lost", owner=house.seller)
        good = Line.objects.filter(opportunity__state="won").first().product
        Line.objects.filter(opportunity=open_one).update(product=good)
    soon = client.get(f"/sales/opportunities/{open_one.pk}/").content.decode()
    assert ("Not learnt yet" in soon, "It is being learnt" in soon) == (False, True)
    learn_job()
    answer = client.get(f"/sales/opportunities/{open_one.pk}/")
    chance = answer.context["chance"]
    assert chance.percent >= 90
    assert next(str(words) for words, _one in answer.context["reasons_for"]) == "Lathe X"
    assert (chance.speaks_for[0].number, chance.speaks_for[0].share) == (99, 100)
    assert "Speaks for it" in answer.content.decode()
    closed = client.get(f"/sales/opportunities/{lost.pk}/").content.decode()
    assert "Win chance" not in closed


@pytest.mark.django_db
def test_it_is_learnt_once_a_day_and_kept_with_how_good_it_was(house) -> None:
    now = clock.now()
    with acting_as_system("test") as actor:
        ended_ones(house, 400)
        made = learn_chances(actor=actor, at=now)
        assert (made.number, made.validation["auc"], made.validation["learnt"] + made.validation["tried"]) == (
            400,
            1.0,
            400,
        )
        assert made.validation["brier"] < 0.02 < made.validation["base"]
        assert learn_chances(actor=actor, at=now + timedelta(hours=19)) is None
        last = Opportunity.objects.filter(state="won").last()
        one_more = {"owner": house.seller, "opened_on": last.opened_on, "closed_on": last.closed_on}
        for _number in range(99):
            make_opportunity(house.customer, "won", **one_more)
        assert learn_chances(actor=actor, at=now + timedelta(hours=19)) is None
        make_opportunity(house.customer, "won", **one_more)
        assert learn_chances(actor=actor, at=now + timedelta(hours=19)).number == 500
        again = learn_chances(actor=actor, at=now + timedelta(hours=40))
        assert list(Learnt.objects.values_list("pk", flat=True)) == [again.pk]


@pytest.mark.django_db
def test_what_was_learnt_is_read_by_who_sees_opportunities_and_written_by_nobody(house) -> None:
    with acting_as_system("test") as actor:
        ended_ones(house, FEWEST)
        learn_chances(actor=actor, at=clock.now())
    with acting_as(house.boss.pk, through="page"):
        assert Learnt.objects.count() == 1
        assert Learnt.objects.update(number=0) == 0
        assert Learnt.objects.all().delete()[0] == 0
