"""What the page of the roll-out shows: phases, who writes what, what is known of customers. Policies narrow it to whom the reader sees."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import Max, Q, Sum

from guanxi.core.actor import Actor
from guanxi.staff.models import Department, Member
from guanxi.steering.models import Aim, Phase, Quality, Usage
from guanxi.steering.rollout import LATELY, WIDELY


def phases() -> list[Phase]:
    """All phases with the aims that the reader sees and what they reached, in their order."""
    aims = Aim.objects.select_related("department", "reached").order_by("department__number", "pk")
    by_phase: dict[int, list[Aim]] = defaultdict(list)
    for aim in aims:
        by_phase[aim.phase_id].append(aim)
    found = list(Phase.objects.order_by("begins", "pk")[:50])
    for phase in found:
        order: list[Aim] = by_phase[phase.pk]
        phase.seen = order  # type: ignore[attr-defined]
    return found


def writers_of(members: Collection[int], first: date, last: date) -> set[int]:
    """Who of them wrote anything from a day to a day."""
    rows = Usage.objects.filter(day__range=(first, last), member__in=members)
    return set(rows.values_list("member_id", flat=True))


def entries_of(members: Collection[int], first: date, last: date) -> int:
    """How many timeline entries of theirs happened from a day to a day."""
    rows = Usage.objects.filter(day__range=(first, last), member__in=members, area="entries")
    return int(rows.aggregate(sum=Sum("number"))["sum"] or 0)


@dataclass(slots=True)
class Person:
    """A member and what he wrote in 28 days, by area; `last` is the last day on which he wrote."""

    pk: int
    name: str
    team: int | None
    active: bool
    invited: datetime | None
    signed_in: datetime | None
    last: date | None = None
    areas: dict[str, int] = field(default_factory=dict)

    def wrote_since(self, first: date) -> bool:
        """Whether he wrote anything from this day on."""
        return self.last is not None and self.last >= first


@dataclass(slots=True)
class Known:
    """What is known of some customers: the mean of their completeness now and a week before, in percent."""

    customers: int = 0
    looked: int = 0
    complete: int = 0
    gaps: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    looked_before: int = 0
    complete_before: int = 0

    @property
    def mean(self) -> float | None:
        """Now; None where none was looked up."""
        return self.complete / self.looked if self.looked else None

    @property
    def before(self) -> float | None:
        """A week before; None where nothing was kept."""
        return self.complete_before / self.looked_before if self.looked_before else None


def people(actor: Actor, today: date) -> list[Person]:
    """Whom the reader sees in the roll-out, by team and name, with what they wrote; inactive ones for their customers."""
    rows = Member.objects.order_by("department__number", "name_sort", "pk")
    if not (actor.may("see", "scorecard") and actor.sees_all("scorecard")):
        seen = actor.sight.owners.get("scorecard", []) if actor.may("see", "scorecard") else []
        rows = rows.filter(Q(pk=actor.member_id) | Q(pk__in=seen))
    values = ("pk", "name", "department_id", "is_active", "invited_at", "last_login")
    found = {one[0]: Person(*one) for one in rows.values_list(*values)}
    used = UserSession.objects.filter(user_id__in=list(found)).values_list("user_id").annotate(Max("last_seen_at"))
    for pk, at in used:
        there = found[pk].signed_in
        found[pk].signed_in = at if there is None else max(there, at)
    wrote = Usage.objects.filter(day__gt=today - timedelta(days=WIDELY), day__lte=today)
    for pk, area, number, last in wrote.values_list("member_id", "area").annotate(Sum("number"), Max("day")):
        if pk in found:
            one = found[pk]
            one.areas[area] = number
            one.last = last if one.last is None else max(one.last, last)
    return list(found.values())


def quality() -> tuple[dict[int | None, Known], datetime | None]:
    """What is known of the customers of each owner whom the reader sees, and when that was counted."""
    newest = Quality.objects.order_by("-day").values_list("day", flat=True).first()
    if newest is None:
        return {}, None
    latest_before = newest - timedelta(days=LATELY)
    past = Quality.objects.filter(day__range=(latest_before - timedelta(days=LATELY), latest_before))
    before = past.order_by("-day").values_list("day", flat=True).first()
    found: dict[int | None, Known] = defaultdict(Known)
    counted = None
    for one in Quality.objects.filter(day__in=[day for day in (newest, before) if day]):
        known = found[one.owner_id]
        if one.day == newest:
            add(known, one)
            counted = one.at
        else:
            known.looked_before += one.looked
            known.complete_before += one.complete
    return found, counted


def add(known: Known, one: Any) -> None:
    """Add a row, or what is known of others."""
    known.customers += one.customers
    known.looked += one.looked
    known.complete += one.complete
    for key, number in one.gaps.items():
        known.gaps[key] += number
    known.looked_before += getattr(one, "looked_before", 0)
    known.complete_before += getattr(one, "complete_before", 0)


def teams() -> dict[int, str]:
    """The names of departments, in the order of the tree."""
    return dict(Department.objects.order_by("number").values_list("pk", "name"))


def counted_at() -> date | None:
    """The last day on which somebody wrote, as far as it was counted."""
    return Usage.objects.order_by("-day").values_list("day", flat=True).first()
