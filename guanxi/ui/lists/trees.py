"""A filter as a tree of conditions, and how it is read from JSON: what is wrong is named and left out, the rest is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEPEST = 3
LARGEST = 60
LONGEST = 200
SEARCH = "q"
Join = Literal["all", "any"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One field, one operator, the values as text."""

    field: str
    op: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups of which all or any must hold; an empty one holds always."""

    join: Join = "all"
    items: tuple["Condition | Group", ...] = ()

    def conditions(self) -> Iterator[Condition]:
        """Every condition, depth first."""
        for item in self.items:
            if isinstance(item, Group):
                yield from item.conditions()
            else:
                yield item

    def without(self, place: int) -> "Group":
        """The same without its item number `place`."""
        return Group(self.join, self.items[:place] + self.items[place + 1 :])


@dataclass(frozen=True, slots=True)
class Problem:
    """A condition that was left out: `filter` is how it was written, `sentence` says why."""

    filter: str
    sentence: str | Promise


def read(data: Any) -> tuple[Group, list[Problem]]:
    """The tree that `data` (parsed JSON: {"all": […]}, {"any": […]} or one condition) describes, by its shape only.

    Its root is always an "all"; below it groups nest three deep.
    """
    problems: list[Problem] = []
    if not data:
        return Group(), problems
    rooted = data if isinstance(data, dict) and list(data) == ["all"] else {"all": [data]}
    item = _item(rooted, 0, problems, iter(range(LARGEST)))
    return item if isinstance(item, Group) else Group(), problems


def _item(data: Any, depth: int, problems: list[Problem], budget: Iterator[int]) -> Condition | Group | None:
    if next(budget, None) is None:
        problems.append(Problem(_short(data), _("A filter has at most 60 conditions.")))
        return None
    if isinstance(data, dict) and len(data) == 1:
        join, items = next(iter(data.items()))
        if join in ("all", "any") and isinstance(items, list):
            if depth > DEEPEST:
                problems.append(Problem(_short(data), _("Groups can be nested three deep.")))
                return None
            found = (_item(one, depth + 1, problems, budget) for one in items)
            return Group(
                join, tuple(one for one in found if one is not None and one not in (Group("any"), Group("all")))
            )
    if isinstance(data, dict) and isinstance(data.get("field"), str) and isinstance(data.get("op"), str):
        values = _values(data.get("value", data.get("values")))
        if values is not None:
            return Condition(data["field"], data["op"], values)
    problems.append(Problem(_short(data), _("This is not a filter.")))
    return None


def _values(given: Any) -> tuple[str, ...] | None:
    if given is None:
        return ()
    found = []
    for one in given if isinstance(given, list | tuple) else [given]:
        if isinstance(one, bool):
            found.append("yes" if one else "no")
        elif isinstance(one, str | int | float):
            found.append(str(one)[:LONGEST].replace("\0", ""))
        else:
            return None
    return tuple(found)


def _short(data: Any) -> str:
    text = str(data)
    return text if len(text) <= 80 else text[:79] + "…"


def write(tree: Condition | Group) -> dict[str, Any]:
    """The tree as JSON, to be stored or sent."""
    if isinstance(tree, Group):
        return {tree.join: [write(one) for one in tree.items]}
    return {"field": tree.field, "op": tree.op, "value": list(tree.values)}
