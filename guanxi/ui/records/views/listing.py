"""The list of a kind, and its count, which comes after the page so that nobody waits for it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind
from guanxi.ui.lists import counts, filters, keyset, state, table
from guanxi.ui.lists.asking import Ask
from guanxi.ui.lists.state import State
from guanxi.ui.records.views.doors import for_verb

SIZE = 40


@for_verb("see")
def listing(kind: Kind, request: HttpRequest, *, template: str) -> HttpResponse:
    """The page; htmx takes the part it asks for out of it."""
    actor: Actor = request.actor
    now = clock.now()
    looked = state.read(kind, request.GET.dict(), actor)
    rows = filters.narrow(table.rows_of(kind, actor), looked.whole(), Ask(kind, actor, now))
    page = _page(rows, looked)
    context = {
        "kind": kind,
        "state": looked,
        "title": kind.plural,
        "table": table.Table(looked, actor, now).html(page.rows),
        "page": page,
        "newer_url": looked.query(before=page.newer) if page.newer else "",
        "older_url": looked.query(after=page.older) if page.older else "",
        "here": looked.query(after=looked.after, before=looked.before),
        "count_url": reverse(f"{kind.name}_count") + looked.query(),
        "new_url": _new_url(kind, actor),
    }
    return render(request, template, context)


def _page(rows: Any, looked: State) -> keyset.Page:
    """The page the address asks for; a page in front that is not full any more, or a spoilt cursor, is the first page."""
    try:
        page = keyset.page(rows, looked.sort, size=SIZE, after=looked.after, before=looked.before)
        if not looked.before or len(page.rows) == SIZE:
            return page
    except keyset.BadCursor:
        pass
    return keyset.page(rows, looked.sort, size=SIZE)


def _new_url(kind: Kind, actor: Actor) -> str:
    if not actor.may("create", kind.name):
        return ""
    try:
        return reverse(f"{kind.name}_new")
    except NoReverseMatch:
        return ""


@for_verb("see")
def counting(kind: Kind, request: HttpRequest) -> HttpResponse:
    """How many rows fit."""
    actor: Actor = request.actor
    looked = state.read(kind, request.GET.dict(), actor)
    rows = filters.narrow(kind.rows(actor), looked.whole(), Ask(kind, actor, clock.now()))
    return render(request, "ui/lists/count.html", {"count": counts.count(rows)})
