"""What customers bought, as the models need it: columns of numbers, without an object for each customer."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import connection
from django.db.models import Q
from numpy.typing import NDArray

from guanxi.analytics.columns import unpack
from guanxi.analytics.purchases import gammagamma
from guanxi.analytics.purchases.histories import Histories, Numbers, grouped, histories
from guanxi.analytics.worth import Bought

MAIN = Q(is_main=True)
SUMS = """
copy (select customer_id, %(day)s::date - first_on, %(day)s::date - last_on, days, spent::float8, again::float8
        from analytics_buyer where is_main and currency = %(currency)s and customer_id > %(after)s and customer_id <= %(last)s)
  to stdout (format binary)
"""
KINDS = ("i8", "i4", "i4", "i4", "f8", "f8")
EVER = 2**63 - 1


@dataclass(frozen=True)
class Rows:
    """Customers who buy in one currency, a value of each column per customer: days since the first and the last purchase, days with one, money."""

    ids: NDArray[np.int64]
    since_first: Numbers
    since_last: Numbers
    days: Numbers
    spent: Numbers
    again: Numbers

    def bought(self) -> Bought:
        """The same as the models read it. Who bought for the first time today has been a customer for half a day."""
        x = self.days - 1
        return Bought(
            x, self.since_first - self.since_last, np.maximum(self.since_first, 0.5), self.again / np.maximum(x, 1)
        )


def rows(currency: str, day: date, after: int = 0, last: int | None = None) -> Rows:
    """The customers with ids above `after` up to `last` (None: all that are left), as of a day; read as the system."""
    asked = {"currency": currency, "day": day, "after": after, "last": EVER if last is None else last}
    with connection.cursor() as cursor, cursor.copy(SUMS, asked) as stream:
        ids, *figures = unpack(b"".join(stream), KINDS)
    return Rows(ids, *(one.astype(np.float64) for one in figures))


def learnt_from(every: Rows) -> tuple[Histories, gammagamma.Spending]:
    """All of them as the models are fitted on them, equal ones counted together."""
    one = every.bought()
    return grouped(histories(one.x, one.t_x, one.age)), gammagamma.spending(one.x, one.mean)
