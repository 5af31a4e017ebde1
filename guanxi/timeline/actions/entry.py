"""Writing on the timeline: entries are added, never changed or deleted."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guanxi.core import events, slots
from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.models import Contact, Customer
from guanxi.timeline.events import RECORDED
from guanxi.timeline.models import Entry
from guanxi.timeline.rules import LONGEST_TEXT, can_log

CLOCKS_APART = timedelta(minutes=5)


class NotThisCustomer(Refused):
    """The contact belongs to another customer."""

    code = "not_this_customer"


def record(  # noqa: PLR0913 - an entry has that many sides, all by keyword
    customer_id: int,
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    happened_at: datetime | None = None,
    channel: str = "",
    direction: str = "",
    duration: int | None = None,
    outcome: str = "",
    subject: str = "",
    text: str = "",
    contact_id: int | None = None,
    colleagues: Iterable[int] = (),
    data: Mapping[str, Any] | None = None,
    key: str | None = None,
    caused_by: Entry | None = None,
    corrects: Entry | None = None,
) -> Entry:
    """Add an entry; with `key` (identity at the source) the same thing is recorded once and the first entry answered.

    `at` is now, `happened_at` when it happened (default: now), `duration` in seconds, `colleagues` member ids of who
    took part. A channel makes it a contact: the customer's last contact follows. Raises `Customer.DoesNotExist` for a
    hidden customer, `NotAllowed` where the actor may not write, KeyError for a kind no manifest declares.
    """
    slots.entry_kinds[kind]
    if key is not None and (known := Entry.objects.filter(kind=kind, key=key).first()):
        return known
    customer = Customer.objects.alive().only("id", "owner_id", "deleted_at").get(pk=customer_id)
    if not can_log(customer, actor):
        raise NotAllowed(_("You may read this customer's timeline, but not write on it."))
    _check(customer_id, text=text, contact_id=contact_id, happened_at=happened_at, at=at)
    entry = Entry(
        customer_id=customer_id,
        contact_id=contact_id,
        kind=kind,
        at=happened_at or at,
        member_id=actor.member_id,
        channel=channel,
        direction=direction,
        duration=duration,
        outcome=outcome,
        subject=subject,
        text=text,
        colleagues=sorted(set(colleagues)),
        data=dict(data or {}),
        key=key,
        caused_by=caused_by,
        corrects=corrects,
        created_at=at,
    )
    if key is None:
        entry.save(force_insert=True)
    else:
        Entry.objects.bulk_create([entry], ignore_conflicts=True)
        entry = _first_of(kind, key)
    events.emit(events.Event(RECORDED, [entry.pk], actor, at, {"kind": kind}))
    return entry


def _check(customer_id: int, *, text: str, contact_id: int | None, happened_at: datetime | None, at: datetime) -> None:
    if len(text) > LONGEST_TEXT:
        raise Refused(_("An entry has at most 20,000 characters. Attach longer texts as a file."), field="text")
    if happened_at is not None and happened_at > at + CLOCKS_APART:
        raise Refused(_("This lies in the future. Make it a task, or set the next contact."), field="happened_at")
    if contact_id is not None and not Contact.objects.filter(pk=contact_id, customer_id=customer_id).exists():
        raise NotThisCustomer(_("This contact belongs to another customer."), field="contact")


def _first_of(kind: str, key: str) -> Entry:
    entry = Entry.objects.filter(kind=kind, key=key).first()
    if entry is None:
        raise Refused(_("This was already recorded with another customer."), field="key", code="recorded_elsewhere")
    return entry


def require_correctable(entry: Entry, actor: Actor) -> None:
    """Everybody corrects only what he wrote himself, and the newest of several corrections; else raises `Refused`."""
    if entry.customer_id is None or (actor.member_id is not None and entry.member_id != actor.member_id):
        raise NotAllowed(_("Only whoever wrote an entry corrects it."))
    if Entry.objects.filter(corrects=entry).exists():
        raise Refused(_("This entry was corrected before. Correct the newer one."), code="corrected_before")


def correct(entry: Entry, *, text: str, colleagues: Iterable[int] | None = None, actor: Actor, at: datetime) -> Entry:
    """Put an entry right: a new one of the same kind and time with another text; the old one stays, struck through.

    `colleagues` are who took part (default: as before). Raises `Refused` like `require_correctable`. Tells nobody:
    `actions.followup.correct_followup` does.
    """
    require_correctable(entry, actor)
    if entry.customer_id is None or not text.strip() or text.strip() == entry.text.strip():
        raise Refused(_("Write how it should read."), field="text")
    return record(
        entry.customer_id,
        entry.kind,
        actor=actor,
        at=at,
        happened_at=entry.at,
        channel=entry.channel,
        direction=entry.direction,
        duration=entry.duration,
        outcome=entry.outcome,
        subject=entry.subject,
        text=text,
        contact_id=entry.contact_id,
        colleagues=entry.colleagues if colleagues is None else colleagues,
        corrects=entry,
    )


# The policy's own condition: what it would refuse is left out instead.
WRITABLE = """exists (select from customers_customer c where c.id = s.customer_id
    and ((select guanxi_sees_all('customer')) or c.owner_id = any ((select guanxi_owners('customer'))::bigint[])
         or c.id = any ((select guanxi_shared('edit'))::bigint[])))"""
COLUMNS = ("customer_id", "at", "key", "subject", "data", "channel", "import_id")


def record_selected(kind: str, rows: QuerySet[Any], *, actor: Actor, at: datetime) -> int:
    """Add an entry per row of a query, in one statement; answers how many. For higher packages (orders, tickets …).

    `rows` is a `.values_list("customer_id", at, key, subject, data, channel, import_id)` in this order; constants come
    as `Value(…)`. What was recorded before (same kind and key) is left out, and so is what the actor may not write.
    """
    slots.entry_kinds[kind]
    if not actor.may("create", "entry"):
        return 0
    sql, parameters = rows.query.sql_with_params()
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into timeline_entry ({names}, kind, member_id, created_at) "  # noqa: S608 - names are constants
            f"select s.*, %s, %s, %s from ({sql}) s ({names}) where {WRITABLE} on conflict do nothing",
            [kind, actor.member_id, at, *parameters],
        )
        return int(cursor.rowcount)
