"""Mails from files (.eml, mbox): entries on the timeline of the customer who wrote or was written to."""

import hashlib
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core.kinds import Type
from guanxi.core.refused import Refused
from guanxi.customers.importing import People, Rules
from guanxi.customers.importing.loaders import MADE
from guanxi.intake.loading import Batch, Parsed
from guanxi.intake.targets import Target, TargetField, register
from guanxi.intake.values import Hints, split_mails
from guanxi.staff.models import Member
from guanxi.timeline.actions.attachment import attach
from guanxi.timeline.models import Entry
from guanxi.timeline.rules import LONGEST_TEXT, MOST_FILES

ENTRY_SINCE = (
    "exists (select from timeline_entry e where e.customer_id = r.id and e.import_id is distinct from %(import)s)"
)
AHEAD = timedelta(days=1)  # clocks of senders are wrong; what lies further ahead is no date at all


def load_mails(batch: Batch) -> None:
    """One mail a row; each Message-ID goes in once, however often it is imported."""
    ours = {mail.lower() for mail in Member.objects.values_list("email", flat=True)}
    asked: list[Parsed] = []
    facts: dict[int, dict[str, Any]] = {}
    seen: dict[str, int] = {}
    keys = {row.number: _key(row) for row in batch.rows}
    known = set(Entry.objects.filter(kind="mail", key__in=keys.values()).values_list("key", flat=True))
    for row in batch.rows:
        key = keys[row.number]
        if key in known or key in seen:
            batch.note(row, "unchanged", row.values.get("subject", ""))
            continue
        found = _correspondent(row, ours)
        if found is None:
            batch.reject(row, "from", "no_correspondent")
            continue
        if row.values["date"] > batch.at + AHEAD:
            batch.reject(row, "date", "in_the_future")
            continue
        seen[key] = row.number
        facts[row.number] = {"key": key, "direction": found[2]}
        name = found[0] or found[1].partition("@")[0]
        asked.append(Parsed(row.number, row.cells, {"name": name[:200], "type": "person", "mail": [found[1]]}))
    part = batch.part(asked)
    make = batch.plan.makes("customer") and batch.actor.may("create", "customer")
    people = (
        People(part, Rules(keys=("mail",), mode="fill", make=make, name_field="from", fills=False)).take(asked).write()
    )
    for number, faults in part.faults.items():
        batch.faults.setdefault(number, []).extend(faults)
    batch.extra["customers"] += sum(slot.made for slot in people.made)
    _write(batch, facts, people)


def _write(batch: Batch, facts: dict[int, dict[str, Any]], people: People) -> None:
    rows = [row for row in batch.rows if row.number in facts and not batch.rejected(row)]
    for row in rows:
        batch.note(row, "created", row.values.get("subject", ""))
    if batch.trial:
        return
    entries = []
    for row in rows:
        place = people.places[row.number]
        holder = people.found.get(("mail", _mail_of(people, row)))
        entries.append(
            Entry(
                customer_id=place.slot.id,
                contact_id=holder.contact_id if holder else None,
                kind="mail",
                at=row.values["date"],
                member_id=batch.actor.member_id,
                channel="mail",
                direction=facts[row.number]["direction"],
                subject=row.values.get("subject", "")[:300],
                text=row.values.get("text", "")[:LONGEST_TEXT],
                key=facts[row.number]["key"],
                data={"from": row.values.get("from", ""), "to": row.values.get("to", "")},
                import_id=batch.import_id,
                created_at=batch.at,
            )
        )
    for entry, row in zip(Entry.objects.bulk_create(entries), rows, strict=True):
        _attach(batch, entry, row)


def _mail_of(people: People, row: Parsed) -> str:
    return next((one.values["mail"][0] for one in people.batch.rows if one.number == row.number), "")


def _attach(batch: Batch, entry: Entry, row: Parsed) -> None:
    """Keep the mail's files; one that is empty or refused is counted, the mail goes in without it."""
    for one in (row.source.attachments if row.source else [])[:MOST_FILES]:
        file = SimpleUploadedFile(one.name or "attachment", one.data, one.type)
        try:
            with transaction.atomic():
                attach(entry, [file], actor=batch.actor, at=batch.at)
            batch.extra["attachments"] += 1
        except Refused:
            batch.extra["attachments_left_out"] += 1


def _key(row: Parsed) -> str:
    """The Message-ID; without one, what the mail says."""
    given = str(row.values.get("message_id", "")).strip("<> ")
    if given:
        return given[:200]
    said = "\n".join(str(row.values.get(name, "")) for name in ("date", "from", "to", "subject", "text"))
    return "sha256:" + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def _correspondent(row: Parsed, ours: set[str]) -> tuple[str, str, str] | None:
    """Name, address and direction of the first party that is not one of us."""
    sender = _parties(row.values.get("from", ""))
    others = _parties(row.values.get("to", "")) + _parties(row.values.get("cc", ""))
    if row.source:
        sender = [(row.source.sender.name, row.source.sender.mail)] if row.source.sender else []
        others = [(one.name, one.mail) for one in [*row.source.to, *row.source.cc]]
    outgoing = any(mail in ours for _name, mail in sender)
    for name, mail in others if outgoing else sender:
        if mail and mail not in ours:
            return name, mail, "out" if outgoing else "in"
    return None


def _parties(text: str) -> list[tuple[str, str]]:
    return [("", mail.lower()) for mail in split_mails(text) if "@" in mail]


def _loose(raw: str, hints: Hints) -> str:  # noqa: ARG001 - the shape of a field's own parser
    """What a mail says, without characters that no page can show: a mail is not refused for them."""
    return "".join(one for one in raw if one.isprintable() or one in "\n\t").strip()


FIELDS = (
    TargetField("message_id", _("Message-ID"), parse=_loose),
    TargetField("date", _("Date"), Type.DATETIME, required=True),
    TargetField("from", _("From"), required=True, parse=_loose),
    TargetField("to", _("To"), parse=_loose),
    TargetField("cc", _("Copy"), parse=_loose),
    TargetField("subject", _("Subject"), parse=_loose),
    TargetField("text", _("Text"), parse=_loose),
)


def take_back(import_id: int) -> int:
    """Undo: the mails of an import leave the timeline again; answers how many."""
    with connection.cursor() as cursor:
        cursor.execute("select timeline_take_back(%s)", [import_id])
        return int(cursor.fetchone()[0])


def register_targets() -> None:
    """Called by the manifest."""
    register(
        Target(
            name="mail", label=_("Mails"), icon="mail", needs="entry.create", load=load_mails, fields=FIELDS, source="mails",
            modes=("skip",), links=(("customer", _("Customers that are not known yet")),), owned=True, made=MADE, take_back=take_back, chunk=200,
            place=35, help=_("Mails become entries on the timeline of whoever wrote them or got them."),
        )
    )  # fmt: skip
