"""Gamma-Gamma (Fader and Hardie 2013): what a customer spends per purchase, drawn towards everybody's where he has bought little.

Parameters p, q, γ. It holds where what is spent has nothing to do with how often; `correlation` says whether.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaincinv, gammaln

from guanxi.analytics.purchases.fitting import Fit
from guanxi.analytics.purchases.fitting import fit as _fit
from guanxi.analytics.purchases.futures import chances
from guanxi.analytics.purchases.histories import Numbers, Places, different
from guanxi.analytics.purchases.thin import FEWEST_RETURNED, too_thin


@dataclass(frozen=True)
class Spending:
    """Customers who spent something, equal ones counted together: purchases `x`, the mean `z` of what each of them brought, `number` of such customers."""

    x: Numbers
    z: Numbers
    number: Numbers
    counts: Numbers
    places: Places

    @property
    def customers(self) -> float:
        """How many customers there are."""
        return float(self.number.sum())

    @property
    def correlation(self) -> float:
        """Between how often and how much, -1 to 1; 0 where either is the same for all."""
        if len(self.x) < 2 or float(self.x.std()) == 0 or float(self.z.std()) == 0:
            return 0.0
        spread = np.cov(self.x, self.z, aweights=self.number)
        return float(spread[0, 1] / np.sqrt(spread[0, 0] * spread[1, 1]))


def spending(x: ArrayLike, z: ArrayLike) -> Spending:
    """Purchases and means as given, without those that say nothing: no purchase, or nothing spent."""
    number, mean = np.asarray(x, dtype=np.float64), np.asarray(z, dtype=np.float64)
    said = (number > 0) & (mean > 0)
    (some, means), same = different(number[said], mean[said])
    counts, places = np.unique(some, return_inverse=True)
    return Spending(some, means, np.bincount(same, minlength=len(some)).astype(np.float64), counts, places)


def fit(given: Spending) -> Fit:
    """The likeliest parameters; raises `TooThin`, also where the mean of all spending would be without end (q up to 1)."""
    if given.customers < FEWEST_RETURNED:
        raise too_thin("too_few_amounts")
    unit = float(np.median(given.z))
    scaled = replace(given, z=given.z / unit)
    found = _fit(lambda parameters: likelihood(parameters, scaled), np.array([2.0, 3.0, 2.0]), given.customers)
    if found.parameters[1] <= 1:
        raise too_thin("few_decide")
    shift = given.customers * float(np.log(unit))
    return Fit(found.parameters * np.array([1.0, 1.0, unit]), found.log_likelihood - shift, found.covariance)


def likelihood(parameters: Numbers, given: Spending) -> tuple[float, Numbers]:
    """The log-likelihood of all customers and its gradient."""
    p, q, gamma = parameters
    x, z = given.x, given.z
    log_sum, log_spent = np.log(gamma + x * z), np.log(x * z)
    counts = given.counts
    by_count = gammaln(p * counts + q) - gammaln(p * counts) - gammaln(q) + q * np.log(gamma)
    slope = digamma(p * counts + q)
    value = by_count[given.places] + p * x * log_spent - np.log(z) - (p * x + q) * log_sum
    slopes = (
        (counts * (slope - digamma(p * counts)))[given.places] + x * (log_spent - log_sum),
        (slope - digamma(q) + np.log(gamma))[given.places] - log_sum,
        q / gamma - (p * x + q) / (gamma + x * z),
    )
    return float(given.number @ value), np.array([given.number @ one for one in slopes])


def expected(parameters: Numbers, x: ArrayLike, z: ArrayLike) -> Numbers:
    """What a purchase of each customer is expected to bring; of whom nothing is known (x 0), what everybody's is."""
    p, q, gamma = parameters
    number, mean = np.asarray(x, dtype=np.float64), np.asarray(z, dtype=np.float64)
    return np.asarray(p * (gamma + number * mean) / (p * number + q - 1))


def draws(fitted: Fit, x: Numbers, z: Numbers, number: int, dice: np.random.Generator) -> Numbers:
    """A customer's mean spending as it may be, a row per customer: with the parameters' uncertainty and his own spread."""
    p, q, gamma = fitted.draws(number, dice).T
    counts, places = np.unique(x, return_inverse=True)
    shape = gammaincinv(p * counts[:, None] + q, chances(number, 1, dice)[0])
    rate = gamma + (x * z)[:, None]
    rate *= (p / np.maximum(shape, 1e-9))[places]
    return np.asarray(rate)
