"""Shares of small numbers: drawn towards what is usual, the more so the fewer there are (empirical Bayes, beta-binomial).

Each member's true share is taken to be drawn from a beta distribution with mean m and strength s = a + b; whoever won w of n then
has the expected share (w + m·s) / (n + s). Both are estimated from the members themselves: m is the share of all together, and
s = (1 − r) / r, where r is the intraclass correlation by analysis of variance:

    MSB = Σ nᵢ (pᵢ − m)² / (k − 1)      MSW = Σ nᵢ pᵢ (1 − pᵢ) / (N − k)      n₀ = (N − Σ nᵢ² / N) / (k − 1)
    r = (MSB − MSW) / (MSB + (n₀ − 1) MSW)

Source: M. Ridout, C. Demétrio and D. Firth, Estimating intraclass correlation for binary data, Biometrics 55 (1999), 137–148
(the ANOVA estimator); for the shrinking itself G. Casella, An introduction to empirical Bayes data analysis, The American
Statistician 39 (1985), 83–87. Where members differ no more than by chance (r ≤ 0), everybody is as good as all together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

USUAL, LEAST, MOST = 20.0, 2.0, 1000.0  # strength where it cannot be estimated, and its bounds


@dataclass(frozen=True, slots=True)
class Prior:
    """What is usual: the share of all together, and as how many cases of one's own that counts."""

    mean: float
    strength: float


def prior_of(results: Sequence[tuple[int, int]]) -> Prior | None:
    """Of (won, ended) per member; None where nothing has ended."""
    known = [(won, number) for won, number in results if number > 0]
    total = sum(number for _won, number in known)
    if not total:
        return None
    mean, several = sum(won for won, _number in known) / total, len(known)
    if several < 2 or total <= several:
        return Prior(mean, USUAL)
    between = sum(number * (won / number - mean) ** 2 for won, number in known) / (several - 1)
    within = sum(won * (1 - won / number) for won, number in known) / (total - several)
    typical = (total - sum(number**2 for _won, number in known) / total) / (several - 1)
    scale = between + (typical - 1) * within
    correlation = (between - within) / scale if scale > 0 else 0.0
    strength = (1 - correlation) / correlation if correlation > 0 else MOST
    return Prior(mean, min(MOST, max(LEAST, strength)))


def shrunk(won: int, number: int, prior: Prior) -> float:
    """The share to expect of somebody who won so many of so many."""
    return (won + prior.mean * prior.strength) / (number + prior.strength)
