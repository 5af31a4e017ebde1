"""Purchase histories as the models need them, customers with equal ones counted together."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]


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


def different(*columns: Numbers) -> tuple[list[Numbers], Places]:
    """The different rows of these columns, and the place of each row's among them.

    Columns are numbered one by one and their numbers packed into one: sorting whole numbers is ten times faster than rows.
    """
    packed = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, codes = np.unique(column, return_inverse=True)
        packed = np.unique(packed * len(values) + codes, return_inverse=True)[1]
    first = np.zeros(int(packed.max()) + 1 if len(packed) else 0, dtype=np.intp)
    first[packed[::-1]] = np.arange(len(packed))[::-1]
    return [column[first] for column in columns], packed
