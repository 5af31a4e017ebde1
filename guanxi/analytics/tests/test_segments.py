"""Scores and segments: fifths and the company's own bounds."""

from itertools import product

import numpy as np
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.analytics.scoring import Cuts, buying, places, quantile_cuts, read, scores
from guanxi.analytics.segments import BY_KEY, SEGMENTS, named

OWN = Cuts((30, 90, 180, 365), (1, 2, 5, 10), (100, 500, 2000, 10_000))


def test_own_bounds_score_as_they_read() -> None:
    days, purchases, money = [30, 31, 365, 366], [1, 2, 10, 11], [100, 101, 10_000, 10_001]
    found = scores(OWN, days, purchases, money)
    assert [one.tolist() for one in found] == [[5, 4, 2, 1], [1, 2, 4, 5], [1, 2, 4, 5]]


def test_fifths_part_a_hundred_different_customers_evenly() -> None:
    numbers = np.arange(1, 101)
    found = scores(quantile_cuts(numbers, numbers, numbers), numbers, numbers, numbers)
    assert [np.bincount(one)[1:].tolist() for one in found] == [[20] * 5] * 3
    assert (found[0][0], found[1][0], found[2][99]) == (5, 1, 5)


def test_equal_customers_have_equal_scores_however_many_they_are() -> None:
    purchases = np.array([1] * 70 + [2] * 20 + [9] * 10)
    _recency, frequency, _money = scores(quantile_cuts(purchases, purchases, purchases), *[purchases] * 3)
    assert [sorted(set(frequency[purchases == one].tolist())) for one in (1, 2, 9)] == [[1], [4], [5]]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5)), min_size=1, max_size=40))
@settings(max_examples=50, deadline=None)
def test_counting_customers_together_cuts_alike(rows: list[tuple[int, int]]) -> None:
    values, number = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    apart = np.repeat(values, number)
    assert quantile_cuts(values, values, values, number) == quantile_cuts(apart, apart, apart)


def test_every_pair_of_scores_has_one_segment() -> None:
    pairs = [(r, b) for one in SEGMENTS for r, b in product(one.recency, one.buying)]
    assert sorted(pairs) == sorted(product(range(1, 6), repeat=2))


@pytest.mark.parametrize(
    ("three", "key"),
    [((5, 5, 5), "champions"), ((5, 1, 1), "recent"), ((5, 1, 2), "promising"), ((1, 5, 5), "must_keep"), ((1, 1, 1), "asleep")],
)  # fmt: skip
def test_scores_make_the_segment(three: tuple[int, int, int], key: str) -> None:
    assert SEGMENTS[places(*(np.array([one]) for one in three))[0]].key == key


def test_buying_is_the_mean_rounded_up() -> None:
    assert buying(np.array([1, 1, 5]), np.array([1, 2, 4])).tolist() == [1, 2, 5]


def test_a_segment_is_found_by_its_name_in_both_languages() -> None:
    assert [named(one) for one in ("Champions", " loyal customers ", "at_risk", "nobody")] == ["champions", "loyal", "at_risk", ""]  # fmt: skip
    with translation.override("zh-hans"):
        assert named(str(BY_KEY["champions"].label)) == "champions"
        assert str(BY_KEY["champions"].label) != "Champions"


def test_bounds_are_kept_as_they_were() -> None:
    assert read(OWN.plain()) == OWN
