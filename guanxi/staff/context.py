"""What the frame shows of the member: notices, the stream, whose eyes he looks through, his menu."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.staff.models import Member
from guanxi.staff.queries.company import company
from guanxi.staff.queries.notice import unread_count
from guanxi.staff.sightseeing import STOP_URL, seen_as
from guanxi.ui.addresses import address


def person(request: HttpRequest) -> dict[str, Any]:
    """Context of `ui/shell.html`; signed out only the company's name, for the sign-in page."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.member_id is None:
        return {"company": company()} if request.path_info.startswith("/accounts/") else {}
    _member_id, through_id = seen_as(request)
    found: dict[str, Any] = {
        "notices_count": unread_count(actor),
        "notices_url": address("staff_notice_state"),
        "notices_list_url": address("staff_notice_menu"),
        "stream_url": stream_url(request),
        "member_menu": [{"url": address("staff_account"), "icon": "user-circle", "label": _("My account")}],
    }
    if through_id:
        found |= {"see_as": Member.objects.get(pk=actor.member_id), "see_as_stop_url": STOP_URL}
    return found


def stream_url(request: HttpRequest) -> str:
    """Where the browser listens: the address the operator gave, else this host on the stream's port."""
    if settings.STREAM_URL:
        return f"{settings.STREAM_URL.rstrip('/')}/events"
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    return f"{request.scheme}://{host}:{settings.STREAM_PORT}/events"
