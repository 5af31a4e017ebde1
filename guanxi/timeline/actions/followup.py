"""A follow-up in one go: what happened, its files, whom it concerns, and what comes next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.customers.actions.customer import edit_customer
from guanxi.customers.models import Customer
from guanxi.timeline.actions.attachment import attach, check_files
from guanxi.timeline.actions.entry import correct, record, require_correctable
from guanxi.timeline.actions.mention import let_see, meant, tell
from guanxi.timeline.models import Channel, Entry
from guanxi.timeline.queries.colleague import names_of

# the kinds a member writes down himself, and the channel each came by
CHANNELS: dict[str, str] = {
    "note": "",
    "call": Channel.PHONE,
    "visit": Channel.VISIT,
    "mail": Channel.MAIL,
    "chat": Channel.CHAT,
}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the composer holds. `duration` in seconds; `next_contact_at` None leaves the next contact as it is.

    `data` is kept with the entry: {"position": [latitude, longitude, metres]} of a visit checked in on the spot.
    """

    kind: str
    text: str = ""
    contact_id: int | None = None
    direction: str = ""
    duration: int | None = None
    outcome: str = ""
    happened_at: datetime | None = None
    next_contact_at: datetime | None = None
    next_step: str = ""
    chosen: Collection[int] = ()
    share: bool = False
    data: Mapping[str, Any] | None = None


def log_followup(
    customer: Customer, given: FollowUp, files: Sequence[UploadedFile] = (), *, actor: Actor, at: datetime
) -> Entry:
    """Record what happened, attach its files, tell who is mentioned, plan the next contact; all or nothing.

    A contact that takes place fulfils a next contact that was due: without a new date the old one goes. Raises
    `Refused` (`CannotSee` for mentioned colleagues from whom the customer is hidden).
    """
    if given.kind not in CHANNELS:
        raise Refused(_("Choose what kind of entry this is."), field="kind")
    if not given.text.strip() and not files and not given.outcome:
        raise Refused(_("Write what happened, or attach a file."), field="text")
    check_files(files)
    people = meant(given.text, given.chosen)
    let_see(customer, people, share=given.share, actor=actor, at=at)
    entry = record(
        customer.pk,
        given.kind,
        actor=actor,
        at=at,
        happened_at=given.happened_at,
        channel=CHANNELS[given.kind],
        direction=given.direction,
        duration=given.duration,
        outcome=given.outcome.strip(),
        text=given.text.strip(),
        contact_id=given.contact_id,
        colleagues=people,
        data=given.data,
    )
    attach(entry, files, actor=actor, at=at)
    _plan(customer, given, actor=actor, at=at)
    tell(entry, customer, people, actor=actor, at=at)
    return entry


def correct_followup(
    entry: Entry, text: str, *, chosen: Collection[int] = (), share: bool = False, actor: Actor, at: datetime
) -> Entry:
    """Put an entry right (`actions.entry.correct`), and tell those whom only the new text mentions.

    Whom the old text meant and the new one does not, took no part after all. Raises `Refused` as `log_followup` does.
    """
    require_correctable(entry, actor)
    people = meant(text, chosen, before=entry.colleagues)
    others = [pk for pk, name in names_of(entry.colleagues).items() if f"@{name}" not in entry.text]
    fresh = [one for one in people if one not in entry.colleagues]
    customer = Customer.objects.get(pk=entry.customer_id or 0)
    let_see(customer, fresh, share=share, actor=actor, at=at)
    made = correct(entry, text=text, colleagues=[*others, *people], actor=actor, at=at)
    tell(made, customer, fresh, actor=actor, at=at)
    return made


def _plan(customer: Customer, given: FollowUp, *, actor: Actor, at: datetime) -> None:
    changes: dict[str, Any] = {}
    due = customer.next_contact_at is not None and customer.next_contact_at <= at
    if given.next_contact_at is not None:
        changes = {"next_contact_at": given.next_contact_at, "next_step": given.next_step.strip()}
    elif given.next_step.strip():
        changes = {"next_step": given.next_step.strip()}
    elif CHANNELS[given.kind] and due:
        changes = {"next_contact_at": None, "next_step": ""}
    if changes:
        edit_customer(customer, changes, actor=actor, at=at)
