"""Who "my team" and "my department" are, and what lies below a department: a few ids, put into queries as they are."""

from collections import defaultdict
from typing import Any

from django.contrib.auth import get_user_model

from guanxi.core.actor import Actor


def members(which: str, actor: Actor) -> list[int]:
    """Ids of me, of me and everybody below me ("team"), or of everybody in my department; nobody for the system."""
    if actor.member_id is None:
        return []
    if which == "team":
        return _team(actor.member_id)
    if which == "department":
        people: Any = get_user_model()._default_manager
        home = people.filter(pk=actor.member_id).values("department_id")
        return [
            actor.member_id,
            *people.filter(department_id__in=home).exclude(pk=actor.member_id).values_list("pk", flat=True),
        ]
    return [actor.member_id]


def _team(head: int) -> list[int]:
    below: dict[int | None, list[int]] = defaultdict(list)
    people: Any = get_user_model()._default_manager
    for member, manager in people.values_list("pk", "manager_id"):
        below[manager].append(member)
    found, waiting = {head}, [head]
    while waiting:
        fresh = [one for one in below[waiting.pop()] if one not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return sorted(found)


def departments_below(ids: list[int]) -> list[int]:
    """The departments and all that lie below them in the tree."""
    model = department_model()
    found: set[int] = set()
    for number, last in model.objects.filter(pk__in=ids).values_list("number", "last"):
        found.update(model.objects.filter(number__gte=number, number__lte=last).values_list("pk", flat=True))
    return sorted(found)


def department_model() -> Any:
    """The table of departments, which lies in a package above."""
    return get_user_model()._meta.get_field("department").related_model
