"""The frame around every page: navigation from manifests, the member, his preferences."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from guanxi.core import slots
from guanxi.core.actor import Actor

PERSONAL = (
    "/staff/account/",
    "/staff/notices/",
)  # everybody's own pages lie below staff's address, not below its menu item


def items(actor: Actor, path: str) -> list[dict[str, Any]]:
    """The navigation that `actor` may use; the one whose page is `path` is active."""
    found: list[dict[str, Any]] = []
    for item in slots.menu:
        kind, _, verb = item.needs.partition(".")
        if item.needs and not actor.may(verb, kind):
            continue
        url = reverse(item.url_name)
        active = path == url or (url != "/" and path.startswith(url) and not path.startswith(PERSONAL))
        found.append(
            {"label": item.label, "icon": item.icon, "url": url, "key": item.key, "active": active, "group": item.group}
        )
    return found


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of `ui/shell.html`; empty for somebody who is not signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "menu": []}
    return {"actor": actor, "member": request.user, "menu": items(actor, request.path)}
