"""The chips of a list: each condition in words, the address without it, and how a new condition joins the others."""

from dataclasses import dataclass

from guanxi.core.kinds import Kind
from guanxi.ui.lists import wording
from guanxi.ui.lists.state import State
from guanxi.ui.lists.trees import Condition, Group


@dataclass(frozen=True, slots=True)
class Chip:
    """One item of the filter; `field` is empty for a group, which is edited by its address only."""

    place: int
    text: str
    remove: str
    field: str


def chips(state: State) -> list[Chip]:
    """The items of the filter, in order."""
    names = wording.names_in(state.kind, state.tree)
    found = []
    for place, item in enumerate(state.tree.items):
        field = item.field if isinstance(item, Condition) else ""
        found.append(
            Chip(place, wording.describe(state.kind, item, names), state.query(tree=state.tree.without(place)), field)
        )
    return found


def item_at(kind: Kind, tree: Group, place: str) -> Condition | None:
    """The single condition at a place given as text, if there is one of a field of this kind."""
    if place.isdecimal() and int(place) < len(tree.items):
        item = tree.items[int(place)]
        return item if isinstance(item, Condition) and kind.has(item.field) else None
    return None


def placed(tree: Group, condition: Condition, *, at: str = "", beside: str = "") -> Group:
    """The tree with a condition: instead of the one `at` a place, as an alternative `beside` one, else at the end."""
    items: list[Condition | Group] = list(tree.items)
    if at.isdecimal() and int(at) < len(items):
        items[int(at)] = condition
    elif beside.isdecimal() and int(beside) < len(items):
        other = items[int(beside)]
        among = other.items if isinstance(other, Group) and other.join == "any" else (other,)
        items[int(beside)] = Group("any", (*among, condition))
    else:
        items.append(condition)
    return Group("all", tuple(items))
