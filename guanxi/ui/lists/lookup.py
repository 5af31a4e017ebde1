"""What a combobox offers while one types: members, departments, or records of a kind."""

from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guanxi.core import clock, kinds
from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind
from guanxi.core.names import sort_key
from guanxi.ui.lists import filters, references
from guanxi.ui.lists.asking import Ask, BadFilter

MOST = 20


def lookup(request: HttpRequest, table: str) -> HttpResponse:
    """Options for a listbox: id and name of what fits `?lookup=` (or `?q=`)."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise Http404
    text = (request.GET.get("lookup") or request.GET.get("q") or "").replace("\0", "").strip()[:100]
    if table == references.MEMBER:
        found = _members(text, actor)
    elif table == references.DEPARTMENT:
        found = [(one.pk, str(one), "") for one in references.rows_of(table).filter(name__icontains=text)[:MOST]]
    else:
        found = _records(_kind(table, actor), text, actor)
    return render(request, "ui/lists/options.html", {"options": found, "text": text})


def _kind(name: str, actor: Actor) -> Kind:
    try:
        kind = kinds.kind(name)
    except KeyError:
        raise Http404 from None
    if not actor.may("see", name):
        raise Http404
    return kind


def _members(text: str, actor: Actor) -> list[tuple[int, str, str]]:
    rows = references.rows_of(references.MEMBER).filter(is_active=True)
    if text:
        key = sort_key(text).replace(" ", "")
        rows = rows.annotate(reading=Replace("name_sort", Value(" "), Value("")))
        rows = rows.filter(Q(reading__startswith=key) | Q(name__icontains=text) | Q(email__istartswith=text))
    found = [(one.pk, str(one), one.email) for one in rows.only("name", "email").order_by("name_sort", "pk")[:MOST]]
    return sorted(found, key=lambda one: one[0] != actor.member_id)


def _records(kind: Kind, text: str, actor: Actor) -> list[tuple[int, str, str]]:
    rows: Any = kind.rows(actor)
    if text:
        try:
            rows = rows.filter(filters.search(text, Ask(kind, actor, clock.now())))
        except BadFilter:
            return []
        rows = rows[:MOST]
    else:
        rows = rows.order_by("-pk")[:MOST]
    return [(one.pk, kind.title(one), "") for one in rows]
