"""What the fits say of single customers, and that the bounds hold what they promise."""

import numpy as np
import pytest

from guanxi.analytics.learnt import horizon, refused
from guanxi.analytics.purchases import bgnbd, gammagamma
from guanxi.analytics.purchases.histories import histories
from guanxi.analytics.tests.cdnow import summary
from guanxi.analytics.worth import YEAR, Bought, Terms, foresee, learn

TERMS = Terms(years=3, discount=0.1)


@pytest.fixture(scope="module")
def learnt():
    x, t_x, age, spent = summary()
    return learn(histories(x, t_x * 7, age * 7), gammagamma.spending(x, spent))


def bought(*rows: tuple[float, float, float, float]) -> Bought:
    x, t_x, age, mean = np.array(rows, dtype=float).T
    return Bought(x, t_x, age, mean)


def test_both_models_are_fitted_and_nearly_agree(learnt) -> None:
    assert (refused(learnt), learnt["pace"]) == ("", "bgnbd")
    assert np.round(learnt["bgnbd"]["parameters"], 3).tolist() == [0.243, 30.895, 0.793, 2.426]
    both = learnt["next_year"]
    assert abs(both["bgnbd"] / both["paretonbd"] - 1) < 0.02


def test_a_value_is_purchases_times_what_one_brings_less_the_discount(learnt) -> None:
    one = bought((5, 200, 270, 40))
    plain = foresee(learnt, one, Terms(years=3, discount=0))
    rows = histories(one.x, one.t_x, one.age)
    purchases = bgnbd.expected(np.array(learnt["bgnbd"]["parameters"]), rows, 3 * YEAR)
    spent = gammagamma.expected(np.array(learnt["gammagamma"]["parameters"]), one.x, one.mean)
    assert plain.value[0] == pytest.approx(float(purchases[0] * spent[0]), rel=1e-9)
    later = foresee(learnt, one, TERMS)
    assert 1.1**-3 < later.value[0] / plain.value[0] < 1.1**-0.5


def test_the_better_customer_is_worth_more_and_lies_between_his_bounds(learnt) -> None:
    found = foresee(learnt, bought((0, 0, 260, 0), (3, 100, 260, 20), (3, 250, 260, 20), (9, 250, 260, 80)), TERMS)
    assert found.value[1] < found.value[2] < found.value[3]
    assert found.alive[1] < found.alive[2]
    assert bool(((found.low <= found.value) & (found.value <= found.high)).all())
    assert bool(((found.year_low <= found.year) & (found.year <= found.year_high)).all())


def test_nine_of_ten_bounds_hold_what_came(learnt) -> None:
    """Customers made as the model says: of those foreseen to buy, nine in ten buy as often as the bounds say."""
    dice = np.random.default_rng(8)
    r, alpha, a, b = learnt["bgnbd"]["parameters"]
    number = 4_000
    pace, leaving = dice.gamma(r, 1 / alpha, number), np.maximum(dice.beta(a, b, number), 1e-9)
    age, now, there = np.full(number, 250.0), np.zeros(number), np.ones(number, dtype=bool)
    x, t_x, after = np.zeros(number), np.zeros(number), np.zeros(number)
    while there.any():
        now = now + dice.exponential(1 / np.maximum(pace, 1e-9))
        there &= now <= age + YEAR
        seen = there & (now <= age)
        x, t_x, after = np.where(seen, x + 1, x), np.where(seen, now, t_x), np.where(there & ~seen, after + 1, after)
        there &= dice.random(number) >= leaving
    found = foresee(learnt, Bought(x, t_x, age, np.where(x > 0, 30.0, 0)), TERMS)
    held = (found.year_low <= after) & (after <= found.year_high)
    assert 0.88 < held[x > 0].mean() < 0.97  # whole numbers: the bounds hold a little more than they must


def test_where_a_model_is_missing_the_reason_is_kept() -> None:
    few = learn(histories([0, 1], [0, 5], [9, 9]), gammagamma.spending([1], [5]))
    assert (refused(few), few["pace"]) == ("too_few", "")
    assert few["gammagamma"]["refused"] == "too_few_amounts"


def test_where_nobody_is_seen_to_leave_no_chance_is_told_and_no_further_is_looked_than_back() -> None:
    """Customers at a steady pace for 300 days: three years ahead would suppose that nobody ever leaves."""
    dice = np.random.default_rng(4)
    pace, age = dice.gamma(0.8, 1 / 60, 3_000), np.full(3_000, 300.0)
    x = dice.poisson(pace * age).astype(float)
    t_x = np.where(x > 0, age * dice.random(3_000) ** (1 / np.maximum(x, 1)), 0).round(1)
    known = (t_x > 0) | (x == 0)
    rows = histories(x[known], t_x[known], age[known])
    learnt = learn(
        rows, gammagamma.spending(x, dice.gamma(6 * np.maximum(x, 1)) / dice.gamma(4, 1 / 15, 3_000) / np.maximum(x, 1))
    )
    assert (learnt["pace"], horizon(learnt, 3)) == ("nbd", 1)
    assert abs(learnt["nbd"]["parameters"][0] / 0.8 - 1) < 0.15
    found = foresee(learnt, bought((4, 200, 300, 40)), TERMS)
    assert found.alive is None
    r, alpha = learnt["nbd"]["parameters"]
    assert found.year[0] == pytest.approx((r + 4) / (alpha + 300) * YEAR, rel=1e-9)
    one_year = foresee(learnt, bought((4, 200, 300, 40)), Terms(years=1, discount=0.1))
    assert found.value[0] == pytest.approx(one_year.value[0], rel=1e-9)


def test_the_second_opinion_of_many_is_asked_of_some(learnt, monkeypatch) -> None:
    from guanxi.analytics import worth

    monkeypatch.setattr(worth, "SECOND", 1_500)
    x, t_x, age, spent = summary()
    few = learn(histories(x, t_x * 7, age * 7), gammagamma.spending(x, spent))
    assert few["bgnbd"] == learnt["bgnbd"]
    assert few["paretonbd"]["log_likelihood"] is None
    assert abs(few["next_year"]["paretonbd"] / learnt["next_year"]["paretonbd"] - 1) < 0.4
