"""Who is asked: an owner's manager, the manager's manager, a role in the line of his department, a colleague."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from guanxi.approvals.models import Chain, Step, Way
from guanxi.staff.models import Department, Member

HIGHEST = 50  # steps up; the database forbids circles


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is asked in his turn, and how many days he has."""

    way: str
    member_id: int
    days: int


def departments_above(member_id: int | None) -> list[int]:
    """The department of a member and those above, the nearest first."""
    own = Department.objects.filter(members=member_id or 0).first()
    if own is None:
        return []
    above = Department.objects.filter(number__lte=own.number, last__gte=own.last).order_by("-number")
    return list(above.values_list("pk", flat=True))


def people_asked(chains: Iterable[Chain], owner_id: int | None, own: Collection[int]) -> list[Asked]:
    """Who is asked about a document of `owner_id`, in order, nobody twice, none of `own` (who asks and whose it is).

    Who left or is passed over is replaced by whoever stands above him; where nobody is left, by whoever keeps the rules.
    """
    found: dict[int, Asked] = {}
    plan: list[tuple[Step, int]] = [(step, chain.days) for chain in chains for step in chain.steps.all()]
    for step, days in plan or [(Step(way=Way.MANAGER), 1)]:
        member_id = _of(step, owner_id, own)
        if member_id is None and step.way != Way.ABOVE:
            member_id = _keeper(own)
        if member_id is not None:
            found.setdefault(member_id, Asked(step.way, member_id, days))
    if not found and (keeper := _keeper(own)) is not None:
        found[keeper] = Asked(Way.MANAGER, keeper, 1)
    return list(found.values())


def _of(step: Step, owner_id: int | None, own: Collection[int]) -> int | None:
    if step.way == Way.MEMBER:
        here = _here({step.member_id or 0}, own)
        return here[0] if here else _above(step.member_id, own)
    if step.way == Way.ROLE:
        return _in_line(step.role_id, owner_id, own)
    manager = _above(owner_id, own)
    return manager if step.way == Way.MANAGER else _above(manager, own)


def _above(member_id: int | None, own: Collection[int]) -> int | None:
    """The nearest above a member who works here and is none of `own`."""
    at = member_id
    for _step in range(HIGHEST):
        at = Member.objects.filter(pk=at or 0).values_list("manager_id", flat=True).first()
        if at is None:
            return None
        if _here({at}, own):
            return at
    return None


def _in_line(role_id: int | None, owner_id: int | None, own: Collection[int]) -> int | None:
    """Whoever holds the role in the owner's department or the nearest above; of several, who has been here longest."""
    for department_id in departments_above(owner_id):
        rows = Member.objects.filter(department_id=department_id, roles=role_id or 0, is_active=True)
        found = rows.exclude(pk__in=own).order_by("pk").values_list("pk", flat=True).first()
        if found is not None:
            return found
    return None


def _keeper(own: Collection[int]) -> int | None:
    rows = Member.objects.filter(
        is_active=True, roles__grants__kind="approval", roles__grants__verbs__contains=["administer"]
    )
    return rows.exclude(pk__in=own).order_by("pk").values_list("pk", flat=True).first()


def _here(ids: Collection[int], own: Collection[int]) -> list[int]:
    return list(Member.objects.filter(pk__in={*ids} - {*own}, is_active=True).values_list("pk", flat=True))
