"""The models against what was printed about them, against simulated customers whose truth is known, and at their edges."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gammaln, roots_genlaguerre
from scipy.stats import beta as beta_density

from guanxi.analytics.purchases import bgnbd, gammagamma, nbd, paretonbd
from guanxi.analytics.purchases import histories as module
from guanxi.analytics.purchases.histories import Histories, different, grouped, histories
from guanxi.analytics.purchases.thin import TooThin
from guanxi.analytics.tests.cdnow import summary

BG = np.array([0.243, 4.414, 0.793, 2.426])
PARETO = np.array([0.553, 10.578, 0.606, 11.669])
MODELS = {"bgnbd": (bgnbd, BG), "paretonbd": (paretonbd, PARETO)}
both = pytest.mark.parametrize("name", list(MODELS))


def cdnow() -> Histories:
    x, t_x, age, _spent = summary()
    return histories(x, t_x, age)


def test_bgnbd_of_cdnow_is_what_the_paper_prints() -> None:
    found = bgnbd.fit(cdnow())
    assert found.parameters.round(3).tolist() == [0.243, 4.414, 0.793, 2.426]
    assert round(found.log_likelihood, 1) == -9582.4


def test_paretonbd_of_cdnow_is_what_the_paper_prints() -> None:
    found = paretonbd.fit(cdnow())
    assert found.parameters.round(3).tolist() == [0.553, 10.578, 0.606, 11.669]
    assert round(found.log_likelihood, 1) == -9595.0


def test_gammagamma_of_cdnow_is_what_the_note_prints() -> None:
    x, _t_x, _age, spent = summary()
    given = gammagamma.spending(x, spent)
    assert given.customers == 946
    assert gammagamma.fit(given).parameters.round(2).tolist() == [6.25, 3.74, 15.44]


def test_one_customer_is_expected_to_buy_what_the_note_prints() -> None:
    """The first one of "Implementing the BG/NBD Model for Customer Base Analysis in Excel"."""
    one = histories([2], [30.43], [38.86])
    assert bgnbd.expected(bgnbd.fit(cdnow()).parameters, one, 39).round(3).tolist() == [1.226]


@pytest.mark.parametrize(("x", "t_x"), [(0, 0), (2, 30.43), (12, 20)])
def test_paretonbd_expects_the_mean_over_all_such_customers(x: int, t_x: float) -> None:
    """Held against Gauss-Laguerre over pace and lifetime, which the closed formula came from."""
    r, alpha, s, beta = PARETO
    one, age, ahead = histories([x], [t_x], [38.86]), 38.86, 39.0
    pace, of_pace = roots_genlaguerre(60, r + x - 1)
    rate, of_rate = roots_genlaguerre(60, s - 1)
    pace, rate = pace / (alpha + age), rate / (beta + age)
    bought = np.outer(pace * of_pace, -np.expm1(-rate * ahead) / rate * of_rate).sum()
    scale = (r + x) * np.log(alpha + age) + s * np.log(beta + age)
    alive = bought * np.exp(r * np.log(alpha) + s * np.log(beta) - gammaln(r) - gammaln(s) - scale)
    truth = alive / np.exp(paretonbd.likelihood(PARETO, one)[0])
    assert paretonbd.expected(PARETO, one, ahead)[0] == pytest.approx(truth, rel=1e-8)


@both
def test_the_half_year_after_is_foreseen_within_15_percent(name: str) -> None:
    """Fitted on 39 weeks, held against the purchases of the 39 weeks that followed."""
    model, _ = MODELS[name]
    then, later = summary(), summary(date(1998, 6, 30))
    came = float(later[0].sum() - then[0].sum())
    said = float(model.expected(model.fit(cdnow()).parameters, histories(*then[:3]), 39).sum())
    assert abs(said / came - 1) < 0.15


def simulated(number: int, dice: np.random.Generator) -> Histories:
    """Customers as BG/NBD says that they are, all known for 30 to 60 weeks."""
    r, alpha, a, b = BG
    age = dice.integers(30, 60, number).astype(float)
    pace, leaving = dice.gamma(r, 1 / alpha, number), dice.beta(a, b, number)
    x, t_x, now, there = np.zeros(number), np.zeros(number), np.zeros(number), np.ones(number, dtype=bool)
    while there.any():
        now = now + dice.exponential(1 / np.maximum(pace, 1e-12))
        there &= now <= age
        x, t_x = np.where(there, x + 1, x), np.where(there, now, t_x)
        there &= dice.random(number) >= leaving
    return histories(x, t_x, age)


def test_what_customers_were_made_with_is_found_again() -> None:
    found = bgnbd.fit(simulated(20_000, np.random.default_rng(5)))
    away = (found.parameters - BG) / found.errors
    assert bool((np.abs(away) < 3).all())
    assert bool((found.errors / found.parameters < 0.2).all())


def test_spending_that_was_made_is_found_again() -> None:
    dice = np.random.default_rng(6)
    x = dice.integers(1, 12, 5_000).astype(float)
    rate = dice.gamma(3.7, 1 / 15.4, 5_000)
    found = gammagamma.fit(gammagamma.spending(x, dice.gamma(6.2 * x) / (rate * x)))
    assert bool((np.abs((found.parameters - [6.2, 3.7, 15.4]) / found.errors) < 3).all())


@both
def test_the_gradient_is_the_slope(name: str) -> None:
    model, parameters = MODELS[name]
    rows = histories([0, 1, 7, 150], [0, 3, 30.5, 38], [39, 3, 31, 39], [5, 1, 2, 1])
    steps = np.eye(4) * 1e-6
    slopes = [
        (model.likelihood(parameters + one, rows)[0] - model.likelihood(parameters - one, rows)[0]) / 2e-6
        for one in steps
    ]
    np.testing.assert_allclose(model.likelihood(parameters, rows)[1], slopes, rtol=1e-5, atol=1e-6)


def test_the_second_derivatives_are_the_slopes_of_the_gradient() -> None:
    rows, step = grouped(cdnow()), 1e-5
    slopes = [
        (bgnbd.likelihood(BG + one, rows)[1] - bgnbd.likelihood(BG - one, rows)[1]) / (2 * step)
        for one in np.eye(4) * step
    ]
    assert np.allclose(bgnbd.second(BG, rows), slopes, rtol=1e-6)


def test_many_histories_are_fitted_from_some_of_them_to_the_same_end(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bgnbd.fit(cdnow())
    monkeypatch.setattr(bgnbd, "MANY", 300)
    again = bgnbd.fit(cdnow())
    assert np.allclose(again.parameters, whole.parameters, rtol=1e-9)
    assert np.allclose(again.covariance, whole.covariance, rtol=1e-7)


def test_rows_that_mix_into_one_number_are_parted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SPREAD", np.uint64(0))
    rows, places = different(np.array([1.0, 2.0, 1.0, 1.0]), np.array([5.0, 5.0, 6.0, 5.0]))
    assert sorted(zip(*(row.tolist() for row in rows), strict=True)) == [(1, 5), (1, 6), (2, 5)]
    assert places[0] == places[3]


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 9), st.integers(0, 5)), max_size=40))
@settings(max_examples=40, deadline=None)
def test_different_rows_put_back_are_the_rows(rows: list[tuple[int, float, int]]) -> None:
    columns = list(np.array(rows, dtype=float).reshape(-1, 3).T)
    found, places = different(*columns)
    assert len(found[0]) == len(set(rows))
    assert [one[places].tolist() for one in found] == [one.tolist() for one in columns]


def test_nbd_is_bgnbd_where_nobody_leaves() -> None:
    rows = histories([0, 1, 7], [0, 3, 30.5], [39, 5, 31], [5, 1, 2])
    value, slope = nbd.likelihood(BG[:2], rows)
    limit, slopes = bgnbd.likelihood(np.array([*BG[:2], 1e-10, 1.0]), rows)
    assert value == pytest.approx(limit, abs=1e-7)
    np.testing.assert_allclose(slope, slopes[:2], rtol=1e-6)


@both
@given(
    rows=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 100), st.integers(1, 20)), min_size=1, max_size=30),
    parameters=st.tuples(*[st.floats(0.05, 20)] * 4),
)
@settings(max_examples=25, deadline=None)
def test_equal_rows_counted_together_are_as_likely(
    name: str, rows: list[tuple[int, int, int]], parameters: tuple[float, ...]
) -> None:
    model, _ = MODELS[name]
    x = [row[0] for row in rows] * 2
    t_x = [row[1] if row[0] else 0 for row in rows] * 2
    apart = histories(x, t_x, [row[1] + row[2] for row in rows] * 2)
    value, slope = model.likelihood(np.array(parameters), apart)
    together, slopes = model.likelihood(np.array(parameters), grouped(apart))
    assert together == pytest.approx(value, rel=1e-10)
    np.testing.assert_allclose(slopes, slope, rtol=1e-8, atol=1e-8)


@both
@given(parameters=st.tuples(*[st.floats(0.02, 30)] * 4), x=st.integers(1, 400), age=st.integers(2, 400))
@settings(max_examples=60, deadline=None)
def test_who_bought_later_is_more_likely_still_there(
    name: str, parameters: tuple[float, ...], x: int, age: int
) -> None:
    model, _ = MODELS[name]
    last = np.linspace(age / 20, age, 20)
    chances = model.alive(np.array(parameters), histories(np.full(20, x), last, np.full(20, age)))
    assert bool(((chances >= 0) & (chances <= 1)).all())
    assert bool((np.diff(chances) >= -1e-12).all())


@pytest.mark.parametrize("a", [0.1, 0.9999999, 1.0, 1.3, 30.0, 3000.0])
@pytest.mark.parametrize("x", [0, 1, 600])
def test_expected_purchases_are_the_mean_over_all_such_customers(a: float, x: int) -> None:
    """Held against the integral over the chance of staying away, which the closed formula came from."""
    r, alpha, b = 0.5, 6.0, 0.8
    age, ahead = 80.0, 52.0
    one = histories([x], [70 if x else 0], [age])
    spell = ahead / (alpha + age)

    def part(p: float) -> float:
        return -np.expm1(-(r + x) * np.log1p(p * spell)) / p * beta_density.pdf(p, a, b + x)

    cuts = [0, 1e-8, 1e-6, 1e-4, 1e-3, 1e-2, 0.1, 0.5, 0.9, 0.999, 1]
    there = sum(quad(part, low, high, limit=200)[0] for low, high in pairwise(cuts))
    parameters = np.array([r, alpha, a, b])
    truth = there * bgnbd.alive(parameters, one)[0]
    assert bgnbd.expected(parameters, one, ahead)[0] == pytest.approx(truth, rel=2e-4)


def test_drawn_futures_have_the_expected_mean_and_spread() -> None:
    fitted = bgnbd.fit(cdnow())
    rows = histories([0, 2, 20], [0, 30.43, 35], [38.86, 38.86, 38.86])
    drawn = bgnbd.futures(fitted, rows, (39, 39), 10_000, np.random.default_rng(1))
    np.testing.assert_allclose(drawn.soon.mean(axis=1), bgnbd.expected(fitted.parameters, rows, 39), rtol=0.04)
    np.testing.assert_allclose(drawn.all.mean(axis=1), bgnbd.expected(fitted.parameters, rows, 78), rtol=0.04)
    assert bool((drawn.all >= drawn.soon).all())


def test_drawn_spending_has_the_expected_mean() -> None:
    x, _t_x, _age, spent = summary()
    fitted = gammagamma.fit(gammagamma.spending(x, spent))
    number, mean = np.array([0.0, 3.0, 30.0]), np.array([0.0, 80.0, 80.0])
    drawn = gammagamma.draws(fitted, number, mean, 40_000, np.random.default_rng(2))
    np.testing.assert_allclose(drawn.mean(axis=1), gammagamma.expected(fitted.parameters, number, mean), rtol=0.03)


@both
def test_the_unit_of_time_does_not_matter(name: str) -> None:
    model, _ = MODELS[name]
    weeks, days = model.fit(cdnow()), model.fit(cdnow().scaled(1 / 7))
    scale = np.array([1, 7, 1, 1 if name == "bgnbd" else 7])
    np.testing.assert_allclose(days.parameters, weeks.parameters * scale, rtol=1e-4)
    repeats = float(cdnow().x.sum())
    assert days.log_likelihood == pytest.approx(weeks.log_likelihood - repeats * np.log(7), rel=1e-9)


def test_too_few_customers_are_refused_in_words() -> None:
    few = simulated(150, np.random.default_rng(7))
    with pytest.raises(TooThin, match="200 customers and 50 who bought again"):
        bgnbd.fit(few)
    with pytest.raises(TooThin, match="50 customers who spent something again"):
        gammagamma.fit(gammagamma.spending([1, 2], [3, 4]))


def test_purchases_that_say_nothing_of_leaving_are_refused() -> None:
    """Everybody bought twice on the same day: any pace and any chance of leaving explain that."""
    with pytest.raises(TooThin, match="do not say enough"):
        bgnbd.fit(histories(np.ones(300), np.full(300, 10), np.full(300, 10)))


def test_impossible_histories_are_refused() -> None:
    for x, t_x, age in ((-1, 0, 3), (1, 5, 3), (0, 2, 3), (2, 0, 3)):
        with pytest.raises(ValueError, match="history"):
            histories([x], [t_x], [age])
