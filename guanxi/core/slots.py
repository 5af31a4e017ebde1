"""Meeting places: a low package declares a slot, a higher one fills it from its manifest."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

Label = str | Promise


GROUPS = ("main", "sell", "know", "staff")  # of the left rail, in their order


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the left rail; `needs` is "kind.verb", `key` the letter after `g`, `place` its order within its group.

    `area` begins the addresses of the pages that belong to it beside its own, unless another entry's begin says more of them.
    """

    name: str
    label: Label
    icon: str
    url_name: str
    needs: str = ""
    key: str = ""
    place: int = 50
    group: str = "main"
    area: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel on a record's page (of kind "day" on my day, "explorer" a dialog that keeps its question, "handover_plan" and "handover" where work is handed over): title and the URL that htmx loads; the page never learns what is in it.

    `where` is "right", or "middle" for the one that fills the middle of the page.
    """

    kind: str
    title: Label
    url: Callable[[int], str]
    needs: str = ""
    place: int = 50
    where: str = "right"


@dataclass(frozen=True, slots=True)
class Tab:
    """A page that stands beside another: `page` names the row of tabs, `needs` is "kind.verb"."""

    page: str
    name: str
    label: Label
    url_name: str
    needs: str = ""
    place: int = 50


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the briefing of a record of `kind`, in its `template`, which gets what `content(record, actor, now)` answers.

    The answer's "missing" are sentences with the address where each is mended; they stand together at the end. None: no part.
    A part whose answer is "empty" is only named, in one line with the others.
    """

    kind: str
    title: Label
    template: str
    content: Callable[[Any, Any, datetime], dict[str, Any] | None]
    needs: str = ""
    place: int = 50


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of timeline entry, with the words and the icon it shows with; `composed` ones are offered in the composer."""

    name: str
    label: Label
    icon: str
    composed: bool = False
    sentence: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """What records and changes come from beside pages: an import, an API key.

    `name` is the `through` of changes, and the `link` of the INTEGER fields that hold its id. `named(ids)` gives title
    and address ("" for none) of those that the acting member may see.
    """

    name: str
    named: Callable[[Collection[str]], dict[str, tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where records of `kind` can be brought in from files: the address, and the powers that takes ("kind.verb")."""

    kind: str
    url_name: str
    needs: tuple[str, ...]


menu: list[MenuItem] = []
panels: list[Panel] = []
tabs: list[Tab] = []
starts: list[Callable[[Any], str]] = []
parts: list[Part] = []
frame: dict[str, list[str]] = {"head": [], "bar": []}
entry_kinds: dict[str, EntryKind] = {}
origins: dict[str, Origin] = {}
sources: dict[str, Source] = {}


def add_menu(*items: MenuItem) -> None:
    """Put items in the navigation."""
    menu.extend(items)
    menu.sort(key=lambda item: (GROUPS.index(item.group), item.place))


def add_panel(panel: Panel) -> None:
    """Put a panel on the pages of a kind."""
    panels.append(panel)
    panels.sort(key=lambda item: item.place)


def panels_of(kind: str, actor: Any) -> list[Panel]:
    """The panels that `actor` may see on a page of `kind`."""
    return [panel for panel in panels if panel.kind == kind and (not panel.needs or _granted(panel.needs, actor))]


def add_tab(*given: Tab) -> None:
    """Put pages beside each other."""
    tabs.extend(given)
    tabs.sort(key=lambda one: one.place)


def tabs_of(page: str, actor: Any) -> list[Tab]:
    """The tabs of a row that `actor` may open; none where there would be one alone."""
    found = [one for one in tabs if one.page == page and (not one.needs or _granted(one.needs, actor))]
    return found if len(found) > 1 else []


def add_start(find: Callable[[Any], str]) -> None:
    """Let `find(actor)` say with which address a member begins after he signed in; "" where it has none for him."""
    starts.append(find)


def start_of(actor: Any) -> str:
    """The address with which `actor` begins; "" for my day."""
    return next((url for url in (find(actor) for find in starts) if url), "")


def add_to_frame(where: str, template: str) -> None:
    """Have every page include a template: in its head (signed out too), or in the bar at the top of a member's pages."""
    frame[where].append(template)


def add_part(*given: Part) -> None:
    """Put parts on the briefings of their kinds."""
    parts.extend(given)
    parts.sort(key=lambda item: item.place)


def parts_of(kind: str, actor: Any) -> list[Part]:
    """The parts of a briefing that `actor` may see."""
    return [part for part in parts if part.kind == kind and (not part.needs or _granted(part.needs, actor))]


def _granted(needs: str, actor: Any) -> bool:
    kind, _, verb = needs.partition(".")
    return bool(actor.may(verb, kind))


def add_entry_kind(*kinds: EntryKind) -> None:
    """Make kinds of timeline entries known."""
    for kind in kinds:
        if kind.name in entry_kinds:
            raise ValueError(f"entry kind {kind.name} is registered twice")
        entry_kinds[kind.name] = kind


def add_origin(origin: Origin) -> None:
    """Let history, lists and previews name what something came from."""
    origins[origin.name] = origin


def add_source(source: Source) -> None:
    """Let the empty list of a kind lead to the import."""
    sources[source.kind] = source


def source_of(kind: str, actor: Any) -> str:
    """The name of the address where `actor` can bring in records of `kind` from a file; "" where he cannot."""
    found = sources.get(kind)
    return found.url_name if found is not None and all(_granted(one, actor) for one in found.needs) else ""
