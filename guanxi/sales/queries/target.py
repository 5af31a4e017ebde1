"""Targets of a quarter with what was won, what is open, and what was done."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from guanxi.core import slots
from guanxi.core.actor import Actor
from guanxi.sales.models import Flow, Opportunity, Stage, Tally, Target
from guanxi.sales.queries.credit import credited, open_moved, won_moved
from guanxi.sales.queries.funnel import counted, plain
from guanxi.staff.models import Department, Member

MEMBERS = 200  # on the page; those with a target first
COUNTED = 1000  # entries of a member; there are "1,000 or more"
MOST_OWNERS = 200  # see docs/decisions/0011

DONE = """
select m.id, n.number from unnest(%s::bigint[]) as m(id) cross join lateral (
    select count(*) as number from (
        select from timeline_entry e where e.member_id = m.id and e.at >= %s and e.at < %s and e.kind = any (%s) limit %s) e) n
"""


@dataclass(slots=True)
class Money:
    """Of one currency: the target (None: none is set), what was won in the quarter, what is open now (of a past quarter: nothing)."""

    currency: str
    target: Target | None = None
    won: Decimal = Decimal(0)
    open: Decimal = Decimal(0)

    @property
    def percent(self) -> int | None:
        """How much of the target was won."""
        return int(self.won * 100 / self.target.amount) if self.target else None


@dataclass(slots=True)
class Row:
    """A member, or a department with those below."""

    whose: Any
    owners: frozenset[int]
    sums: list[Money] = field(default_factory=list)
    begun: float = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class Quarter:
    """What the page shows; `more` members have figures and do not stand in it."""

    departments: list[Row]
    members: list[Row]
    more: int


def end_of(quarter: date) -> date:
    """The last day of a quarter that begins on this day."""
    month = quarter.month + 3
    return date(quarter.year + (month > 12), (month - 1) % 12 + 1, 1) - timedelta(days=1)


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def is_over(quarter: date, today: date) -> bool:
    """Whether a quarter is past: what is open now says nothing about it."""
    return end_of(quarter) < today


def progress(quarter: date, actor: Actor, today: date) -> Quarter:
    """Everybody in the actor's scope who has a target, won something or has something open; a fixed number of queries.

    Won, open and begun count with whom they are credited to. Of a past quarter nothing is open.
    """
    won = credited(_won(quarter, actor), won_moved(quarter, end_of(quarter)))
    still = {} if is_over(quarter, today) else credited(_open(), open_moved())
    begun = _begun(quarter)
    targets = list(Target.objects.filter(quarter=quarter).order_by("currency"))
    aimed = {one.member_id for one in targets if one.member_id}
    known: set[Any] = {owner for owner, _currency in (*won, *still)} - {None} | begun.keys() - {None} | aimed
    people = list(Member.objects.filter(pk__in=known).order_by("name_sort", "pk"))
    people.sort(key=lambda one: one.pk not in aimed)
    shown = people[:MEMBERS]
    done = _done([one.pk for one in shown], quarter)
    members = [
        Row(one, frozenset([one.pk]), _sums([one.pk], [t for t in targets if t.member_id == one.pk], won, still), begun.get(one.pk, 0), done.get(one.pk, 0))
        for one in shown
    ]  # fmt: skip
    return Quarter(_departments(targets, won, still, begun), members, len(people) - len(shown))


def _departments(targets: list[Target], won: Any, still: Any, begun: Any) -> list[Row]:
    aimed = [one.department_id for one in targets if one.department_id]
    rows = []
    for one in Department.objects.filter(pk__in=aimed).order_by("number"):
        inside = frozenset(
            Member.objects.filter(department__number__range=(one.number, one.last)).values_list("pk", flat=True)
        )
        mine = [target for target in targets if target.department_id == one.pk]
        rows.append(Row(one, inside, _sums(inside, mine, won, still), plain(sum(begun.get(pk, 0) for pk in inside))))
    return rows


def _sums(owners: Iterable[int], targets: list[Target], won: Any, still: Any) -> list[Money]:
    found: dict[str, Money] = {one.currency: Money(one.currency, one) for one in targets}
    wanted = set(owners)
    for name, amounts in (("won", won), ("open", still)):
        for (owner, currency), amount in amounts.items():
            if owner in wanted and currency:
                one = found.setdefault(currency, Money(currency))
                setattr(one, name, getattr(one, name) + amount)
    return sorted(found.values(), key=lambda one: (one.target is None, one.currency))


def _won(quarter: date, actor: Actor) -> dict[tuple[int | None, str], Decimal]:
    rows = Opportunity.objects.alive().filter(state=Stage.Kind.WON, closed_on__range=(quarter, end_of(quarter)))
    owners = actor.sight.owners.get("opportunity", [])
    if not actor.sees_all("opportunity") and len(owners) <= MOST_OWNERS:
        rows = rows.filter(owner__in=owners)
    sums: Any = rows.values_list("owner_id", "currency").annotate(sum=Sum("amount_minor")).order_by()
    return {(owner, currency): Decimal(minor) / 100 for owner, currency, minor in sums if minor}


def _open() -> dict[tuple[int | None, str], Decimal]:
    stages = list(Stage.objects.filter(kind=Stage.Kind.OPEN).values_list("pk", flat=True))
    sums: Any = (
        Tally.objects.filter(stage__in=stages).values_list("owner_id", "currency").annotate(sum=Sum("minor")).order_by()
    )
    return {(owner, currency): minor / 100 for owner, currency, minor in sums if minor}


def _begun(quarter: date) -> dict[int | None, float]:
    found: dict[int | None, int] = defaultdict(int)
    rows: Any = Flow.objects.filter(face="", month__range=(quarter, end_of(quarter))).values_list("member_id")
    for member, *numbers in rows.annotate(o=Sum("open"), w=Sum("won"), l=Sum("lost")).order_by():
        found[member] += int(sum(numbers))
    return {member: counted(number) for member, number in found.items() if number}


def _done(members: list[int], quarter: date) -> dict[int, int]:
    """Notes, calls and visits that they wrote in the quarter, as far as the actor sees them."""
    kinds = [one.name for one in slots.entry_kinds.values() if one.composed]
    first = timezone.make_aware(datetime.combine(quarter, time()))
    after = timezone.make_aware(datetime.combine(end_of(quarter) + timedelta(days=1), time()))
    with connection.cursor() as cursor:
        cursor.execute(DONE, [members, first, after, kinds, COUNTED])
        return dict(cursor.fetchall())


def latest_before(quarter: date) -> date | None:
    """The last quarter before this one for which a target is set that the actor sees."""
    rows = Target.objects.filter(quarter__lt=quarter).order_by("-quarter")
    return rows.values_list("quarter", flat=True).first()
