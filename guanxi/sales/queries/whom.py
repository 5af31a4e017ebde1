"""Whom to put on an opportunity: members ranked by results, relationship and load."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db import connection
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from guanxi.core.actor import Actor
from guanxi.core.visibility import AnyOf
from guanxi.sales.models import Opportunity, Result, Stage, Tally
from guanxi.sales.queries.people import COUNTED, POINTS, YEAR
from guanxi.sales.shrinking import Prior, prior_of, shrunk
from guanxi.staff.models import Member

POOL, BEST, SHOWN = 200, 150, 12  # members looked at; of these by their results; on the page
FEWEST = 30  # ended ones that a group needs, of all members together, to be judged by
TASKS = 100  # counted of a member; there are "100 or more"
PER_CONTACT, MOST_CONTACT = 1, 10  # points for knowing the customer
PER_LOAD, MOST_LOAD = 5, 10  # as many open things over the middle cost a point

TOUCHED = """
select member_id, count(*), max(at) from (
    select member_id, at from timeline_entry
     where customer_id = %s and at > %s and at <= %s and member_id is not null and kind = any (%s)
       and not exists (select from timeline_entry c where c.corrects_id = timeline_entry.id)
     order by at desc limit %s) e
 group by 1
"""
TO_DO = """
select m.id, n.number from unnest(%s::bigint[]) as m(id) cross join lateral (
    select count(*) as number from (
        select from timeline_task t where t.owner_id = m.id and t.done_at is null and t.deleted_at is null limit %s) t) n
"""


@dataclass(frozen=True, slots=True)
class Group:
    """By what results are judged: opportunities with customers of this industry and size ("" for any)."""

    industry: str
    size: str
    prior: Prior | None
    at: datetime | None  # when results were summed


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member with the evidence. `share` is the expected won share in percent, None where nobody has results."""

    member: Member
    won: int
    ended: int
    share: float | None
    touched: int
    last: datetime | None
    open: int
    tasks: int
    middle: float  # of all candidates, open opportunities and tasks
    has_it: bool

    @property
    def load(self) -> int:
        """Open opportunities and tasks."""
        return self.open + self.tasks

    @property
    def for_contact(self) -> int:
        """Points for knowing the customer."""
        return min(MOST_CONTACT, self.touched * PER_CONTACT)

    @property
    def for_load(self) -> int:
        """Points off for what is open over the middle of all."""
        return min(MOST_LOAD, max(0, int((self.load - self.middle) // PER_LOAD)))

    @property
    def points(self) -> float:
        """What they are ranked by."""
        return (self.share or 0) + self.for_contact - self.for_load


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best first; `looked_at` of how many."""

    group: Group
    candidates: list[Candidate]
    looked_at: int


def ranking(opportunity: Opportunity, actor: Actor, now: datetime) -> Ranking:
    """Members whose opportunities the actor sees and who may work on one; eight queries however many there are."""
    customer: Any = opportunity.customer
    industry = "" if customer is None or actor.masks("customer", "industry") else customer.industry
    size = "" if customer is None or actor.masks("customer", "size") else customer.size
    touched = _touched(opportunity.customer_id, now) if customer is not None else {}
    people = _pool(industry, {one for one in (*touched, opportunity.owner_id) if one}, actor)
    ids = [one.pk for one in people]
    group, results = _judged(ids, industry, size)
    open_ones, tasks = _open(ids), _tasks(ids)
    middle = median([open_ones.get(pk, 0) + tasks.get(pk, 0) for pk in ids]) if ids else 0
    found = []
    for one in people:
        won, ended = results.get(one.pk, (0, 0))
        number, last = touched.get(one.pk, (0, None))
        share = None if group.prior is None else 100 * shrunk(won, ended, group.prior)
        found.append(
            Candidate(
                one, won, ended, share, number, last, open_ones.get(one.pk, 0), tasks.get(one.pk, 0), middle,
                one.pk == opportunity.owner_id,
            )
        )  # fmt: skip
    found.sort(key=lambda one: (-one.points, -one.ended, one.member.name_sort, one.member.pk))
    return Ranking(group, found[:SHOWN], len(found))


def _pool(industry: str, known: set[int], actor: Actor) -> list[Member]:
    """At most so many: with the most won in the industry, in contact with the customer, then by name."""
    rows = Member.objects.filter(
        is_active=True, roles__grants__kind="opportunity", roles__grants__verbs__contains=["edit"]
    )
    results = Result.objects.filter(industry=industry) if industry else Result.objects.all()
    if not actor.sees_all("opportunity"):
        owners = list(actor.sight.owners.get("opportunity", []))
        rows, results = rows.filter(AnyOf("pk", owners)), results.filter(AnyOf("owner_id", owners))
    best = results.values("owner_id").annotate(sum=Sum("won")).order_by("-sum").values_list("owner_id", flat=True)
    chosen = {*best[:BEST], *known}
    found = {one.pk: one for one in rows.filter(pk__in=chosen).distinct()}
    if len(found) < POOL:
        found |= {
            one.pk: one
            for one in rows.exclude(pk__in=chosen).distinct().order_by("name_sort", "pk")[: POOL - len(found)]
        }
    return list(found.values())


def _judged(ids: Sequence[int], industry: str, size: str) -> tuple[Group, dict[int, tuple[int, int]]]:
    """The narrowest group in which enough has ended, and (won, ended) of each in it."""
    groups = [("", "")]
    if industry:
        groups.insert(0, (industry, ""))
    if industry and size:
        groups.insert(0, (industry, size))
    mine = Result.objects.filter(owner_id__in=ids)
    last = mine.order_by("-at").values_list("at", flat=True).first()
    for place, (kind, band) in enumerate(groups):
        within = Q(**{name: value for name, value in (("industry", kind), ("size", band)) if value})
        rows = (
            mine.filter(within).values_list("owner_id").annotate(w=Coalesce(Sum("won"), 0), e=Sum("won") + Sum("lost"))
        )
        results = {owner: (won, ended) for owner, won, ended in rows.order_by()}
        if sum(ended for _won, ended in results.values()) >= FEWEST or place == len(groups) - 1:
            return Group(kind, band, prior_of(list(results.values())), last), results
    raise AssertionError("the last group is taken as it is")


def _touched(customer_id: int | None, now: datetime) -> dict[int, tuple[int, datetime]]:
    """Contacts with the customer in the last twelve months per member, and the last of them."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [customer_id, now - YEAR, now, list(POINTS), COUNTED])
        return {member: (number, last) for member, number, last in cursor.fetchall()}


def _open(ids: Sequence[int]) -> dict[int, int]:
    stages = list(Stage.objects.filter(kind=Stage.Kind.OPEN).values_list("pk", flat=True))
    rows = Tally.objects.filter(owner_id__in=ids, stage__in=stages).values_list("owner_id")
    return {owner: number for owner, number in rows.annotate(sum=Sum("number")).order_by() if owner}


def _tasks(ids: Sequence[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(TO_DO, [list(ids), TASKS])
        return dict(cursor.fetchall())
