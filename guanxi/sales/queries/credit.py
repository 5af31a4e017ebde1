"""Amounts by whose credit they are: of a split opportunity each member has his share, of any other its owner has all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import connection

from guanxi.sales.models import Stage
from guanxi.sales.rules import COMMITTED_FROM

Key = tuple[int | None, str]  # member and currency
SCALE = Decimal(10_000)  # smallest units times percent


def moved(
    state: str, first: date | None = None, last: date | None = None, sure: Sequence[str] = ()
) -> dict[str, dict[Key, Decimal]]:
    """What splitting credit moves to members and away from owners: of what was won from a day to a day, or is open.

    Of open ones by category ("commit", "best", …), of won ones under "". `sure`: stages that are committed to. One query.
    """
    found: dict[str, dict[Key, Decimal]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from sales_credit(%s, %s, %s, %s, %s)", [state, first, last, list(sure), COMMITTED_FROM]
        )
        for counted, member, currency, sum_moved in cursor.fetchall():
            found[counted][member, currency] = sum_moved / SCALE
    return found


def won_moved(first: date, last: date) -> dict[Key, Decimal]:
    """The same of what was won."""
    return moved(Stage.Kind.WON, first, last)[""]


def open_moved() -> dict[Key, Decimal]:
    """The same of all that is open."""
    total: dict[Key, Decimal] = defaultdict(Decimal)
    for part in moved(Stage.Kind.OPEN).values():
        for key, amount in part.items():
            total[key] += amount
    return dict(total)


def credited(sums: Mapping[Key, Decimal], more: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """Sums by owner as sums by credit; what is in no currency, and what came to nothing, falls out."""
    found = {key: sums.get(key, Decimal(0)) + more.get(key, Decimal(0)) for key in {**sums, **more} if key[1]}
    return {key: amount for key, amount in found.items() if amount}
