"""The timeline of a customer, newest first, page by page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from guanxi.core import slots
from guanxi.core.refused import Refused
from guanxi.timeline.models import Attachment, Entry
from guanxi.timeline.queries.colleague import names_of

PAGE = 30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a timeline is narrowed to. `since` and `until` are moments, `until` exclusive."""

    kinds: frozenset[str] = frozenset()
    member_id: int | None = None
    contact_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(slots=True)
class Page:
    """A stretch of a timeline; `older` is the cursor of the next one, "" at the end."""

    entries: list[Entry]
    older: str
    names: dict[int, str] = field(default_factory=dict)
    corrected: dict[int, int] = field(default_factory=dict)


def cursor_of(entry: Entry) -> str:
    """The place of an entry in its timeline, to go on behind it."""
    return f"{(entry.at - _EPOCH) // _MICROSECOND}.{entry.pk}"


def place_of(cursor: str) -> tuple[datetime, int]:
    """The moment and id that a cursor stands for; raises `Refused` for one that is none."""
    moment, _dot, pk = cursor.partition(".")
    try:
        return _EPOCH + int(moment) * _MICROSECOND, int(pk)
    except (ValueError, OverflowError):
        raise Refused("This is not a place in a timeline.", code="bad_cursor") from None


def timeline(customer_id: int, *, wanted: Wanted | None = None, after: str = "", size: int = PAGE) -> Page:
    """A page of the entries of a customer; paged by key, so that none is lost or doubled while others are added."""
    return page_of(_narrowed(Entry.objects.filter(customer_id=customer_id), wanted or Wanted()), after, size)


def page_of(rows: QuerySet[Entry], after: str = "", size: int = PAGE) -> Page:
    """The newest of these entries, or those behind `after`, with what it takes to read them."""
    if after:
        at, pk = place_of(after)
        rows = rows.filter(at__lte=at).filter(Q(at__lt=at) | Q(pk__lt=pk))
    attachments = Prefetch("attachments", Attachment.objects.order_by("pk"))
    found = list(rows.select_related("contact").prefetch_related(attachments).order_by("-at", "-pk")[: size + 1])
    entries = found[:size]
    return Page(
        entries=entries,
        older=cursor_of(entries[-1]) if len(found) > size else "",
        names=names_of(_people(entries)),
        corrected=corrections(entries),
    )


def latest(customer_id: int, kinds: Collection[str], size: int) -> Page:
    """The latest entries of these kinds that nothing has put right, without attachments: one query, or two for hand-overs."""
    righted = Entry.objects.filter(corrects_id=OuterRef("pk"))
    rows = Entry.objects.filter(~Exists(righted), customer_id=customer_id, kind__in=kinds)
    entries = list(rows.select_related("contact", "member").order_by("-at", "-pk")[:size])
    names = {one.member_id: one.member.name for one in entries if one.member_id and one.member}
    others = {pk for pk in _people(entries) if pk} - names.keys()
    return Page(entries, "", names | (names_of(others) if others else {}))


def _narrowed(rows: QuerySet[Entry], wanted: Wanted) -> QuerySet[Entry]:
    if wanted.kinds:
        rows = rows.filter(kind__in=wanted.kinds)
    if wanted.member_id is not None:
        rows = rows.filter(Q(member_id=wanted.member_id) | Q(colleagues__contains=[wanted.member_id]))
    if wanted.contact_id is not None:
        rows = rows.filter(contact_id=wanted.contact_id)
    if wanted.since is not None:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(at__lt=wanted.until)
    return rows


def _people(entries: Sequence[Entry]) -> set[int | None]:
    people: set[int | None] = set()
    for one in entries:
        people |= {one.member_id, *one.colleagues}
        if one.kind == "assigned":
            people |= {_number(one.data.get("before")), _number(one.data.get("after"))}
    return people


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def corrections(entries: Sequence[Entry]) -> dict[int, int]:
    """For entries that were put right, the id of the entry that did it."""
    ids = [one.pk for one in entries]
    found = Entry.objects.filter(corrects_id__in=ids).order_by("pk").values_list("corrects_id", "pk")
    return {old: new for old, new in found if old is not None}


def writers(customer_id: int, *, latest: int = 500) -> list[tuple[int, str]]:
    """Members who wrote among the latest entries of a customer, by name."""
    recent = Entry.objects.filter(customer_id=customer_id).order_by("-at", "-pk").values("member_id")[:latest]
    return sorted(names_of({row["member_id"] for row in recent}).items(), key=lambda pair: pair[1])


def entry_of(entry_id: int) -> Entry:
    """An entry the actor sees; raises `Entry.DoesNotExist`."""
    return Entry.objects.select_related("contact").get(pk=entry_id)


def kinds_in(chosen: Collection[str]) -> frozenset[str]:
    """Those of the names that are kinds of entries."""
    return frozenset(chosen) & slots.entry_kinds.keys()
