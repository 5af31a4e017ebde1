"""How near products are to each other by who bought them, and what was bought later by those who bought this.

Nearness of y to x is the sum of two cosines, each shrunk by ten customers (added to its denominator, so that few who happen to
agree say little): of the sets of customers who bought x and y (Sarwar et al. 2001), and of those who bought x and came again for
something new with those who bought y first on a later day than their first. Every y keeps its hundred nearest.
"""

import io
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from guanxi.analytics.baskets.bought import Bought, Places, first_and_before, people, starts_of

SHRUNK, NEAREST, BLOCK = 10.0, 100, 256
FEWEST = 5  # customers: what fewer have in common says nothing, and is nobody's business


@dataclass(frozen=True)
class Near:
    """Products × products, sparse by columns: `near` holds nearness of the column to the row, `both` how many customers bought both, at the same places."""

    products: Places  # ids
    near: Any
    both: NDArray[np.int32]
    buyers: NDArray[np.int32]  # customers per product
    customers: int
    amounts: NDArray[np.float64] = field(
        default_factory=lambda: np.zeros(0)
    )  # of each product per order; nan: not known
    currency: str = ""  # of the amounts

    def kept(self) -> bytes:
        """As it is kept; `read` reads it."""
        into = io.BytesIO()
        np.savez_compressed(
            into, products=self.products, data=self.near.data, rows=self.near.indices, ends=self.near.indptr, both=self.both,
            buyers=self.buyers, customers=np.array(self.customers), amounts=self.amounts, currency=np.array(self.currency),
        )  # fmt: skip
        return into.getvalue()


def read(kept: bytes) -> Near:
    """What `Near.kept` wrote."""
    with np.load(io.BytesIO(kept), allow_pickle=False) as found:
        number = len(found["products"])
        near = sparse.csc_array((found["data"], found["rows"], found["ends"]), shape=(number, number))
        counts = (found["both"], found["buyers"], int(found["customers"]))
        return Near(found["products"], near, *counts, found["amounts"], str(found["currency"]))


def nearness(given: Bought) -> Near:
    """Which products are near which. In blocks of columns: memory is blocks × products, whatever the number of customers."""
    who = people(given)
    new, before = first_and_before(given)
    buyers = np.asarray(who.sum(axis=0)).ravel()
    came_again, came_for = _later(given, new)
    rows, data, both, ends = [], [], [], [0]
    by_column, new_by_column = who.tocsc(), new.tocsc()
    turned, before_turned = who.T.tocsr(), before.T.tocsr()
    for start in range(0, len(given.products), BLOCK):
        these = slice(start, min(start + BLOCK, len(given.products)))
        together = (turned @ by_column[:, these]).toarray()
        later = (before_turned @ new_by_column[:, these]).toarray()
        near = together / (np.sqrt(np.outer(buyers, buyers[these])) + SHRUNK)
        near += later / (np.sqrt(np.outer(came_again, came_for[these])) + SHRUNK)
        near[together < FEWEST] = 0
        near[np.arange(these.start, these.stop), np.arange(these.stop - these.start)] = 0
        for column in range(near.shape[1]):
            best = _nearest(near[:, column])
            rows.append(best)
            data.append(near[best, column].astype(np.float32))
            both.append(together[best, column].astype(np.int32))
            ends.append(ends[-1] + len(best))
    number = len(given.products)
    flat = [np.concatenate(one) if one else np.zeros(0) for one in (data, rows, both)]
    matrix = sparse.csc_array((flat[0], flat[1], np.array(ends)), shape=(number, number))
    return Near(given.products, matrix, flat[2].astype(np.int32), buyers.astype(np.int32), who.shape[0])


def _later(given: Bought, new: Any) -> tuple[Any, Any]:
    """Per product: customers who bought it and came again for something new, and those whose first of it was not on their first day."""
    events = new.tocoo()
    owner = given.customer[starts_of(given)]
    first = np.full(len(given.customers), np.iinfo(np.int64).max)
    last = np.full(len(given.customers), -1)
    who = owner[events.row]
    np.minimum.at(first, who, events.row)
    np.maximum.at(last, who, events.row)
    number = len(given.products)
    again = np.bincount(events.col[events.row < last[who]], minlength=number)
    later = np.bincount(events.col[events.row > first[who]], minlength=number)
    return again.astype(np.float32), later.astype(np.float32)


def _nearest(column: Any) -> Any:
    """The places of the nearest, in rising order; of equal ones the first."""
    some = np.flatnonzero(column > 0)
    if len(some) > NEAREST:
        some = some[np.lexsort((some, -column[some]))[:NEAREST]]
    return np.sort(some)
