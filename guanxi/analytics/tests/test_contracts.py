"""How long customers under contract stay: the figures of the papers, and simulated ones whose truth is known."""

import numpy as np
import pytest

from guanxi.analytics.purchases import kaplanmeier, sbg
from guanxi.analytics.purchases.thin import TooThin

# Fader and Hardie (2007), table 1: of 1,000 customers still there after year 0 to 12. Years 1 to 7 are fitted.
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173]
FITTED = 8
# The remission of 6-mercaptopurine patients, in weeks (Freireich 1963), the textbooks' example of Kaplan and Meier.
REMISSION = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


@pytest.mark.parametrize(("cohort", "printed"), [(HIGH_END, [0.668, 3.806]), (REGULAR, [0.704, 1.182])])
def test_both_cohorts_of_the_paper_have_its_parameters(cohort: list[int], printed: list[float]) -> None:
    assert sbg.fit([cohort[:FITTED]]).parameters.round(3).tolist() == printed


@pytest.mark.parametrize(("cohort", "off"), [(HIGH_END, 0.04), (REGULAR, 0.02)])
def test_the_twelfth_year_is_as_near_as_the_paper_says(cohort: list[int], off: float) -> None:
    said = sbg.staying(sbg.fit([cohort[:FITTED]]).parameters, 12)[-1]
    assert round(abs(said * 1000 / cohort[12] - 1), 2) == off


def test_the_best_value_of_the_likelihood_is_the_papers() -> None:
    """Appendix B prints it per customer."""
    assert round(sbg.fit([HIGH_END[:FITTED]]).log_likelihood / 1000, 3) == -1.611


def test_cohorts_of_different_age_are_fitted_together() -> None:
    truth = np.array([0.7, 2.5])
    shares = [1.0, *sbg.staying(truth, 6)]
    cohorts = [[round(100_000 * one) for one in shares[: length + 1]] for length in range(1, 7)]
    found = sbg.fit(cohorts)
    assert bool((np.abs((found.parameters - truth) / found.errors) < 3).all())
    assert bool((found.errors / truth < 0.02).all())


def test_the_gradient_is_the_slope() -> None:
    lost, kept = np.array([9.0, 4, 2]), np.array([0.0, 5, 30])
    at, steps = np.array([0.6, 2.2]), np.eye(2) * 1e-6
    slopes = [
        (sbg.likelihood(at + one, lost, kept)[0] - sbg.likelihood(at - one, lost, kept)[0]) / 2e-6 for one in steps
    ]
    np.testing.assert_allclose(sbg.likelihood(at, lost, kept)[1], slopes, rtol=1e-6)


def test_who_renewed_often_is_worth_more_years() -> None:
    parameters = np.array([0.668, 3.806])
    years = [sbg.residual(parameters, renewed, 0.1) for renewed in range(5)]
    assert years == sorted(years)
    assert sbg.renewing(parameters, 8)[-1] == pytest.approx(0.942, abs=5e-4)
    by_hand = sum(sbg.staying(parameters, 400) / 1.1 ** np.arange(400))
    assert years[0] == pytest.approx(by_hand, rel=1e-9)


def test_kaplan_meier_is_the_textbooks_column() -> None:
    found = kaplanmeier.staying(REMISSION, [True] * 9 + [False] * 12)
    assert found.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found.share.round(3).tolist() == [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448]
    assert found.watched.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert found.median == 23


def test_bounds_hold_the_truth_in_19_of_20_cases() -> None:
    """500 groups of 60 customers who leave at 10 % a month, watched for 1 to 24 months: is the share after 6 between the bounds?"""
    dice, held = np.random.default_rng(3), 0
    for _group in range(500):
        leaves, watched = dice.exponential(1 / 0.1, 60), dice.uniform(1, 24, 60)
        found = kaplanmeier.staying(np.minimum(leaves, watched), leaves <= watched)
        last = np.flatnonzero(found.times <= 6)[-1]
        held += bool(found.low[last] <= np.exp(-0.6) <= found.high[last])
    assert 465 <= held <= 490


def test_too_few_endings_are_refused_in_words() -> None:
    with pytest.raises(TooThin, match="it takes 50"):
        sbg.fit([[100, 80, 70]])
    with pytest.raises(TooThin, match="two periods"):
        sbg.fit([[1000, 800]])
    with pytest.raises(TooThin, match="it takes 5"):
        kaplanmeier.staying([1, 2, 3, 4, 5, 6], [True] * 4 + [False] * 2)


def test_a_cohort_that_grows_is_refused() -> None:
    with pytest.raises(ValueError, match="comes back"):
        sbg.fit([[100, 20, 30]])
