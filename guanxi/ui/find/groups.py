"""What the search field answers, in groups: records by kind, pages by their name or its pinyin, and "create"."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

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
    """What can be made: a kind of record that the text names ("lead", "new contract", "htong"), a customer of this name."""
    made = [*_named_kinds(text, actor), *_new_customer(text, actor)]
    return [{"label": _("New"), "items": made}] if made else []


def _named_kinds(text: str, actor: Actor) -> Iterator[dict[str, Any]]:
    needle = fold(text)
    if len(needle) < SHORTEST_NEW_NAME:
        return
    for kind in kinds.all_kinds():
        label = _("New {kind}").format(kind=str(kind.label).lower())
        if _names(needle, str(kind.label), label) and (url := _address_of_new(kind.name, actor)):
            yield {"url": url, "label": label, "note": "", "icon": kind.icon}


def _names(needle: str, word: str, label: str) -> bool:
    """Whether who types `needle` begins to say `word` or `label`, also in pinyin."""
    said = fold(label).startswith(needle) or any(one.startswith(needle) for one in fold(word).split())
    return said or any(token[1:].startswith(needle) for token in name_tokens(word))


def _address_of_new(name: str, actor: Actor) -> str:
    if not actor.may("create", name):
        return ""
    try:
        return reverse(f"{name}_new")
    except NoReverseMatch:
        return ""


def _new_customer(text: str, actor: Actor) -> Iterator[dict[str, Any]]:
    name = text.strip()
    if len(name) >= SHORTEST_NEW_NAME and not name.isdigit() and (url := _address_of_new("customer", actor)):
        label = _("Create customer “{name}”").format(name=name)
        yield {"url": f"{url}?{urlencode({'name': name})}", "label": label, "note": "", "icon": "plus"}
