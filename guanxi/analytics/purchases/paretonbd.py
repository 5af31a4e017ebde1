"""Pareto/NBD (Schmittlein, Morrison and Colombo 1987): purchases at a steady pace, and a lifetime that ends at any moment.

Parameters r, α (pace: gamma), s, β (lifetime: gamma). The integral over the moment of leaving is taken by Gauss-Legendre in the
logarithm of time, where it is smooth, instead of as a difference of two hypergeometric functions, which cancel; its
derivatives come by the same sum.
"""

import numpy as np
from scipy.special import digamma, expit, gammaln

from guanxi.analytics.purchases.fitting import Fit, require_enough
from guanxi.analytics.purchases.fitting import fit as _fit
from guanxi.analytics.purchases.histories import Histories, Numbers, grouped

NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
FALLEN = 40.0  # beyond so many powers of e nothing is left of the integrand


def fit(given: Histories) -> Fit:
    """The likeliest parameters; raises `TooThin`."""
    require_enough(given)
    unit = float(given.age.max())
    rows = grouped(given).scaled(unit)
    found = _fit(lambda parameters: likelihood(parameters, rows), np.array([0.5, 0.3, 0.5, 0.3]), rows.customers)
    shift = float((rows.number * rows.x).sum()) * np.log(unit)
    return Fit(found.parameters * np.array([1.0, unit, 1.0, unit]), found.log_likelihood - shift, found.covariance)


def likelihood(parameters: Numbers, given: Histories) -> tuple[float, Numbers]:
    """The log-likelihood of all customers and its gradient."""
    r, alpha, s, beta = parameters
    counts, places = given.counts
    exponent = r + given.x
    log_alpha, log_beta = np.log(alpha + given.age), np.log(beta + given.age)
    stayed = -exponent * log_alpha - s * log_beta
    left, means = _left(parameters, given)
    value = (gammaln(r + counts) - gammaln(r) + r * np.log(alpha) + s * np.log(beta))[places]
    there = expit(stayed - left)
    gone = 1 - there
    mean_log_alpha, mean_alpha, mean_log_beta, mean_beta = means
    slopes = (
        (digamma(r + counts) - digamma(r) + np.log(alpha))[places] - there * log_alpha - gone * mean_log_alpha,
        r / alpha - exponent * (there / (alpha + given.age) + gone * mean_alpha),
        np.log(beta) - there * log_beta + gone * (1 / s - mean_log_beta),
        s / beta - there * s / (beta + given.age) - gone * (s + 1) * mean_beta,
    )
    return float(given.number @ (value + np.logaddexp(stayed, left))), np.array([given.number @ one for one in slopes])


def alive(parameters: Numbers, given: Histories) -> Numbers:
    """The probability that a customer has not left for good."""
    r, alpha, s, beta = parameters
    stayed = -(r + given.x) * np.log(alpha + given.age) - s * np.log(beta + given.age)
    return np.asarray(expit(stayed - _left(parameters, given)[0]))


def expected(parameters: Numbers, given: Histories, ahead: float) -> Numbers:
    """Expected purchases within the time `ahead`, whether the customer is still there or not."""
    r, alpha, s, beta = parameters
    grown = np.log1p(ahead / (beta + given.age))
    power = (s - 1) * grown
    near = np.abs(power) < 1e-12
    spell = grown * np.where(near, 1.0, -np.expm1(-power) / np.where(near, 1.0, power))
    pace = (r + given.x) / (alpha + given.age)
    return np.asarray(alive(parameters, given) * pace * (beta + given.age) * spell)


def _left(parameters: Numbers, given: Histories) -> tuple[Numbers, tuple[Numbers, Numbers, Numbers, Numbers]]:
    """The logarithm of the likelihood of having left between `t_x` and `age`, and means over the moment of leaving.

    The means are of log(α + u), 1/(α + u), log(β + u), 1/(β + u).
    """
    r, alpha, s, beta = parameters
    least = min(alpha, beta)
    exponent = (r + given.x)[:, None]
    end = np.minimum(given.age, (alpha + given.t_x) * np.exp(FALLEN / np.maximum(r + given.x, 1)) - alpha)
    low = np.log(least + given.t_x)
    width = np.log(least + end) - low
    place = low[:, None] + width[:, None] * (NODES + 1) / 2
    moment = np.exp(place)
    alphas, betas = moment + (alpha - least), moment + (beta - least)
    log_alphas, log_betas = np.log(alphas), np.log(betas)
    logs = place - exponent * log_alphas - (s + 1) * log_betas
    highest = logs.max(axis=1)
    parts = np.exp(logs - highest[:, None]) * WEIGHTS
    whole = parts.sum(axis=1)
    with np.errstate(divide="ignore"):  # who bought just now has had no time to leave: minus infinity
        value = highest + np.log(whole * width / 2) + np.log(s)
    means = tuple((parts * one).sum(axis=1) / whole for one in (log_alphas, 1 / alphas, log_betas, 1 / betas))
    return value, (means[0], means[1], means[2], means[3])
