"""The CDNOW sample as the papers use it: weeks, one purchase a day, up to 30 September 1997."""

import lzma
from collections import defaultdict
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "data" / "cdnow_sample.txt.xz"
END = date(1997, 9, 30)


@cache
def summary(end: date = END) -> NDArray[np.float64]:
    """Rows of repeat purchases, time of the last, age, mean spent per repeat purchase; one column per customer."""
    bought: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    with lzma.open(FILE, "rt") as file:
        for line in file:
            _master, customer, day, _number, dollars = line.split()
            on = datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
            if on <= end:
                bought[customer][on] += float(dollars)
    return np.array([_row(sorted(days.items()), end) for days in bought.values()]).T


def _row(days: list[tuple[date, float]], end: date) -> tuple[float, float, float, float]:
    first, last = days[0][0], days[-1][0]
    again = [spent for _day, spent in days[1:]]
    return len(again), (last - first).days / 7, (end - first).days / 7, sum(again) / max(len(again), 1)
