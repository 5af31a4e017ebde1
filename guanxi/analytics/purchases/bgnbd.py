"""BG/NBD (Fader, Hardie and Lee 2005): purchases at a steady pace, and after each of them the customer may stay away for good.

Parameters r, α (pace: gamma), a, b (staying away: beta). Written in logarithms, and the hypergeometric function in the form of
Euler's transformation, in which the number of purchases is not an exponent: hundreds of purchases neither overflow nor cancel.
"""

from contextlib import suppress

import numpy as np
from scipy.special import betaincinv, digamma, expit, gammaincinv, gammaln, hyp2f1, logit, polygamma

from guanxi.analytics.purchases.fitting import Fit, require_enough
from guanxi.analytics.purchases.fitting import fit as _fit
from guanxi.analytics.purchases.futures import Futures, arrived, chances
from guanxi.analytics.purchases.histories import Histories, Numbers, drawn, grouped
from guanxi.analytics.purchases.thin import TooThin

NEAR = 1e-5  # the formula divides by a − 1: this near, the mean of both sides is taken

MANY = 20_000  # different histories; above twice as many, the search begins with so many customers

STEADY = 10.0  # above this a, its power would run over in Euler's form; the formula as it was printed has no such power


def fit(given: Histories) -> Fit:
    """The likeliest parameters; raises `TooThin`."""
    require_enough(given)
    unit = float(given.age.max())
    rows = grouped(given).scaled(unit)
    start, near = np.array([0.5, 0.2, 1.0, 2.0]), False
    if len(rows.x) > 2 * MANY:  # so many bring the start so near that a few steps of Newton's on all of them are left
        with suppress(TooThin):
            start, near = _best(drawn(rows, MANY), start).parameters, True
    found = _best(rows, start, near=near)
    alpha_only = np.array([1.0, unit, 1.0, 1.0])
    # a density in another unit of time: each repeat purchase brings one factor
    shift = float((rows.number * rows.x).sum()) * np.log(unit)
    return Fit(found.parameters * alpha_only, found.log_likelihood - shift, found.covariance)


def _best(rows: Histories, start: Numbers, *, near: bool = False) -> Fit:
    return _fit(lambda one: likelihood(one, rows), start, rows.customers, lambda one: second(one, rows), near=near)


def likelihood(parameters: Numbers, given: Histories) -> tuple[float, Numbers]:
    """The log-likelihood of all customers and its gradient."""
    r, alpha, a, b = parameters
    counts, places = given.counts
    log_stayed = np.log(alpha + given.age)
    log_left = np.log(alpha + given.t_x)
    alive = _alive(parameters, given)
    gone = 1 - alive
    again = given.x > 0
    after = np.where(again, b + given.x - 1, 1.0)
    exponent = r + given.x
    stayed = -exponent * log_stayed
    left = np.where(again, np.log(a) - np.log(after) - exponent * log_left, -np.inf)
    by_count = (
        gammaln(r + counts) - gammaln(r) + r * np.log(alpha) + gammaln(b + counts) - gammaln(b)
        + gammaln(a + b) - gammaln(a + b + counts)
    )  # fmt: skip
    value = by_count[places] + np.logaddexp(stayed, left)
    of_all = digamma(a + b) - digamma(a + b + counts)
    slopes = (
        (digamma(r + counts) - digamma(r) + np.log(alpha))[places] - alive * log_stayed - gone * log_left,
        r / alpha - exponent * (alive / (alpha + given.age) + gone / (alpha + given.t_x)),
        of_all[places] + gone / a,
        (digamma(b + counts) - digamma(b) + of_all)[places] - gone / after,
    )
    return float(given.number @ value), np.array([given.number @ one for one in slopes])


def second(parameters: Numbers, given: Histories) -> Numbers:
    """The second derivatives of the log-likelihood of all customers, four by four."""
    r, alpha, a, b = parameters
    number, again = given.number, given.x > 0
    counts, places = given.counts
    of_count = np.bincount(places, weights=number, minlength=len(counts))
    alive = _alive(parameters, given)
    gone = 1 - alive
    exponent, since_all, since_last = r + given.x, alpha + given.age, alpha + given.t_x
    after = np.where(again, b + given.x - 1, 1.0)
    apart = np.zeros((4, len(alive)))  # slopes of having left less those of having stayed
    apart[0] = np.log(since_all / since_last)
    apart[1] = exponent * (1 / since_all - 1 / since_last)
    apart[2], apart[3] = 1 / a, -1 / after
    found = (apart * (number * alive * gone)) @ apart.T
    found[0, 1] -= number @ (alive / since_all + gone / since_last) - number.sum() / alpha
    found[1, 1] += number @ (exponent * (alive / since_all**2 + gone / since_last**2)) - number.sum() * r / alpha**2
    found[2, 2] -= (number @ gone) / a**2
    found[3, 3] += number @ (gone / after**2)
    of_both = of_count @ (polygamma(1, a + b) - polygamma(1, a + b + counts))
    found[0, 0] += of_count @ (polygamma(1, r + counts) - polygamma(1, r))
    found[2, 2] += of_both
    found[2, 3] += of_both
    found[3, 3] += of_count @ (polygamma(1, b + counts) - polygamma(1, b)) + of_both
    found[1, 0], found[3, 2] = found[0, 1], found[2, 3]
    return np.asarray(found)


def alive(parameters: Numbers, given: Histories) -> Numbers:
    """The probability that a customer has not left for good. Who bought once has not had an occasion to: 1."""
    return _alive(parameters, given)


def _alive(parameters: Numbers, given: Histories) -> Numbers:
    r, alpha, a, b = parameters
    again = given.x > 0
    after = np.where(again, b + given.x - 1, 1.0)
    odds = np.log(after) - np.log(a) - (r + given.x) * np.log((alpha + given.age) / (alpha + given.t_x))
    return np.asarray(np.where(again, expit(odds), 1.0))


def expected(parameters: Numbers, given: Histories, ahead: float) -> Numbers:
    """Expected purchases within the time `ahead`, whether the customer is still there or not."""
    if abs(parameters[2] - 1) < NEAR:
        aside = np.array([0.0, 0.0, NEAR * 2, 0.0])
        return (expected(parameters - aside, given, ahead) + expected(parameters + aside, given, ahead)) / 2
    r, alpha, a, b = parameters
    total = a + b + given.x - 1
    total = np.where(np.abs(total) < NEAR, NEAR, total)
    share = ahead / (alpha + given.age + ahead)
    if a > STEADY:
        factor = np.exp((r + given.x) * np.log1p(-share)) * hyp2f1(r + given.x, b + given.x, total, share)
    else:
        factor = np.exp((a - 1) * np.log1p(-share)) * hyp2f1(a + b - 1 - r, a - 1, total, share)
    return np.asarray(total / (a - 1) * (1 - factor) * _alive(parameters, given))


def futures(
    fitted: Fit, given: Histories, spans: tuple[float, float], number: int, dice: np.random.Generator
) -> Futures:
    """Futures as this customer may have them: drawn with the parameters' uncertainty and with his own chance."""
    r, alpha, a, b = fitted.draws(number, dice).T
    here, pace, leaving, until = chances(number, 4, dice)
    counts, places = given.counts
    again = (given.x > 0)[:, None]
    times = counts[:, None]
    odds = (np.log(np.where(times > 0, b + times - 1, 1.0)) - np.log(a))[places]
    odds -= (r + given.x[:, None]) * np.log((alpha + given.age[:, None]) / (alpha + given.t_x[:, None]))
    there = (logit(here) < odds) | ~again
    share = np.clip(betaincinv(a, b + times, leaving), 1e-9, 1 - 1e-9)
    most = np.floor(np.log(until) / np.log1p(-share)) + 1  # purchases up to the one after which he stays away
    mean = gammaincinv(r + times, pace)[places] / (alpha + given.age[:, None])
    soon, later = arrived((mean * spans[0], mean * (spans[0] + spans[1])), there, dice)
    most = most[places]
    return Futures(np.minimum(soon, most), np.minimum(later, most))
