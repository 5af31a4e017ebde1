"""NBD (Ehrenberg 1959): purchases at a steady pace by customers who do not leave. What BG/NBD is where nobody is seen to leave.

Parameters r, α (pace: gamma).
"""

import numpy as np
from scipy.special import digamma, gammaincinv, gammaln

from guanxi.analytics.purchases.fitting import Fit, require_enough
from guanxi.analytics.purchases.fitting import fit as _fit
from guanxi.analytics.purchases.futures import Futures, arrived, chances
from guanxi.analytics.purchases.histories import Histories, Numbers, grouped


def fit(given: Histories) -> Fit:
    """The likeliest parameters; raises `TooThin`."""
    require_enough(given)
    unit = float(given.age.max())
    rows = grouped(given).scaled(unit)
    found = _fit(lambda parameters: likelihood(parameters, rows), np.array([0.5, 0.2]), rows.customers)
    shift = float((rows.number * rows.x).sum()) * np.log(unit)
    return Fit(found.parameters * np.array([1.0, unit]), found.log_likelihood - shift, found.covariance)


def likelihood(parameters: Numbers, given: Histories) -> tuple[float, Numbers]:
    """The log-likelihood of all customers and its gradient."""
    r, alpha = parameters
    counts, places = given.counts
    exponent, log_age = r + given.x, np.log(alpha + given.age)
    value = (gammaln(r + counts) - gammaln(r) + r * np.log(alpha))[places] - exponent * log_age
    slopes = (
        (digamma(r + counts) - digamma(r) + np.log(alpha))[places] - log_age,
        r / alpha - exponent / (alpha + given.age),
    )
    return float(given.number @ value), np.array([given.number @ one for one in slopes])


def expected(parameters: Numbers, given: Histories, ahead: float) -> Numbers:
    """Expected purchases within the time `ahead`."""
    r, alpha = parameters
    return np.asarray((r + given.x) / (alpha + given.age) * ahead)


def futures(
    fitted: Fit, given: Histories, spans: tuple[float, float], number: int, dice: np.random.Generator
) -> Futures:
    """Futures as this customer may have them: drawn with the parameters' uncertainty and with his own chance."""
    r, alpha = fitted.draws(number, dice).T
    pace = chances(number, 1, dice)[0]
    counts, places = given.counts
    mean = gammaincinv(r + counts[:, None], pace)[places] / (alpha + given.age[:, None])
    everybody = np.ones(mean.shape, dtype=bool)
    soon, later = arrived((mean * spans[0], mean * (spans[0] + spans[1])), everybody, dice)
    return Futures(soon, later)
