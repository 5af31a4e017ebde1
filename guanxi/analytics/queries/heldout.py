"""Purchases of a first part of the time, and of the rest, as the hold-out takes them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import connection
from django.db.models import Min

from guanxi.analytics.heldout import Later
from guanxi.analytics.models import Buyer
from guanxi.analytics.purchases.histories import histories
from guanxi.analytics.queries.buyer import MAIN

SOME = 20_000  # customers are enough: the fit is one of two, and its error is told
SHARE, MOST, FEWEST = 3, 182, 28  # the last third of the time, at most half a year, at least four weeks


@dataclass(frozen=True)
class Cut:
    """The last day that is fitted on, how many days are held out, and one of how many customers is looked at."""

    day: date
    ahead: int
    every: int


def cut_of(currency: str, today: date) -> Cut | None:
    """Where the time is cut; None where there is too little of it."""
    buyers = Buyer.objects.filter(MAIN, currency=currency)
    first = buyers.aggregate(first=Min("first_on"))["first"]
    if first is None:
        return None
    ahead = min((today - first).days // SHARE, MOST)
    if ahead < FEWEST:
        return None
    return Cut(today - timedelta(days=ahead), ahead, max(1, -(-buyers.count() // SOME)))


def held_out(currency: str, cut: Cut, today: date, zone: str) -> Later | None:
    """Read as the system; None where nobody had bought by then."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from analytics_held_out(%s, %s, %s, %s, %s)", [currency, cut.day, today, zone, cut.every]
        )
        rows = np.array(cursor.fetchall(), dtype=np.float64).reshape(-1, 5)
    if not len(rows):
        return None
    x, t_x, age, later, number = rows.T
    return Later(histories(x, t_x, np.maximum(age, 0.5), number), later)
