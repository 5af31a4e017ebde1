"""The promise ledger: made, changed, kept with proof, withdrawn with a reason, opened again, handed over."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.core import events
from guanxi.core.actor import Actor
from guanxi.core.events import Event
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.models import Contact, Customer
from guanxi.customers.rules import may_write_to
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Member
from guanxi.staff.queries.company import company_customs
from guanxi.timeline.actions.entry import record
from guanxi.timeline.actions.mention import let_see
from guanxi.timeline.events import KEPT, PROMISED, WITHDRAWN
from guanxi.timeline.models import Declined, Entry, Promise, Topic
from guanxi.timeline.queries.colleague import names_of
from guanxi.timeline.rules import LONGEST_TEXT, can_change_promise, can_log

FIELDS = {"title", "topic", "due_at", "amount", "currency", "customer", "contact", "owner"}
LINKS = {"customer", "contact", "owner"}
LARGEST = Decimal(10) ** 16
GIVEN = gettext_noop("{who} made a promise yours to keep: {promise}")


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field name as model attributes; raises TypeError for an unknown field."""
    named = {name.removesuffix("_id"): value for name, value in values.items()}
    if unknown := named.keys() - FIELDS:
        raise TypeError(f"a promise has no {sorted(unknown)}")
    return {
        f"{name}_id" if name in LINKS else name: getattr(value, "pk", value) if name in LINKS else value
        for name, value in named.items()
    }


def create_promise(
    values: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    entry: Entry | None = None,
    place: int | None = None,
    share: bool = False,
) -> Promise:
    """Write down a promise; without an owner the actor made it. `entry` is where it was said, `place` where in its text.

    The timeline tells it. Naming a colleague needs "assign" and tells him; raises `Refused`, `CannotSee` when he does
    not see the customer (`share` shows it to him).
    """
    columns = {"owner_id": actor.member_id, **_columns(values)}
    customer = Customer.objects.alive().filter(pk=columns.get("customer_id") or 0).first()
    if customer is None:
        raise Refused(_("Choose the customer to whom it was promised."), field="customer")
    if not may_write_to(customer, actor, "promise", "create"):
        raise NotAllowed(_("You may see this customer, but not write down promises to it."))
    if entry is not None and entry.customer_id != customer.pk:
        raise Refused(_("This entry belongs to another customer."), code="not_this_customer")
    promise = Promise(**columns, entry=entry, place=place, created_at=at)
    promise.customer = customer
    _check(promise, columns.keys())
    if promise.owner_id != actor.member_id:
        actor.require("assign", "promise")
        _check_owner([customer], promise.owner_id, share=share, actor=actor, at=at)
    promise.promised_by_id = promise.owner_id
    promise.save(force_insert=True)
    due = {"due": promise.due_at.isoformat()} if promise.due_at else {}
    _tell(promise, "promise_made", actor=actor, at=at, caused_by=entry, data=due)
    _notify([promise], promise.owner_id, actor=actor, at=at)
    events.emit(Event(PROMISED, [promise.pk], actor, at))
    return promise


def edit_promise(
    promise: Promise, changes: Mapping[str, Any], *, actor: Actor, at: datetime, share: bool = False
) -> Promise:
    """Change fields of an open promise; who said it stays. A change of owner goes the way of `assign_promises`. Raises `Refused`."""
    _require_change(promise, actor)
    if promise.closed_as:
        raise Refused(_("This promise is closed. Open it again to change it."), code="closed")
    columns = _columns(changes)
    owner_id = columns.pop("owner_id", promise.owner_id)
    if columns.pop("customer_id", promise.customer_id) != promise.customer_id:
        raise Refused(_("A promise stays with the customer to whom it was made."), field="customer")
    for name, value in columns.items():
        setattr(promise, name, value)
    _check(promise, columns.keys())
    if columns:
        promise.save(update_fields=[*columns.keys() | {"title", "currency"}])
    if owner_id != promise.owner_id:
        actor.require("assign", "promise")
        _check_owner([promise.customer], owner_id, share=share, actor=actor, at=at)
        Promise.objects.filter(pk=promise.pk).update(owner_id=owner_id)
        promise.owner_id = owner_id
        _notify([promise], owner_id, actor=actor, at=at)
    return promise


def _check(promise: Promise, given: Collection[str]) -> None:
    promise.title = " ".join((promise.title or "").split())
    if not promise.title:
        raise Refused(_("Say in a few words what was promised."), field="title")
    if len(promise.title) > 300:
        raise Refused(_("A promise has at most 300 characters."), field="title")
    promise.topic = promise.topic or Topic.OTHER
    if promise.topic not in Topic.values:
        raise Refused(_("Choose what the promise is about."), field="topic")
    if promise.amount is not None and not (0 <= promise.amount < LARGEST):
        raise Refused(_("This is not an amount."), field="amount")
    promise.currency = (promise.currency or "").strip().upper()
    if promise.amount is not None and not promise.currency:
        promise.currency = company_customs().currency
    if promise.currency and not (
        len(promise.currency) == 3 and promise.currency.isascii() and promise.currency.isalpha()
    ):
        raise Refused(_("A currency is three letters, such as CNY."), field="currency")
    contacts = Contact.objects.filter(pk=promise.contact_id or 0, customer=promise.customer_id)
    if "contact_id" in given and promise.contact_id and not contacts.exists():
        raise Refused(_("This contact belongs to another customer."), field="contact")


def _check_owner(
    customers: Sequence[Customer], owner_id: int | None, *, share: bool, actor: Actor, at: datetime
) -> None:
    if owner_id is None or not Member.objects.filter(pk=owner_id, is_active=True).exists():
        raise Refused(_("Choose a colleague who works here."), field="owner")
    if owner_id != actor.member_id:
        for customer in customers:
            let_see(customer, [owner_id], share=share, actor=actor, at=at, field="owner")


def _require_change(promise: Promise, actor: Actor) -> None:
    if not can_change_promise(promise, actor):
        raise NotAllowed(_("You may see this promise but not change it."))


def keep_promise(
    promise: Promise, *, proof: str = "", proof_entry: Entry | None = None, actor: Actor, at: datetime
) -> Promise:
    """Note that it was kept, with proof: words, or the entry that shows it. Raises `Refused` without either."""
    if not proof.strip() and proof_entry is None:
        raise Refused(_("Say how it was kept, or choose the entry that shows it."), field="proof")
    if proof_entry is not None and proof_entry.customer_id != promise.customer_id:
        raise Refused(_("This entry belongs to another customer."), field="entry")
    return _close(promise, Promise.Closed.KEPT, proof, proof_entry, actor=actor, at=at)


def withdraw_promise(promise: Promise, *, reason: str, actor: Actor, at: datetime) -> Promise:
    """Note that it does not hold any more, and why. Raises `Refused` without a reason."""
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn, and what the customer was told."), field="proof")
    return _close(promise, Promise.Closed.WITHDRAWN, reason, None, actor=actor, at=at)


def _close(promise: Promise, how: str, proof: str, entry: Entry | None, *, actor: Actor, at: datetime) -> Promise:
    _require_change(promise, actor)
    if promise.closed_as:
        raise Refused(_("This promise is closed already."), code="closed")
    if len(proof) > LONGEST_TEXT:
        raise Refused(_("That is too long. At most 20,000 characters."), field="proof")
    promise.closed_as, promise.closed_at, promise.closed_by_id = how, at, actor.member_id
    promise.proof, promise.proof_entry = proof.strip(), entry
    promise.save(update_fields=["closed_as", "closed_at", "closed_by", "proof", "proof_entry"])
    kept = how == Promise.Closed.KEPT
    kind = "promise_kept" if kept else "promise_withdrawn"
    _tell(promise, kind, text=promise.proof, caused_by=entry, actor=actor, at=at)
    events.emit(Event(KEPT if kept else WITHDRAWN, [promise.pk], actor, at))
    return promise


def reopen_promise(promise: Promise, *, actor: Actor, at: datetime) -> Promise:
    """It was not kept after all, or holds again; the timeline strikes through what it had told. Twice is as once."""
    _require_change(promise, actor)
    if not promise.closed_as:
        return promise
    told = Entry.objects.filter(
        customer_id=promise.customer_id,
        kind__in=("promise_kept", "promise_withdrawn"),
        data__contains={"promise": promise.pk},
    )
    promise.closed_as, promise.closed_at, promise.closed_by_id = "", None, None
    promise.proof, promise.proof_entry = "", None
    promise.save(update_fields=["closed_as", "closed_at", "closed_by", "proof", "proof_entry"])
    _tell(promise, "promise_reopened", corrects=told.order_by("-at", "-pk").first(), actor=actor, at=at)
    return promise


def _tell(
    promise: Promise, kind: str, *, actor: Actor, at: datetime, data: Mapping[str, Any] | None = None, **more: Any
) -> None:
    """The entry on the customer's timeline; where the roles do not let him write entries, the history alone tells."""
    if can_log(promise.customer, actor):
        said = {"promise": promise.pk, **(data or {})}
        record(promise.customer_id, kind, subject=promise.title, contact_id=promise.contact_id, data=said, actor=actor, at=at, **more)  # fmt: skip


def assign_promises(ids: Sequence[int], owner_id: int, *, actor: Actor, at: datetime) -> int:
    """Have a colleague keep promises; who made them stays. He must see their customers. Answers how many changed hands."""
    actor.require("assign", "promise")
    actor.require("edit", "promise")
    rows = (
        Promise.objects.alive().filter(pk__in=ids, closed_as="").exclude(owner_id=owner_id).select_related("customer")
    )
    mine = [one for one in rows if can_change_promise(one, actor)]
    customers = {one.customer_id: one.customer for one in mine}
    _check_owner([*customers.values()], owner_id, share=False, actor=actor, at=at)
    moved = Promise.objects.filter(pk__in=[one.pk for one in mine]).update(owner_id=owner_id)
    _notify(mine, owner_id, actor=actor, at=at)
    return int(moved)


def _notify(promises: Sequence[Promise], member_id: int | None, *, actor: Actor, at: datetime) -> None:
    if member_id is None or member_id == actor.member_id:
        return
    who = names_of([actor.member_id]).get(actor.member_id or 0, "")
    for one in promises[:20]:  # a hundred notices at once help nobody
        url = reverse("promise_record", args=[one.pk])
        notify(member_id, "timeline.promise", GIVEN, {"who": who, "promise": one.title}, url, actor=actor, at=at)


def pass_on(event: Event) -> None:
    """A customer changes hands: what its owner had still to keep there goes to the new one. Told before the rows change."""
    after = event.data["after"]
    if after is None or not event.actor.may("edit", "promise"):
        return
    owners: dict[int, list[int]] = {}
    for customer_id, owner_id in event.data["before"].items():
        if owner_id is not None:
            owners.setdefault(owner_id, []).append(customer_id)
    for owner_id, customers in owners.items():
        rows = Promise.objects.alive().filter(customer_id__in=customers, owner_id=owner_id, closed_as="")
        rows.update(owner_id=after)


def decline_suggestion(entry: Entry, place: int, *, actor: Actor, at: datetime) -> None:
    """Remember that what looks like a promise at this place of an entry is none. Only its writer is asked. Twice is as once."""
    if actor.member_id is not None and entry.member_id != actor.member_id:
        raise NotAllowed(_("Only whoever wrote an entry is asked about it."))
    if not 0 <= place < max(1, len(entry.text)):
        raise Refused(_("There is no such place in the text."), code="no_such_place")
    declined = Declined(entry=entry, place=place, member_id=actor.member_id, at=at)
    Declined.objects.bulk_create([declined], ignore_conflicts=True)


def delete_promises(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Put promises into the recycle bin; answers how many."""
    actor.require("delete", "promise")
    return int(Promise.objects.alive().visible_to(actor).filter(pk__in=ids).update(deleted_at=at))


def restore_promises(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take promises out of the recycle bin; answers how many."""
    actor.require("delete", "promise")
    return int(Promise.objects.binned().visible_to(actor).filter(pk__in=ids).update(deleted_at=None))
