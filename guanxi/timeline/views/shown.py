"""Entries made ready for the page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from guanxi.core import clock, slots
from guanxi.core.actor import Actor
from guanxi.timeline.actions.followup import CHANNELS
from guanxi.timeline.models import Channel, Direction, Entry, Promise
from guanxi.timeline.queries.entry import Page
from guanxi.timeline.queries.promise import declined, of_entries
from guanxi.timeline.rules.suggestion import Suggestion, suggestions
from guanxi.timeline.wording import duration_words, order_words, text_html

ASKED_FOR = timedelta(days=30)


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
    promises: list[Promise] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    can_promise: bool = False


@dataclass(slots=True)
class Day:
    """The entries of one day; `headed` is false where the page before ended within this day."""

    day: date
    entries: list[Shown]
    headed: bool
    today: bool


def days_of(page: Page, actor: Actor, *, after: date | None, asks: bool = False) -> Iterator[Day]:
    """A page's entries by day, in the member's time zone; `after` is the last day of the page before.

    `asks`: about what looks like a promise; only whoever wrote it is asked, for a month.
    """
    promised, not_promised = of_entries(page.entries), declined(page.entries)
    today = timezone.localtime(clock.now()).date()
    for day, entries in groupby(page.entries, key=lambda one: timezone.localtime(one.at).date()):
        shown_entries = [shown(one, page, actor) for one in entries]
        for row in shown_entries:
            row.promises = promised[row.entry.pk]
            row.can_promise = asks and row.entry.kind in CHANNELS and not row.corrected
            if row.can_promise:
                row.suggestions = _asked(row, not_promised, actor)
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


def _asked(row: Shown, not_promised: set[tuple[int, int]], actor: Actor) -> list[Suggestion]:
    """What looks like a promise in an entry of the actor's own and was neither written down nor said to be none.

    A promise that was marked by hand in an entry answers for all of it; what a customer writes is no promise of ours.
    """
    entry = row.entry
    incoming = entry.direction == Direction.IN and entry.kind in {"mail", "chat"}
    if incoming or entry.member_id != actor.member_id or entry.at < clock.now() - ASKED_FOR:
        return []
    places = [one.place for one in row.promises if one.entry_id == entry.pk]
    if any(place is None for place in places) or len(row.promises) > len(places):
        return []
    found = suggestions(entry.text, timezone.localtime(entry.at))
    return [one for one in found if one.start not in places and (entry.pk, one.start) not in not_promised]


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
    if place := entry.data.get("position"):
        yield gettext("at %(latitude).4f, %(longitude).4f (±%(metres)d m)") % dict(
            zip(("latitude", "longitude", "metres"), place, strict=True)
        )
