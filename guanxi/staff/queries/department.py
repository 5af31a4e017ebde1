"""The department tree, read."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from guanxi.staff.models import Department


@dataclass(slots=True)
class Node:
    """A department in the tree; `members` counts the active ones in it, `below` those in its whole branch."""

    department: Department
    depth: int
    members: int
    below: int = 0
    children: list["Node"] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether it can be deleted."""
        return not self.children and not self.department.people  # type: ignore[attr-defined]


def flat() -> list[Node]:
    """Every department in the order of the tree, with its depth."""
    active = Count("members", filter=Q(members__is_active=True), distinct=True)
    found = Department.objects.annotate(active=active, people=Count("members", distinct=True)).order_by("number")
    nodes: dict[int, Node] = {}
    for department in found:
        above = nodes.get(department.parent_id or 0)
        node = Node(department, above.depth + 1 if above else 0, department.active)
        department.depth = node.depth  # type: ignore[attr-defined]
        nodes[department.pk] = node
        if above:
            above.children.append(node)
    for node in reversed(nodes.values()):
        node.below = node.members + sum(child.below for child in node.children)
    return list(nodes.values())


def tree() -> list[Node]:
    """The departments at the top, with those below in `children`."""
    return [node for node in flat() if node.depth == 0]


def choices() -> list[tuple[str, str]]:
    """Departments for a list of choices, set in by their depth."""
    return [(str(node.department.pk), "\u2003" * node.depth + node.department.name) for node in flat()]
