"""What a list shows — filter, sort, columns, view — as it stands in its address, so that a link reproduces it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from guanxi.core.actor import Actor
from guanxi.core.kinds import Field, Kind, Type
from guanxi.ui.lists import asking, compact, filters, keyset
from guanxi.ui.lists.keyset import Sort
from guanxi.ui.lists.trees import SEARCH, Condition, Group, Problem

READABLE = ":,;()!*'/@-"
ALL = "all"


@dataclass(frozen=True, slots=True)
class State:
    """A list as it is looked at. `view` is the id of the saved view it started from ("all": none, on purpose)."""

    kind: Kind
    tree: Group
    sort: Sort
    columns: tuple[Field, ...]
    text: str = ""
    view: str = ""
    problems: tuple[Problem, ...] = ()
    after: str = ""
    before: str = ""
    chosen: bool = False  # the columns were chosen, and stand in the address
    usual: bool = False  # nobody chose the columns: neither the address nor the view nor the member

    def whole(self) -> Group:
        """The filter with what was typed into the search field."""
        return self.whole_of(self.tree, self.text)

    @staticmethod
    def whole_of(tree: Group, text: str) -> Group:
        """A filter and a search as one tree."""
        if not text:
            return tree
        search = Condition(SEARCH, "matches", (text,))
        return Group("all", (search, *tree.items))

    def query(self, **changes: Any) -> str:
        """The address of this list with something changed, as "?…"; pages start over unless a cursor is given."""
        state = replace(self, **({"after": "", "before": ""} | changes))
        parts = {"view": state.view, "q": state.text, "f": compact.compact(state.tree)}
        viewed = state.view not in (
            "",
            ALL,
        )  # a view has a filter and a sort of its own, unless the address says otherwise
        if viewed or state.sort != keyset.sort_of(self.kind, "", _nobody()):
            parts["sort"] = str(state.sort)
        if state.chosen:
            parts["cols"] = ",".join(one.name for one in state.columns)
        parts |= {"after": state.after, "before": state.before}
        kept = [
            f"{name}={quote(value, safe=READABLE)}"
            for name, value in parts.items()
            if value or (name == "f" and viewed)
        ]
        return "?" + "&".join(kept)


def _nobody() -> Actor:
    return Actor(None, "system")


def default_columns(kind: Kind) -> tuple[Field, ...]:
    """The fields that a kind lists by itself, its title first."""
    title = asking.title_field(kind)
    return (title, *(one for one in kind.fields if one.listed and one is not title))


def columns_of(kind: Kind, names: Sequence[str]) -> tuple[Field, ...]:
    """Fields by name, each once, the title always and first; the kind's own where none is known."""
    known = {name: kind.field(name) for name in names if kind.has(name)}
    title = asking.title_field(kind)
    chosen = [one for one in known.values() if one is not title and one.type != Type.LONGTEXT]
    return (title, *chosen) if known else default_columns(kind)


def read(
    kind: Kind,
    given: Mapping[str, str],
    actor: Actor,
    *,
    filters_of_view: Any = None,
    sort_of_view: str = "",
    columns_of_view: Sequence[str] = (),
) -> State:
    """The state an address (`given` are its parameters) asks for; what it leaves open comes from the saved view."""
    tree, problems = filters.parse(given.get("f", filters_of_view), kind, actor)
    text = given.get("q", "").replace("\0", "").strip()[:200]
    if "q" not in given and "f" not in given:
        tree, text = _search_apart(tree)
    names = [name for name in given.get("cols", "").split(",") if name]
    return State(
        kind=kind,
        tree=tree,
        sort=keyset.sort_of(kind, given.get("sort") or sort_of_view, actor),
        columns=columns_of(kind, names or columns_of_view),
        text=text,
        view=given.get("view", ""),
        problems=tuple(problems),
        after=given.get("after", ""),
        before=given.get("before", ""),
        chosen=bool(names),
        usual=not names and not columns_of_view,
    )


def _search_apart(tree: Group) -> tuple[Group, str]:
    """A saved view keeps the search as its first condition."""
    first = tree.items[0] if tree.items else None
    if isinstance(first, Condition) and first.field == SEARCH:
        return tree.without(0), " ".join(first.values)
    return tree, ""
