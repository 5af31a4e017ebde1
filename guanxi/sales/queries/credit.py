"""Amounts by whose credit they are: of a split opportunity each member has his share, of any other its owner has all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from guanxi.sales.rules import COMMITTED_FROM

Key = tuple[int | None, str]  # member and currency
SCALE = Decimal(10_000)  # smallest units times percent


def open_by_category(
    first: date | None = None, last: date | None = None, sure: Sequence[str] = ()
) -> dict[str, dict[Key, Decimal]]:
    """What splitting credit moves to members and away from owners: of what is open, and due from a day to a day, by category.

    `sure`: stages that are committed to. One query.
    """
    found: dict[str, dict[Key, Decimal]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute("select * from sales_credit_open(%s, %s, %s, %s)", [first, last, list(sure), COMMITTED_FROM])
        for counted, member, currency, sum_moved in cursor.fetchall():
            found[counted][member, currency] = sum_moved / SCALE
    return found


def open_moved() -> dict[Key, Decimal]:
    """The same of all that is open."""
    return added(open_by_category().values())


def won_by_span(days: Sequence[date]) -> list[dict[Key, Decimal]]:
    """The same of what was won, for each span from one of the `days` (in order) to the day before the next. One query."""
    found: list[dict[Key, Decimal]] = [{} for _day in days[1:]]
    with connection.cursor() as cursor:
        cursor.execute("select * from sales_credit_won(%s::date[])", [list(days)])
        for span, member, currency, sum_moved in cursor.fetchall():
            found[span - 1][member, currency] = sum_moved / SCALE
    return found


def won_moved(first: date, last: date) -> dict[Key, Decimal]:
    """The same of what was won from a day to a day."""
    return won_by_span([first, last + timedelta(days=1)])[0]


def added(parts: Iterable[Mapping[Key, Decimal]]) -> dict[Key, Decimal]:
    """All of them together."""
    total: dict[Key, Decimal] = defaultdict(Decimal)
    for part in parts:
        for key, amount in part.items():
            total[key] += amount
    return dict(total)


def credited(sums: Mapping[Key, Decimal], more: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """Sums by owner as sums by credit; what is in no currency, and what came to nothing, falls out."""
    found = {key: sums.get(key, Decimal(0)) + more.get(key, Decimal(0)) for key in {**sums, **more} if key[1]}
    return {key: amount for key, amount in found.items() if amount}
