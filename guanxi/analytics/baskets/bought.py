"""Who bought what on which day, as numbers without gaps."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Places = NDArray[np.int64]
Matrix = Any  # scipy.sparse.csr_array and the like have no usable types


@dataclass(frozen=True)
class Bought:
    """Each customer, day and product once, sorted so. `customer` and `product` are places in `customers` and `products` (their ids)."""

    customer: Places
    day: Places
    product: Places
    customers: Places
    products: Places

    def __len__(self) -> int:
        return len(self.customer)

    def only(self, kept: NDArray[np.bool_]) -> "Bought":
        """Those rows; customers and products keep their places."""
        return Bought(self.customer[kept], self.day[kept], self.product[kept], self.customers, self.products)


def bought(customer: Any, day: Any, product: Any) -> Bought:
    """From the ids of customers and products and day numbers, row by row, in any order; equal rows count once."""
    rows = np.unique(np.array([customer, day, product], dtype=np.int64).reshape(3, -1), axis=1)
    customers, who = np.unique(rows[0], return_inverse=True)
    products, what = np.unique(rows[2], return_inverse=True)
    return Bought(who, rows[1], what, customers, products)


def people(given: Bought) -> Matrix:
    """Customers × products: 1 where he bought it, however often."""
    return _ones(given.customer, given.product, (len(given.customers), len(given.products)))


def days(given: Bought) -> Matrix:
    """Baskets × products: what a customer bought on one day is one basket."""
    _first, basket = _baskets(given)
    return _ones(basket, given.product, (int(basket.max(initial=-1)) + 1, len(given.products)))


def last_days(given: Bought) -> NDArray[np.bool_]:
    """Which rows are of the last day of a customer who bought on more than one."""
    last = np.full(len(given.customers), np.iinfo(np.int64).min)
    first = np.full(len(given.customers), np.iinfo(np.int64).max)
    np.maximum.at(last, given.customer, given.day)
    np.minimum.at(first, given.customer, given.day)
    found: NDArray[np.bool_] = (given.day == last[given.customer]) & (last > first)[given.customer]
    return found


def first_and_before(given: Bought) -> tuple[Matrix, Matrix]:
    """Baskets × products twice: what was bought for the first time then, and what had been bought first on a day before."""
    starts, basket = _baskets(given)
    order = np.lexsort((given.day, given.product, given.customer))
    who, what = given.customer[order], given.product[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (who[1:] != who[:-1]) | (what[1:] != what[:-1])
    who, what, when = who[is_first], what[is_first], basket[order][is_first]
    ends = np.searchsorted(given.customer[starts], np.arange(len(given.customers)), side="right")
    later = ends[who] - when - 1  # baskets of the same customer after it
    again = np.repeat(np.arange(len(who)), later)
    nth = np.arange(len(again)) - np.repeat(np.cumsum(later) - later, later)
    shape = (len(starts), len(given.products))
    return _ones(when, what, shape), _ones(when[again] + 1 + nth, what[again], shape)


def starts_of(given: Bought) -> Places:
    """The first row of each basket."""
    return np.flatnonzero(_is_new(given))


def _baskets(given: Bought) -> tuple[Places, Places]:
    """The first row of each basket, and the basket of each row."""
    new = _is_new(given)
    return np.flatnonzero(new), np.cumsum(new) - 1


def _is_new(given: Bought) -> NDArray[np.bool_]:
    new = np.ones(len(given), dtype=bool)
    new[1:] = (given.customer[1:] != given.customer[:-1]) | (given.day[1:] != given.day[:-1])
    return new


def _ones(row: Places, column: Places, shape: tuple[int, int]) -> Matrix:
    made = sparse.csr_array((np.ones(len(row), dtype=np.float32), (row, column)), shape=shape)
    made.sum_duplicates()
    made.data[:] = 1
    return made
