"""What is due to close on the days of a month: the first few of each day, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import prefetch_related_objects

from guanxi.core.actor import Actor
from guanxi.core.one import columns_of, whole_rows
from guanxi.sales.models import Opportunity
from guanxi.sales.queries.target import MOST_OWNERS

SHOWN = 4  # of a day
COUNTED = 1000  # of a day; there are "1,000 or more"

# Both read one index, day by day, and never more rows of a day than are shown or counted.
FIRST = """
select {columns} from sales_opportunity where id = any (array(
    select k.id from unnest(%(days)s::date[]) as d(day) cross join lateral (
        select o.id from sales_opportunity o
         where o.state = 'open' and o.expected_on = d.day {owned} and o.deleted_at is null order by o.id limit %(size)s) k))
order by expected_on, id
"""
NUMBER = """
select d.day, n.number from unnest(%(days)s::date[]) as d(day) cross join lateral (
    select count(*) as number from (
        select from sales_opportunity o
         where o.state = 'open' and o.expected_on = d.day {owned} and o.deleted_at is null limit %(size)s) c) n
"""


@dataclass(slots=True)
class Day:
    """A day of the month with the first of what is due on it; `number` stops at `COUNTED`."""

    day: date
    number: int = 0
    cards: list[Opportunity] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many do not stand here."""
        return self.number - len(self.cards)


def due(days: Sequence[date], actor: Actor, *, owner_id: int | None = None) -> list[Day]:
    """These days, each with what is due on it; `owner_id` narrows to one seller. Four queries at most."""
    owners = [owner_id] if owner_id is not None else _owners(actor)
    owned = "" if owners is None else "and o.owner_id = any (%(owners)s::bigint[])"
    given: dict[str, Any] = {"days": list(days), "owners": owners}
    found = {day: Day(day) for day in days}
    with connection.cursor() as cursor:
        cursor.execute(NUMBER.format(owned=owned), {**given, "size": COUNTED})
        for day, number in cursor.fetchall():
            found[day].number = number
    first = FIRST.format(columns=columns_of(Opportunity), owned=owned)
    cards = whole_rows(Opportunity, first, {**given, "size": SHOWN})
    prefetch_related_objects(cards, "customer", "owner")
    for one in cards:
        if one.expected_on is not None:  # the query asks for these days alone
            found[one.expected_on].cards.append(one)
    return list(found.values())


def _owners(actor: Actor) -> list[int] | None:
    """Whose opportunities the actor sees, where they are few enough to be named; the policy decides anyway."""
    owners = actor.sight.owners.get("opportunity", [])
    return None if actor.sees_all("opportunity") or len(owners) > MOST_OWNERS else owners
