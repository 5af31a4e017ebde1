"""Promises, read: lists, what is due, what contradicts what, and what entries still ask about."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from guanxi.core.actor import Actor
from guanxi.timeline.models import Declined, Entry, Promise
from guanxi.timeline.rules.contradiction import Said, contradictions

MOST_COMPARED = 2000  # open promises to the customers of one page of a list


def promises(actor: Actor) -> QuerySet[Any]:
    """Promises to the customers the actor sees, with their `state`: open, overdue, kept or withdrawn."""
    state = Case(
        When(closed_as="kept", then=Value("kept")),
        When(closed_as="withdrawn", then=Value("withdrawn")),
        When(due_at__lt=Now(), then=Value("overdue")),
        default=Value("open"),
        output_field=CharField(),
    )
    rows: QuerySet[Any] = Promise.objects.alive().visible_to(actor)
    shown: QuerySet[Any] = rows.annotate(state=state)
    return shown


def promise_of(promise_id: int) -> Promise:
    """A promise the actor sees, not in the bin; raises `Promise.DoesNotExist`."""
    linked = ("customer", "contact", "owner", "promised_by", "created_by", "closed_by", "entry", "proof_entry")
    found: Promise = Promise.objects.alive().select_related(*linked).get(pk=promise_id)
    return found


def open_promises_of(customer_id: int, *, limit: int = 50) -> list[Promise]:
    """What was promised to a customer and is neither kept nor withdrawn, the most urgent first."""
    rows = Promise.objects.alive().filter(customer_id=customer_id, closed_as="").select_related("owner", "customer")
    return list(rows.order_by("due_at", "pk")[:limit])


def my_promises(member_id: int | None, *, since: datetime | None, until: datetime, limit: int) -> list[Promise]:
    """A member's open promises with a time in [since, until), by time; with since None all before `until`."""
    rows = Promise.objects.alive().filter(owner_id=member_id, closed_as="", due_at__lt=until)
    if since is not None:
        rows = rows.filter(due_at__gte=since)
    return list(rows.select_related("customer").order_by("due_at", "pk")[:limit])


def _said(promise: Promise) -> Said:
    day = timezone.localtime(promise.due_at).date() if promise.due_at else None
    return Said(promise.pk, promise.customer_id, promise.topic, promise.title, promise.amount, promise.currency, day)


def against(promises: Sequence[Promise]) -> dict[int, list[Promise]]:
    """For each of these promises the open ones to the same customer that it contradicts; one query for all."""
    customers = {one.customer_id for one in promises if not one.closed_as}
    if not customers:
        return {}
    rows = Promise.objects.alive().filter(customer_id__in=customers, closed_as="").order_by("pk")
    found = {one.pk: one for one in rows[:MOST_COMPARED]}
    pairs = contradictions(map(_said, found.values()), {one.pk for one in promises})
    return {one.pk: [found[pk] for pk in pairs[one.pk]] for one in promises if one.pk in pairs}


def among(promises: Sequence[Promise]) -> dict[int, list[Promise]]:
    """For each of a customer's open promises those of them that it contradicts; asks nothing."""
    found = {one.pk: one for one in promises}
    pairs = contradictions(map(_said, promises), set(found))
    return {pk: [found[other] for other in others] for pk, others in pairs.items()}


def fill(records: Sequence[Promise]) -> None:
    """Set `contradicts` on the promises of a page: the titles of what each contradicts."""
    found = against(records)
    for one in records:
        one.contradicts = " · ".join(other.title for other in found.get(one.pk, ()))  # type: ignore[attr-defined]


def of_entries(entries: Collection[Entry]) -> dict[int, list[Promise]]:
    """The promises that were made in these entries, or in what they put right, by the entry on the page."""
    ids = {one.pk for one in entries} | {one.corrects_id for one in entries if one.corrects_id}
    rows = Promise.objects.alive().filter(entry_id__in=ids).select_related("customer").order_by("due_at", "pk")
    made: dict[int | None, list[Promise]] = {}
    for promise in rows:
        made.setdefault(promise.entry_id, []).append(promise)
    return {
        one.pk: made.get(one.pk, []) + (made.get(one.corrects_id, []) if one.corrects_id else []) for one in entries
    }


def declined(entries: Collection[Entry]) -> set[tuple[int, int]]:
    """Places of these entries' texts (entry, where it begins) that are no promise, as somebody said."""
    rows = Declined.objects.filter(entry_id__in=[one.pk for one in entries])
    return set(rows.values_list("entry_id", "place"))


def proofs_for(promise: Promise, *, limit: int = 15) -> list[Entry]:
    """Entries that could prove a promise kept: what was written of the customer since it was made, newest first."""
    rows = Entry.objects.filter(customer_id=promise.customer_id, at__gte=promise.created_at)
    kinds = ("note", "call", "visit", "mail", "chat", "order")
    return list(rows.filter(kind__in=kinds).exclude(pk=promise.entry_id or 0).order_by("-at", "-pk")[:limit])
