"""Customers under contract: from their contracts to chains of terms, each renewed or not, and what these teach. No I/O.

A contract that begins within `GRACE` days of the end of another of the same customer renews it; others run beside it, as chains of
their own. A chain that nobody renewed for so long has ended. A contract without an end is never up for renewal: it is watched, and
says nothing of how often one renews.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

GRACE = 60  # days
MONTH = 30.4375
YEAR = 365.25
SHOWN = 8  # renewals whose chance is told


@dataclass(frozen=True)
class Term:
    """One contract: whose, from when to when (None: without end), what it brings."""

    customer_id: int
    first: date
    last: date | None
    amount: float
    currency: str


@dataclass
class Chain:
    """Terms of a customer that renewed one another; `ended` where the last ran out and nobody renewed it."""

    customer_id: int
    terms: list[Term] = field(default_factory=list)
    ended: bool = False

    @property
    def renewed(self) -> int:
        """How often."""
        return len(self.terms) - 1

    @property
    def last(self) -> date | None:
        """The day on which the latest term runs out; None where it has no end."""
        return self.terms[-1].last

    def months(self, today: date) -> float:
        """For how long it has lasted, up to today."""
        until = min(self.last or today, today)
        return max((until - self.terms[0].first).days, 1) / MONTH


def chains_of(terms: Iterable[Term], today: date) -> list[Chain]:
    """The chains of all customers as of a day; what begins later is not known yet."""
    found: list[Chain] = []
    mine: list[Chain] = []
    for one in sorted(terms, key=lambda one: (one.customer_id, one.first)):
        if one.first > today:
            continue
        if mine and mine[0].customer_id != one.customer_id:
            mine = []
        near = [chain for chain in mine if chain.last is not None and abs((one.first - chain.last).days) <= GRACE]
        if near:
            min(near, key=lambda chain: abs((one.first - chain.last).days) if chain.last else GRACE).terms.append(one)
        else:
            mine.append(Chain(one.customer_id, [one]))
            found.append(mine[-1])
    for chain in found:
        until = chain.last
        chain.ended = until is not None and until + timedelta(days=GRACE) < today
    return found


def learn(chains: Sequence[Chain], today: date) -> dict[str, Any]:
    """The share still there after each month (Kaplan-Meier), and the chance to renew for the 1st, 2nd … time (sBG), as JSON."""
    from guanxi.analytics.purchases import kaplanmeier, sbg
    from guanxi.analytics.purchases.thin import TooThin

    found: dict[str, Any] = {
        "chains": len(chains),
        "running": sum(not one.ended for one in chains),
        "ended": sum(one.ended for one in chains),
        "term_days": _usual_term(chains),
    }
    try:
        curve = kaplanmeier.staying([one.months(today) for one in chains], [one.ended for one in chains])
        found["curve"] = {name: getattr(curve, name).round(4).tolist() for name in ("times", "share", "low", "high")}
        found["median"] = curve.median
    except TooThin:
        found["curve"] = None
    try:
        fitted = sbg.fit([_cohort(one) for one in chains if one.last is not None])
        found["sbg"] = fitted.plain() | {"renewing": sbg.renewing(fitted.parameters, SHOWN).round(4).tolist()}
    except TooThin:
        found["sbg"] = None
    return found


def _cohort(chain: Chain) -> list[float]:
    """One customer at the start, and after each time that he was asked."""
    return [1.0] * (chain.renewed + 1) + ([0.0] if chain.ended else [])


def _usual_term(chains: Sequence[Chain]) -> float | None:
    days = sorted((one.last - one.first).days + 1 for chain in chains for one in chain.terms if one.last is not None)
    return float(days[len(days) // 2]) if days else None


def worth_of(chain: Chain, learnt: dict[str, Any], *, years: int, discount: float) -> tuple[float, float]:
    """How many more terms he is likely to have after this one within `years`, and what they bring today at the amount of the last.

    A term that begins t years after the last one ends counts its amount over (1 + discount) to the power of t; the first
    begins when the last one ends. `discount` is a share a year.
    """
    import numpy as np

    from guanxi.analytics.purchases import sbg

    length = learnt["term_days"] / YEAR
    number = max(1, round(years / length))
    shares = sbg.staying(np.array(learnt["sbg"]["parameters"]), chain.renewed + number)
    before = shares[chain.renewed - 1] if chain.renewed else 1.0
    there = shares[chain.renewed :] / before
    counted = there / (1 + discount) ** (length * np.arange(number))
    return float(there.sum()), float(counted.sum() * chain.terms[-1].amount)


def expected(
    chains: Sequence[Chain], learnt: dict[str, Any], *, years: int, discount: float
) -> list[tuple[int, float, float, str]]:
    """Per customer with running terms: further terms of the chain that has most, and what all bring in his main currency."""
    if not learnt or not learnt["sbg"] or not learnt["term_days"]:
        return []
    more: dict[int, float] = {}
    worth: dict[int, dict[str, float]] = {}
    for chain in chains:
        if chain.ended or chain.last is None:
            continue
        number, amount = worth_of(chain, learnt, years=years, discount=discount)
        more[chain.customer_id] = max(number, more.get(chain.customer_id, 0.0))
        sums = worth.setdefault(chain.customer_id, {})
        sums[chain.terms[-1].currency] = sums.get(chain.terms[-1].currency, 0.0) + amount
    found = []
    for pk, sums in worth.items():
        currency = max(sums, key=lambda one: sums[one])
        found.append((pk, more[pk], sums[currency], currency))
    return found
