"""Purchase histories as the models need them, customers with equal ones counted together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ by the golden ratio: a product with it spreads what differs over all bits


@dataclass(frozen=True)
class Histories:
    """Per row: repeat purchases `x`, time from the first purchase to the last `t_x`, time since the first `age`, `number` of such customers.

    The first purchase is not counted in `x`; `t_x` is 0 where `x` is. A likelihood of the rows is that of the customers.
    """

    x: Numbers
    t_x: Numbers
    age: Numbers
    number: Numbers

    @property
    def customers(self) -> float:
        """How many customers there are."""
        return float(self.number.sum())

    @property
    def returned(self) -> float:
        """How many of them bought again."""
        return float(self.number[self.x > 0].sum())

    @cached_property
    def counts(self) -> tuple[Numbers, Places]:
        """The different `x`, and the place of each row's among them: what depends on `x` alone is computed once."""
        different, places = np.unique(self.x, return_inverse=True)
        return different, places

    def scaled(self, unit: float) -> "Histories":
        """The same in a time unit that is `unit` times as long."""
        return Histories(self.x, self.t_x / unit, self.age / unit, self.number)


def histories(x: ArrayLike, t_x: ArrayLike, age: ArrayLike, number: ArrayLike | None = None) -> Histories:
    """Rows as given, checked; raises ValueError for what no history can be. Ages of nothing are left out: they say nothing."""
    columns = [np.asarray(one, dtype=np.float64) for one in (x, t_x, age)]
    of_each = np.ones_like(columns[0]) if number is None else np.asarray(number, dtype=np.float64)
    counts, last, since = columns
    if not len(counts) == len(last) == len(since) == len(of_each):
        raise ValueError("columns of different length")
    if bool(((counts < 0) | (last < 0) | (last > since) | ((counts > 0) != (last > 0)) | (of_each <= 0)).any()):
        raise ValueError("no purchase history looks like this")
    lasted = since > 0
    return Histories(counts[lasted], last[lasted], since[lasted], of_each[lasted])


def grouped(given: Histories) -> Histories:
    """Equal rows as one. Most customers of a large company bought once or twice: a tenth of the rows is left, or less."""
    rows, places = different(given.x, given.t_x, given.age)
    number = np.bincount(places, weights=given.number).astype(np.float64)
    return Histories(rows[0], rows[1], rows[2], number)


def drawn(given: Histories, most: int) -> Histories:
    """The histories of at most `most` customers, drawn with replacement where there are more; the same ones each time."""
    if given.customers <= most:
        return given
    number = np.random.default_rng(0).multinomial(most, given.number / given.customers).astype(np.float64)
    some = number > 0
    return Histories(given.x[some], given.t_x[some], given.age[some], number[some])


def different(*columns: Numbers) -> tuple[list[Numbers], Places]:
    """The different rows of these columns, and the place of each row's among them, in an order that only the rows decide.

    Each row is mixed into one whole number, and these are sorted: five times faster than sorting column by column. Should
    two different rows mix into the same number, they are parted the slow way.
    """
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        bits = (np.asarray(column, dtype=np.float64) + 0.0).view(np.uint64)  # adding makes one zero of both
        mixed = (mixed ^ bits) * SPREAD
        mixed ^= mixed >> np.uint64(29)
    first, places = _parted(mixed)
    rows = [column[first] for column in columns]
    if any(not np.array_equal(row[places], column) for row, column in zip(rows, columns, strict=True)):
        first, places = _slowly(columns)
        rows = [column[first] for column in columns]
    return rows, places


def _parted(keys: NDArray[Any]) -> tuple[Places, Places]:
    """Where each different key stands first, and the place of each row's among them."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    new = np.ones(len(keys), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    places = np.empty(len(keys), dtype=np.intp)
    places[order] = np.cumsum(new) - 1
    return order[new], places


def _slowly(columns: Sequence[Numbers]) -> tuple[Places, Places]:
    packed = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, codes = np.unique(column, return_inverse=True)
        packed = np.unique(packed * len(values) + codes, return_inverse=True)[1]
    return _parted(packed)
