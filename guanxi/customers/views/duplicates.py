"""Warnings while somebody types, and the tags he is offered."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guanxi.customers.queries import holding
from guanxi.customers.queries.customer import tags_like

CHANNELS = ("name", "phone", "mail")


def held(request: HttpRequest, channel: str) -> HttpResponse:
    """Who holds what stands in the input named like the channel; nothing when nobody does."""
    actor = request.actor
    if channel not in CHANNELS:
        raise Http404
    if not actor.may("create", "customer") and not actor.may("edit", "customer"):
        raise PermissionDenied
    text = request.GET.get(channel, "").replace("\0", "")[:254]
    but = request.GET.get("but", "")
    found = holding.held(channel, text, but=int(but) if but.isdecimal() and len(but) < 19 else None)
    return render(request, "customers/parts/held.html", {"holders": found, "channel": channel})


def tags(request: HttpRequest) -> HttpResponse:
    """Tags that go on the one being typed (the last of the list), as options."""
    typed = request.GET.get("tags", "").replace("\0", "").replace("，", ",").replace("、", ",")
    before, mark, last = typed.rpartition(",")
    kept = f"{before}{mark} ".lstrip()
    found = tags_like(last.strip()[:40])
    return render(request, "customers/parts/tag_options.html", {"tags": found, "kept": kept})
