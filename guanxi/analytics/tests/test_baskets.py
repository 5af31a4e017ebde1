"""Baskets: counted as by hand, bounds that hold what they say, what comes next on Online Retail beside best-sellers."""

from functools import cache

import numpy as np
import pytest

from guanxi.analytics.baskets.bought import Bought, bought, days, first_and_before, last_days, people
from guanxi.analytics.baskets.foretold import again, best, foretell
from guanxi.analytics.baskets.pairs import rules, wilson
from guanxi.analytics.baskets.similar import FEWEST, nearness, read
from guanxi.analytics.baskets.trying import leave_last_out
from guanxi.analytics.tests.shelves import numbered, online_retail, pairs_by_hand


@cache
def retail() -> Bought:
    who, when, what = online_retail()
    return bought(who, when, numbered(what))


def drawn(seed: int, number: int = 400) -> tuple[Bought, list[set[int]]]:
    """Baskets of ten products, each customer's own; the second is mostly in where the first is."""
    dice = np.random.default_rng(seed)
    baskets = [set(np.flatnonzero(dice.random(10) < 0.3).tolist()) for _ in range(number)]
    baskets = [one | {1} if 0 in one and dice.random() < 0.6 else one for one in baskets]
    rows = [(who, 0, what) for who, one in enumerate(baskets) for what in one]
    return bought(*zip(*rows, strict=True)), baskets


def test_rules_are_what_counting_by_hand_says() -> None:
    given, baskets = drawn(1)
    found = rules(days(given), 20)
    held = [one for one in baskets if one]
    by_hand = {pair: number for pair, number in pairs_by_hand(held).items() if number >= 20}
    assert (
        dict(zip(zip(found.first.tolist(), found.second.tolist(), strict=True), found.together, strict=True)) == by_hand
    )
    place = next(n for n in range(len(found.first)) if (found.first[n], found.second[n]) == (0, 1))
    of = [sum(one in basket for basket in held) for one in (0, 1)]
    assert found.confidence[place] == by_hand[0, 1] / of[0]
    assert found.lift[place] == pytest.approx(by_hand[0, 1] * len(held) / (of[0] * of[1]))
    assert found.support[place] == by_hand[0, 1] / len(held)


def test_bounds_of_lift_and_confidence_hold_what_is_true_in_nineteen_of_twenty() -> None:
    truth = rules(days(drawn(99, 60_000)[0]), 1)
    place = int(np.flatnonzero((truth.first == 0) & (truth.second == 1))[0])
    held = np.zeros(2)
    for seed in range(100):
        found = rules(days(drawn(seed)[0]), 1)
        one = found.only((found.first == 0) & (found.second == 1))
        for which, (low, high) in enumerate((one.lift_bounds(), one.confidence_bounds())):
            held[which] += low[0] <= (truth.lift, truth.confidence)[which][place] <= high[0]
    assert (held >= 90).all(), held
    low, high = wilson(8, 10)  # Agresti and Coull 1998
    assert (round(float(low), 3), round(float(high), 3)) == (0.490, 0.943)


def test_what_was_first_and_what_had_been_before_is_kept_apart() -> None:
    given = bought([7, 7, 7, 7, 9], [1, 1, 3, 5, 2], [20, 30, 20, 40, 40])
    new, before = first_and_before(given)
    assert new.toarray().tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 1], [0, 0, 1]]
    assert before.toarray().tolist() == [[0, 0, 0], [1, 1, 0], [1, 1, 0], [0, 0, 0]]
    assert last_days(given).tolist() == [False, False, False, True, False]


def test_what_others_bought_afterwards_comes_next_with_its_reason() -> None:
    followers = [(who, day, what) for who in range(30) for day, what in ((1, 10), (9, 11))]
    others = [(who, 1, 12) for who in range(30, 90)]
    asked = [(200, 3, 10)]
    few = [(who, day, what) for who in range(300, 300 + FEWEST - 1) for day, what in ((1, 10), (2, 13))]
    given = bought(*zip(*followers, *others, *asked, *few, strict=True))
    near = nearness(given)
    place = {int(one): n for n, one in enumerate(given.products)}
    who = int(np.searchsorted(given.customers, 200))
    (found,) = foretell(given.only(given.customer == who), near, 5)[who : who + 1]
    assert [(given.products[one.product], given.products[one.because], one.both) for one in found] == [(11, 10, 30)]
    bestsellers = foretell(given, near, 2, bestsellers=True)[who]
    assert [given.products[one.product] for one in bestsellers] == [12, 11]
    assert near.near[[place[13]], :].nnz == 0  # what fewer than five have in common says nothing
    again_read = read(near.kept())
    assert (again_read.near.toarray() == near.near.toarray()).all()
    assert (again_read.both.tolist(), again_read.customers) == (near.both.tolist(), near.customers)


def test_what_he_has_is_never_foretold_as_new_but_as_a_repeat() -> None:
    given = retail()
    near = nearness(given)
    some = given.only(given.customer < 200)
    has = people(given)
    told, repeats = foretell(some, near, 5), again(some, 3)
    for who in range(200):
        mine = set(has.indices[has.indptr[who] : has.indptr[who + 1]].tolist())
        assert mine.isdisjoint(one.product for one in told[who])
        assert mine.issuperset(one.because for one in told[who])
        assert mine.issuperset(one.product for one in repeats[who])
        assert all(one.times > 1 and one.last > one.first for one in repeats[who])
    assert sum(map(len, told[:200])) > 900


def test_on_online_retail_it_is_better_than_best_sellers() -> None:
    tried = leave_last_out(retail())
    assert tried.asked == 2489
    assert [round(tried.at["5"][name][0], 3) for name in ("foretold", "bestsellers")] == [0.294, 0.138]
    assert [round(tried.at["10"][name][0], 3) for name in ("foretold", "bestsellers")] == [0.412, 0.245]
    assert tried.wins
    assert tried.at["5"]["gain"][1] > 0.13


def test_where_nothing_hangs_together_best_sellers_stay() -> None:
    dice = np.random.default_rng(5)
    rows = [(who, day, what) for who in range(800) for day in (1, 2) for what in dice.choice(60, 2, replace=False)]
    tried = leave_last_out(bought(*zip(*rows, strict=True)))
    assert tried.asked > 700
    assert not tried.wins


def test_nothing_bought_foretells_nothing() -> None:
    empty = bought([], [], [])
    tried = leave_last_out(empty)
    assert (tried.asked, tried.wins, tried.repeats) == (0, False, None)
    assert foretell(empty, nearness(empty), 5) == []
    assert best(np.zeros((0, 0)), 5).shape == (0, 0)
