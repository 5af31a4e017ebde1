"""A record at a glance, in the drawer beside its list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind
from guanxi.ui.records import facts
from guanxi.ui.records.views.doors import for_verb, record_of


@for_verb("see")
def peek(kind: Kind, request: HttpRequest, *, pk: int) -> HttpResponse:
    """Its facts, those without a value left out."""
    actor: Actor = request.actor
    record = record_of(kind, pk, actor)
    shown = facts.facts(kind, record, actor, only_filled=True)
    context = {"kind": kind, "title": kind.title(record), "url": kind.url(record), "facts": shown}
    return render(request, "ui/lists/peek.html", context)
