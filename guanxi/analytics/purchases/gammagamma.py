"""Gamma-Gamma (Fader and Hardie 2013): what a customer spends per purchase, drawn towards everybody's where he has bought little.

Parameters p, q, γ. It holds where what is spent has nothing to do with how often; `correlation` says whether.
"""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln

from guanxi.analytics.purchases.fitting import FEWEST_RETURNED, Fit, TooThin
from guanxi.analytics.purchases.fitting import fit as _fit
from guanxi.analytics.purchases.histories import Numbers, Places

NAMES = ("p", "q", "gamma")


@dataclass(frozen=True)
class Spending:
    """Per customer who spent something: purchases `x` and the mean `z` of what each of them brought."""

    x: Numbers
    z: Numbers
    counts: Numbers
    places: Places

    @property
    def correlation(self) -> float:
        """Between how often and how much, -1 to 1; 0 where either is the same for all."""
        if float(self.x.std()) == 0 or float(self.z.std()) == 0:
            return 0.0
        return float(np.corrcoef(self.x, self.z)[0, 1])


def spending(x: ArrayLike, z: ArrayLike) -> Spending:
    """Purchases and means as given, without those that say nothing: no purchase, or nothing spent."""
    number, mean = np.asarray(x, dtype=np.float64), np.asarray(z, dtype=np.float64)
    said = (number > 0) & (mean > 0)
    counts, places = np.unique(number[said], return_inverse=True)
    return Spending(number[said], mean[said], counts, places)


def fit(given: Spending) -> Fit:
    """The likeliest parameters; raises `TooThin`, also where the mean of all spending would be without end (q up to 1)."""
    if len(given.x) < FEWEST_RETURNED:
        raise TooThin(
            _("Too few amounts to learn from: it takes {number} customers who spent something again.").format(
                number=FEWEST_RETURNED
            )
        )
    unit = float(np.median(given.z))
    scaled = Spending(given.x, given.z / unit, given.counts, given.places)
    found = _fit(lambda parameters: likelihood(parameters, scaled), np.array([2.0, 3.0, 2.0]), len(given.x))
    if found.parameters[1] <= 1:
        raise TooThin(_("A few very large amounts decide everything here: an average of them would say nothing."))
    shift = len(given.x) * float(np.log(unit))
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
    return float(value.sum()), np.array([one.sum() for one in slopes])


def expected(parameters: Numbers, x: ArrayLike, z: ArrayLike) -> Numbers:
    """What a purchase of each customer is expected to bring; of whom nothing is known (x 0), what everybody's is."""
    p, q, gamma = parameters
    number, mean = np.asarray(x, dtype=np.float64), np.asarray(z, dtype=np.float64)
    return np.asarray(p * (gamma + number * mean) / (p * number + q - 1))


def draws(fitted: Fit, x: Numbers, z: Numbers, number: int, dice: np.random.Generator) -> Numbers:
    """A customer's mean spending as it may be, a row per customer: with the parameters' uncertainty and his own spread."""
    p, q, gamma = fitted.draws(number, dice).T
    rate = gamma + (x * z)[:, None]
    return np.asarray(p * rate / np.maximum(dice.standard_gamma(p * x[:, None] + q), 1e-9))
