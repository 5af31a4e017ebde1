"""Notices: the page of all, the menu under the bell, and what a browser without a stream asks for."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock, work
from guanxi.staff.actions.notice import mark_read
from guanxi.staff.queries import notice as notices

IN_MENU = 8


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """All notices, newest first, 50 a page."""
    before = request.GET.get("before", "")
    found = notices.latest(request.actor, before=int(before) if before.isdecimal() else None, limit=notices.PAGE + 1)
    shown, more = found[: notices.PAGE], len(found) > notices.PAGE
    older = f"?before={shown[-1]['id']}" if more else ""
    return render(request, "staff/notices.html", {"notices": shown, "older_url": older, "first": not before})


@require_GET
def menu(request: HttpRequest) -> HttpResponse:
    """The newest notices for the menu under the bell."""
    return render(request, "staff/parts/notice_menu.html", {"notices": notices.latest(request.actor, limit=IN_MENU)})


@require_GET
def state(request: HttpRequest) -> JsonResponse:
    """Unread notices and running work: asked when the stream says so, and every 30 s where no stream can be had.

    `after` is the id of the last notice the page knows: those after it come in `notices`, in the reader's words.
    """
    after = request.GET.get("after", "")
    fresh = notices.since(request.actor, int(after)) if after.isdecimal() else []
    told = [{"text": one["text"], "url": reverse("staff_notice_follow", args=[one["id"]])} for one in fresh]
    running = [
        {"id": one.pk, "done": one.done, "total": one.total, "state": one.state}
        for one in work.mine(request.actor, limit=5)
    ]
    count = notices.unread_count(request.actor)
    last = notices.last_id(request.actor)
    return JsonResponse({"count": count, "last": last, "notices": told, "progress": running})


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one notice (`id`) or all as read; a notice that leads somewhere is followed."""
    wanted = request.POST.get("id", "")
    mark_read([int(wanted)] if wanted.isdecimal() else None, actor=request.actor, at=clock.now())
    if request.headers.get("HX-Request"):
        return menu_after_reading(request)
    return redirect("staff_notices")


def menu_after_reading(request: HttpRequest) -> HttpResponse:
    """The menu anew, and the bell without its number."""
    found = notices.latest(request.actor, limit=IN_MENU)
    response = render(request, "staff/parts/notice_menu.html", {"notices": found})
    response["HX-Trigger"] = json.dumps({"noticesRead": notices.unread_count(request.actor)})
    return response


@require_GET
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Open what a notice is about; it is read then."""
    from guanxi.staff.models import Notice

    found = Notice.objects.filter(pk=pk, member_id=request.actor.member_id).first()
    if found and not request.session.get("sees_as"):
        mark_read([pk], actor=request.actor, at=clock.now())
    return redirect(found.url if found and found.url.startswith("/") else "staff_notices")
