"""What an incentive pays: plain functions of records, exact to the smallest unit. All amounts are whole smallest units (cents)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """From `begin` on (smallest units, or pieces) each further one pays `rate`: a part of an amount, or smallest units a piece."""

    begin: Fraction
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Terms:
    """Steps in order, and the most that is paid for a period (None: no limit). Below the first step nothing is paid."""

    steps: tuple[Step, ...]
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A record that counts: `counted` is what of it counts for this member, his share taken."""

    kind: str
    record: int
    title: str
    day: date
    amount: int  # of the record, in smallest units
    percent: int  # whose share it is
    counted: Fraction

    @property
    def key(self) -> tuple[str, int]:
        """The record."""
        return self.kind, self.record


@dataclass(frozen=True, slots=True)
class Line:
    """What a record pays, and by which rates: (how much of it, at which rate). `exact` is the payout before rounding."""

    item: Item
    parts: tuple[tuple[Fraction, Fraction], ...]
    exact: Fraction
    payout: int


def whole(amount: Fraction) -> int:
    """Rounded to the nearest whole, halves away from zero, as cash is."""
    sign = -1 if amount < 0 else 1
    return sign * int(abs(amount) + Fraction(1, 2))


def total(terms: Terms, counted: Fraction) -> Fraction:
    """What all of `counted` together pays, before rounding."""
    found = sum((rate * part for part, rate in parts(terms, Fraction(0), counted)), Fraction(0))
    return found if terms.cap is None else min(found, Fraction(terms.cap))


def parts(terms: Terms, low: Fraction, high: Fraction) -> tuple[tuple[Fraction, Fraction], ...]:
    """How much between two points lies in which step; below zero and below the first step nothing is paid."""
    if high < low:
        return tuple((-part, rate) for part, rate in parts(terms, high, low))
    found = []
    for place, step in enumerate(terms.steps):
        end = terms.steps[place + 1].begin if place + 1 < len(terms.steps) else None
        begin = max(low, step.begin)
        until = high if end is None else min(high, end)
        if until > begin:
            found.append((until - begin, step.rate))
    return tuple(found)


def lines(terms: Terms, items: Iterable[Item]) -> list[Line]:
    """A line per record in the order of their days.

    Each pays what the sum so far pays, rounded, less what it paid before: so the lines add up to the payout to the last unit, whatever they are.
    """
    found, sum_so_far, paid = [], Fraction(0), 0
    for item in sorted(items, key=lambda one: (one.day, one.kind, one.record)):
        before, sum_so_far = sum_so_far, sum_so_far + item.counted
        exact = total(terms, sum_so_far)
        now = whole(exact)
        line = Line(item, parts(terms, before, sum_so_far), exact - total(terms, before), now - paid)
        found.append(line)
        paid = now
    return found


def payout(terms: Terms, items: Sequence[Item]) -> int:
    """What a period pays."""
    return whole(total(terms, sum((one.counted for one in items), Fraction(0))))
