"""sBG (Fader and Hardie 2007): how long customers stay who say so period by period, a membership or a subscription.

Each has his own chance of not renewing, drawn from a beta distribution (α, β); those who stay are the loyal ones, so the share
that renews grows without anybody's changing.
"""

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext_lazy as _
from scipy.special import betaln, digamma

from guanxi.analytics.purchases.fitting import Fit
from guanxi.analytics.purchases.fitting import fit as _fit
from guanxi.analytics.purchases.histories import Numbers
from guanxi.analytics.purchases.thin import TooThin

FEWEST = 50
LONGEST = 10_000  # periods after which nothing counts


def fit(cohorts: Sequence[Sequence[float]]) -> Fit:
    """The likeliest parameters of cohorts, each the numbers of its customers at the start and after each period.

    Raises `TooThin` below 50 who did not renew, or where no cohort was seen through two periods: one says only a mean.
    """
    lost, kept = _ended(cohorts)
    if lost.sum() < FEWEST or len(lost) < 2:
        raise TooThin(
            _("Too few endings to learn from: it takes {number}, and two periods of somebody.").format(number=FEWEST)
        )
    weight = float(lost.sum() + kept.sum())
    return _fit(lambda parameters: likelihood(parameters, lost, kept), np.array([1.0, 3.0]), weight)


def likelihood(parameters: Numbers, lost: Numbers, kept: Numbers) -> tuple[float, Numbers]:
    """The log-likelihood and its gradient of how many were `lost` in period 1, 2, … and `kept` after as many."""
    alpha, beta = parameters
    period = np.arange(1, len(lost) + 1)
    went = betaln(alpha + 1, beta + period - 1) - betaln(alpha, beta)
    stayed = betaln(alpha, beta + period) - betaln(alpha, beta)
    both = digamma(alpha + beta + period)
    start = digamma(alpha + beta)
    slopes = (
        lost @ (digamma(alpha + 1) - both) + kept @ (digamma(alpha) - both) - (lost + kept).sum() * (digamma(alpha) - start),
        lost @ (digamma(beta + period - 1) - both) + kept @ (digamma(beta + period) - both)
        - (lost + kept).sum() * (digamma(beta) - start),
    )  # fmt: skip
    return float(lost @ went + kept @ stayed), np.array(slopes)


def staying(parameters: Numbers, periods: int) -> Numbers:
    """The share of a cohort that is still there after 1, 2, … periods."""
    alpha, beta = parameters
    return np.asarray(np.exp(betaln(alpha, beta + np.arange(1, periods + 1)) - betaln(alpha, beta)))


def renewing(parameters: Numbers, periods: int) -> Numbers:
    """The chance that who is still there renews for the 1st, 2nd, … time."""
    alpha, beta = parameters
    period = np.arange(1, periods + 1)
    return np.asarray((beta + period - 1) / (alpha + beta + period - 1))


def residual(parameters: Numbers, renewed: int, discount: float) -> float:
    """Expected further periods of who has `renewed` so often and is about to be asked again, discounted per period."""
    alpha, beta = parameters
    if discount <= 0:
        raise ValueError("a sum without discount need not end")
    period = np.arange(renewed + 1, renewed + LONGEST + 1)
    there = betaln(alpha, beta + period) - betaln(alpha, beta + renewed)
    return float(np.exp(there - np.arange(LONGEST) * np.log1p(discount)).sum())


def _ended(cohorts: Sequence[Sequence[float]]) -> tuple[Numbers, Numbers]:
    longest = max((len(one) - 1 for one in cohorts), default=0)
    lost, kept = np.zeros(longest), np.zeros(longest)
    for one in cohorts:
        steps = -np.diff(np.asarray(one, dtype=np.float64))
        if bool((steps < 0).any()):
            raise ValueError("nobody comes back into a cohort")
        if len(steps):
            lost[: len(steps)] += steps
            kept[len(steps) - 1] += one[-1]
    return lost, kept
