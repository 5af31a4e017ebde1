"""The frame around every page: navigation from manifests, the member, his preferences."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from guanxi.core import slots
from guanxi.core.actor import Actor

PERSONAL = (
    "/staff/account/",
    "/staff/notices/",
)  # everybody's own pages lie below staff's address, not below its menu item
HEADINGS = {
    "sell": pgettext_lazy("rail", "Selling"),
    "know": pgettext_lazy("rail", "Figures"),
    "staff": pgettext_lazy("rail", "Administration"),
}


def items(actor: Actor, path: str) -> list[dict[str, Any]]:
    """The navigation that `actor` may use; the one whose page is `path` is active."""
    found: list[dict[str, Any]] = []
    here = _page_of(path)
    for item in slots.menu:
        kind, _, verb = item.needs.partition(".")
        if item.needs and not actor.may(verb, kind):
            continue
        url = _address(item.url_name)
        found.append(
            {
                "label": item.label,
                "icon": item.icon,
                "url": url,
                "key": item.key,
                "active": item.url_name == here,
                "count": 0,
                "group": item.group,
                "heading": HEADINGS.get(item.group, ""),
            }
        )
    return found


_address = cache(reverse)


def _page_of(path: str) -> str:
    """The menu item, by the name of its address, that `path` belongs to: the one with the longest address, or area."""
    if path.startswith(PERSONAL):
        return ""
    addresses = [(_address(item.url_name), item.url_name) for item in slots.menu]
    addresses += [(item.area, item.url_name) for item in slots.menu if item.area]
    fitting = [one for one in addresses if path == one[0] or (one[0] != "/" and path.startswith(one[0]))]
    return max(fitting, key=lambda one: len(one[0]), default=("", ""))[1]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of `ui/shell.html`; empty for somebody who is not signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "menu": [], "frame": slots.frame} | preferences(request)
    return {
        "actor": actor,
        "member": request.user,
        "menu": items(actor, request.path),
        "frame": slots.frame,
        "error_frame": "ui/shell.html",  # an error of somebody who is signed in stands in the shell
    } | preferences(request)


def preferences(request: HttpRequest) -> dict[str, str]:
    """What the browser remembers of the frame: theme ("light", "dark", "" as the system has it) and width of the rail."""
    theme, rail = request.COOKIES.get("theme", ""), request.COOKIES.get("rail", "")
    return {"theme": theme if theme in {"light", "dark"} else "", "rail": "icons" if rail == "icons" else "wide"}
