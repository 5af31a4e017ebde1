"""What the search field answers, in groups: records by kind, pages by their name or its pinyin, and "create"."""

from collections import defaultdict
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from guanxi.core import kinds, search
from guanxi.core.actor import Actor
from guanxi.core.search.tokens import fold, name_tokens
from guanxi.ui.navigation import items

LIMIT = 20
SHORTEST_NEW_NAME = 2


def groups(text: str, actor: Actor) -> list[dict[str, Any]]:
    """Groups for `ui/parts/found.html`: {label, items: [{url, label, note, icon}]}, none of them empty."""
    if not fold(text):
        return []
    return [*_records(text, actor), *_pages(text, actor), *_new(text, actor)]


def _records(text: str, actor: Actor) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for hit in search.find(text, actor, limit=LIMIT):
        kind = kinds.kind(hit.kind)
        record = kind.model(pk=hit.record_id, **({kind.home: hit.home_id} if kind.home else {}))
        found[hit.kind].append({"url": kind.url(record), "label": hit.title, "note": hit.detail, "icon": kind.icon})
    return [{"label": kinds.kind(name).plural, "items": entries} for name, entries in found.items()]


def _pages(text: str, actor: Actor) -> list[dict[str, Any]]:
    needle = fold(text)
    fitting = [
        {"url": item["url"], "label": item["label"], "note": "", "icon": item["icon"]}
        for item in items(actor, "")
        if needle in fold(str(item["label"]))
        or any(token[1:].startswith(needle) for token in name_tokens(str(item["label"])))
    ]
    return [{"label": _("Go to page"), "items": fitting}] if fitting else []


def _new(text: str, actor: Actor) -> list[dict[str, Any]]:
    name = text.strip()
    if len(name) < SHORTEST_NEW_NAME or name.isdigit() or not actor.may("create", "customer"):
        return []
    try:
        url = reverse("customer_new", query={"name": name})
    except NoReverseMatch:
        return []
    label = _("Create customer “{name}”").format(name=name)
    return [{"label": _("New"), "items": [{"url": url, "label": label, "note": "", "icon": "plus"}]}]
