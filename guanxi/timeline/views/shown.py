"""Entries made ready for the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from guanxi.core import clock, slots
from guanxi.core.actor import Actor
from guanxi.timeline.models import Channel, Direction, Entry
from guanxi.timeline.queries.entry import Page
from guanxi.timeline.wording import duration_words, order_words, text_html


@dataclass(slots=True)
class Shown:
    """One entry as it is read."""

    entry: Entry
    icon: str
    who: str
    sentence: str
    body: SafeString
    meta: list[str]
    corrected: bool
    correctable: bool


@dataclass(slots=True)
class Day:
    """The entries of one day; `headed` is false where the page before ended within this day."""

    day: date
    entries: list[Shown]
    headed: bool
    today: bool


def days_of(page: Page, actor: Actor, *, after: date | None) -> Iterator[Day]:
    """A page's entries by day, in the member's time zone; `after` is the last day of the page before."""
    today = timezone.localtime(clock.now()).date()
    for day, entries in groupby(page.entries, key=lambda one: timezone.localtime(one.at).date()):
        shown_entries = [shown(one, page, actor) for one in entries]
        yield Day(day, shown_entries, headed=day != after, today=day == today)


def shown(entry: Entry, page: Page, actor: Actor) -> Shown:
    """One entry with its words, escaped."""
    kind = slots.entry_kinds.get(entry.kind)
    entry.names = page.names  # type: ignore[attr-defined] - what sentences about members look up
    mentioned = {pk: page.names[pk] for pk in entry.colleagues if pk in page.names}
    corrected = entry.pk in page.corrected
    return Shown(
        entry=entry,
        icon=kind.icon if kind else "activity",
        who=page.names.get(entry.member_id or 0, "Guanxi"),
        sentence=kind.sentence(entry) if kind and kind.sentence else str(kind.label if kind else entry.kind),
        body=text_html(entry.text, mentioned) if entry.text else SafeString(""),
        meta=list(_meta(entry)),
        corrected=corrected,
        correctable=not corrected and bool(entry.text) and entry.member_id == actor.member_id,
    )


def _meta(entry: Entry) -> Iterator[str]:
    if entry.contact:
        yield gettext("with %(contact)s") % {"contact": entry.contact.name}
    if entry.channel and entry.kind not in {"call", "visit", "mail", "chat"}:
        yield str(Channel(entry.channel).label)
    if entry.direction and entry.kind not in {"call", "visit", "mail"}:
        yield str(Direction(entry.direction).label)
    if entry.duration:
        yield duration_words(entry.duration)
    if entry.kind == "order":
        yield from order_words(*(entry.data.get(name) for name in ("lines", "total", "currency")))
    if entry.outcome:
        yield entry.outcome
