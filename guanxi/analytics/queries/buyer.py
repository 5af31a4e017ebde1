"""What customers bought, as the models need it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Q

from guanxi.analytics.purchases import gammagamma
from guanxi.analytics.purchases.histories import Histories, Numbers, histories
from guanxi.analytics.worth import Bought

MAIN = Q(is_main=True)
GROUPED = """
select days - 1, last_on - first_on, %(day)s - first_on, count(*) from analytics_buyer
 where is_main and currency = %(currency)s group by 1, 2, 3
"""
AMOUNTS = """
select days - 1, (again / (days - 1))::float8 from analytics_buyer
 where is_main and currency = %(currency)s and days > 1 and again > 0
"""
SCORED = """
select %(day)s - last_on, days, spent::float8, count(*) from analytics_buyer
 where is_main and currency = %(currency)s group by 1, 2, 3
"""
CHUNK = """
select customer_id, currency, first_on, last_on, days, spent::float8, again::float8 from analytics_buyer
 where is_main and customer_id > %(after)s and customer_id <= %(last)s order by customer_id
"""
EVER = 2**63 - 1


@dataclass(frozen=True)
class Everybody:
    """All customers who buy in one currency, those with equal figures counted together."""

    histories: Histories
    spending: gammagamma.Spending
    days: Numbers
    purchases: Numbers
    money: Numbers
    number: Numbers


@dataclass(frozen=True)
class Rows:
    """Some customers, a value of each column per customer."""

    ids: list[int]
    currency: list[str]
    first: list[date]
    last: list[date]
    days: list[int]
    spent: list[float]
    again: list[float]

    def only(self, currency: str) -> "Rows":
        """Those who buy in this currency."""
        places = [place for place, one in enumerate(self.currency) if one == currency]
        taken = [[column[place] for place in places] for column in self._columns()]
        return Rows(*taken)

    def since(self, day: date) -> list[int]:
        """Days since each bought last."""
        return [(day - one).days for one in self.last]

    def _columns(self) -> Sequence[list[Any]]:
        return (self.ids, self.currency, self.first, self.last, self.days, self.spent, self.again)


def everybody(currency: str, day: date) -> Everybody:
    """Read as the system: counted in the database, so that it answers no more rows than there are different figures."""
    asked = {"currency": currency, "day": day}
    x, t_x, age, number = _columns(GROUPED, asked)
    times, means = _columns(AMOUNTS, asked)
    days, purchases, money, of_each = _columns(SCORED, asked)
    known = histories(x, t_x, np.maximum(age, 0.5), number)
    return Everybody(known, gammagamma.spending(times, means), days, purchases, money, of_each)


def columns(after: int, last: int | None) -> Rows:
    """The customers with ids above `after` up to `last` (None: all that are left)."""
    with connection.cursor() as cursor:
        cursor.execute(CHUNK, {"after": after, "last": EVER if last is None else last})
        rows = cursor.fetchall()
    return Rows(*([row[place] for row in rows] for place in range(7)))


def bought(rows: Rows, day: date) -> Bought:
    """The same as the models read it. Who bought for the first time today has been a customer for half a day."""
    x = np.array(rows.days, dtype=np.float64) - 1
    t_x = np.array([(last - first).days for first, last in zip(rows.first, rows.last, strict=True)], dtype=np.float64)
    age = np.maximum(np.array([(day - first).days for first in rows.first], dtype=np.float64), 0.5)
    mean = np.array(rows.again) / np.maximum(x, 1)
    return Bought(x, t_x, age, mean)


def _columns(question: str, asked: dict[str, Any]) -> list[Numbers]:
    with connection.cursor() as cursor:
        cursor.execute(question, asked)
        rows = cursor.fetchall()
        width = len(cursor.description)
    return list(np.array(rows, dtype=np.float64).reshape(-1, width).T)
