"""The list of a kind, and its count, which comes after the page so that nobody waits for it."""

from datetime import datetime
from html import escape
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe

from guanxi.core import clock, slots
from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind, Label
from guanxi.ui.addresses import address
from guanxi.ui.lists import chips, counts, filterform, filters, keyset, operators, state, table
from guanxi.ui.lists.asking import Ask
from guanxi.ui.lists.perowner import Scope, rows_in, scope_of
from guanxi.ui.lists.state import State
from guanxi.ui.lists.trees import Group
from guanxi.ui.records import bulk, saved
from guanxi.ui.records.views.doors import for_verb

SIZE = 40
STATE = {"view", "q", "f", "sort", "cols", "after", "before"}


def looked_at(kind: Kind, given: Any, actor: Actor, looks: saved.Looks) -> State:
    """The state of the list that an address asks for, with what its view and the member's own columns add."""
    view = looks.view(given.get("view", ""))
    return state.read(
        kind,
        given,
        actor,
        filters_of_view=view.filters if view else None,
        sort_of_view=view.sort if view else "",
        columns_of_view=looks.columns(view),
    )


@for_verb("see")
def listing(kind: Kind, request: HttpRequest, *, template: str) -> HttpResponse:
    """The page; htmx takes the part it asks for out of it."""
    actor: Actor = request.actor
    looks = saved.looks(kind, actor)
    opening = looks.opening()
    if opening and not STATE & set(request.GET):
        return redirect(f"{request.path}?view={opening.pk}")
    if kind.presets and not opening and not (STATE | {"field"}) & set(request.GET):
        return redirect(f"{request.path}{_presets(kind)[0][1]}")
    looked = looked_at(kind, request.GET.dict(), actor, looks)
    if "field" in request.GET:
        return redirect(request.path + _with_condition(kind, request.GET, looked))
    now = clock.now()
    scope = scope_of(kind, actor, looked.sort.column, looked.whole())
    page = _page(filters.narrow(rows_in(scope, kind, actor), looked.whole(), Ask(kind, actor, now)), looked, scope)
    context = {
        "kind": kind,
        "state": looked,
        "title": kind.plural,
        "table": table.Table(looked, actor, now, picks=bool(bulk.offered(kind, actor))).html(page.rows),
        "page": page,
        "newer_url": looked.query(before=page.newer) if page.newer else "",
        "older_url": looked.query(after=page.older) if page.older else "",
        "new_url": _new_url(kind, actor),
        **_addresses(kind, looked),
        **_frame(kind, actor, looked, looks),
        **({} if page.rows else _nothing(kind, actor, looked, now)),
    }
    return render(request, template, context)


def _addresses(kind: Kind, looked: State) -> dict[str, str]:
    query = looked.query()
    return {
        "cleared": looked.query(tree=Group(), text=""),
        "here": looked.query(after=looked.after, before=looked.before),
        "count_url": address(f"{kind.name}_count") + query,
        "filter_url": address(f"{kind.name}_filter") + query,
        "views_url": address(f"{kind.name}_views") + query,
        "columns_url": address(f"{kind.name}_columns") + query,
        "bulk_url": address(f"{kind.name}_bulk") + query,
        "export_url": address(f"{kind.name}_export") + query,
    }


def _frame(kind: Kind, actor: Actor, looked: State, looks: saved.Looks) -> dict[str, Any]:
    """Tabs, chips and verbs around the table."""
    view = looks.view(looked.view)
    presets = [(words, query, query == looked.query()) for words, query in _presets(kind)]
    return {
        "presets": presets,
        "preset": any(active for _words, _query, active in presets),
        "tabs": [(one, one.pk == (view.pk if view else None)) for one in looks.views],
        "view": view,
        "own_view": view is not None and view.member_id == actor.member_id,
        "changed": saved.changed(looked, view) if view else bool(looked.tree.items or looked.text),
        "chips": chips.chips(looked),
        "kept": [(name, value) for name, value in QueryDict(looked.query()[1:]).items() if name != "q"],
        "field_menu": _field_menu(kind, actor, address(f"{kind.name}_filter") + looked.query()),
        "verbs": bulk.offered(kind, actor),
        "may_export": actor.may("export", kind.name),
    }


def _field_menu(kind: Kind, actor: Actor, filter_url: str) -> SafeString:
    """One button per field to filter by; in Python, since twenty turns of a template's loop cost as much as a query."""
    url = escape(filter_url)
    buttons = [
        f'<button class="menu-item" type="button" hx-get="{url}" hx-vals=\'{{"field": "{one.name}"}}\'>{escape(str(one.label))}</button>'
        for one in operators.filterable(kind, actor)
    ]
    return mark_safe("".join(buttons).replace(">", " autofocus>", 1))  # noqa: S308 - escaped above


def _presets(kind: Kind) -> list[tuple[Label, str]]:
    """The views that come with the kind, with their whole addresses."""
    return [(words, f"?view={state.ALL}&{query}") for words, query in kind.presets]


def _with_condition(kind: Kind, given: Any, looked: State) -> str:
    """The address after the filter form was sent."""
    condition = filterform.condition_of(kind, given)
    if condition is None:
        return looked.query()
    return looked.query(tree=chips.placed(looked.tree, condition, at=given.get("at", ""), beside=given.get("or", "")))


def _page(rows: Any, looked: State, scope: Scope | None) -> keyset.Page:
    """The page the address asks for; a page in front that is not full any more, or a spoilt cursor, is the first page."""
    try:
        page = keyset.page(rows, looked.sort, size=SIZE, after=looked.after, before=looked.before, scope=scope)
        if not looked.before or len(page.rows) == SIZE:
            return page
    except keyset.BadCursor:
        pass
    return keyset.page(rows, looked.sort, size=SIZE, scope=scope)


def _loosen(kind: Kind, actor: Actor, looked: State, now: datetime) -> tuple[str, str] | None:
    """Words and address for the first single condition whose removal shows rows again."""
    ask = Ask(kind, actor, now)
    if looked.text and filters.narrow(kind.rows(actor), looked.tree, ask).exists():
        return f"“{looked.text}”", looked.query(text="")
    for chip in chips.chips(looked):
        rest = State.whole_of(looked.tree.without(chip.place), looked.text)
        if filters.narrow(kind.rows(actor), rest, ask).exists():
            return chip.text, chip.remove
    return None


def _nothing(kind: Kind, actor: Actor, looked: State, now: datetime) -> dict[str, Any]:
    """What an empty list says: what to loosen, whether other views hold something, else where the first comes from."""
    loosen = _loosen(kind, actor, looked, now)
    others = loosen is None and bool(looked.tree.items) and kind.rows(actor).exists()
    source = slots.source_of(kind.name, actor)
    return {
        "loosen": loosen,
        "all_url": f"?view={state.ALL}" if others else "",
        "import_url": reverse(source) if source else "",
    }


def _new_url(kind: Kind, actor: Actor) -> str:
    if not actor.may("create", kind.name):
        return ""
    try:
        return address(f"{kind.name}_new")
    except NoReverseMatch:
        return ""


@for_verb("see")
def counting(kind: Kind, request: HttpRequest) -> HttpResponse:
    """How many rows fit."""
    actor: Actor = request.actor
    looked = looked_at(kind, request.GET.dict(), actor, saved.looks(kind, actor))
    rows = filters.narrow(kind.rows(actor), looked.whole(), Ask(kind, actor, clock.now()))
    return render(request, "ui/lists/count.html", {"count": counts.count(rows), "asked": True})
