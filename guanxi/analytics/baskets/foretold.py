"""What a customer is likely to buy next: products that he has not bought, and those that he buys again and again."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guanxi.analytics.baskets.bought import Bought, people
from guanxi.analytics.baskets.similar import Near

CHUNK = 1_000  # customers whose scores are held at once


@dataclass(frozen=True, slots=True)
class Next:
    """A product (its place), and what of that he bought speaks most for it: its place, and how many customers bought both. -1: a best-seller."""

    product: int
    because: int
    both: int


@dataclass(frozen=True, slots=True)
class Again:
    """A product (its place) that a customer bought on so many days, the first and the last of them."""

    product: int
    times: int
    first: int
    last: int


def scores(known: Any, near: Near, *, bestsellers: bool = False) -> Any:
    """Customers × products: nearness to all that he bought, added up; what he has is -inf. `known`: customers × products, sparse."""
    if bestsellers:
        found = np.tile(near.buyers.astype(np.float32), (known.shape[0], 1))
    else:
        found = (known @ near.near).toarray()
    found[known.nonzero()] = -np.inf
    return found


def best(said: Any, most: int) -> NDArray[np.int64]:
    """The places of the best in each row, best first; equal ones in the order of their places."""
    taken = min(most, said.shape[1])
    some = np.argpartition(-said, taken - 1, axis=1)[:, :taken] if taken > 0 else np.zeros((said.shape[0], 0), np.int64)
    some.sort(axis=1)
    order = np.argsort(-np.take_along_axis(said, some, axis=1), axis=1, kind="stable")
    return np.take_along_axis(some, order, axis=1).astype(np.int64)


def foretell(given: Bought, near: Near, most: int, *, bestsellers: bool = False) -> list[list[Next]]:
    """Per customer of `given` (whose products are those of `near`) what comes next; less than `most` where nothing else is near."""
    known = people(given)
    found: list[list[Next]] = []
    for start in range(0, known.shape[0], CHUNK):
        part = known[start : start + CHUNK]
        said = scores(part, near, bestsellers=bestsellers)
        top = best(said, most)
        for row in range(part.shape[0]):
            has = part.indices[part.indptr[row] : part.indptr[row + 1]]
            places = [int(one) for one in top[row] if said[row, one] > 0]
            found.append([_why(one, has, near) if not bestsellers else Next(one, -1, 0) for one in places])
    return found


def _why(product: int, has: Any, near: Near) -> Next:
    start, end = near.near.indptr[product], near.near.indptr[product + 1]
    mine = np.flatnonzero(np.isin(near.near.indices[start:end], has)) + start
    strongest = mine[np.argmax(near.near.data[mine])]
    return Next(product, int(near.near.indices[strongest]), int(near.both[strongest]))


def again(given: Bought, most: int) -> list[list[Again]]:
    """Per customer what he bought on at least two days: on most days first, then the latest."""
    found: list[list[Again]] = [[] for _ in given.customers]
    if not len(given):
        return found
    order = np.lexsort((given.day, given.product, given.customer))
    who, what, day = given.customer[order], given.product[order], given.day[order]
    starts = np.flatnonzero(np.r_[True, (np.diff(who) != 0) | (np.diff(what) != 0)])
    times = np.diff(np.r_[starts, len(who)])
    some = np.flatnonzero(times > 1)
    first, last = day[starts[some]], day[starts[some] + times[some] - 1]
    rows = (who[starts[some]], what[starts[some]], times[some], first, last)
    for place in np.lexsort((rows[1], -rows[4], -rows[2])).tolist():
        mine = found[int(rows[0][place])]
        if len(mine) < most:
            mine.append(Again(*(int(one[place]) for one in rows[1:])))
    return found
