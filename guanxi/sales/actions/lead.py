"""Leads: made, changed, handed over, put into the bin and taken out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.actions.customer import create_customer
from guanxi.customers.models import Contact, Customer
from guanxi.customers.queries.customer import customers
from guanxi.customers.queries.holding import held
from guanxi.sales.actions.arriving import Coming, arrive
from guanxi.sales.models import Lead
from guanxi.sales.queries import lead as queries
from guanxi.sales.rules import may_change_lead
from guanxi.sales.searching import index_leads
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Member

TEXTS = {
    "name": 200,
    "reference": 80,
    "source": 80,
    "campaign": 120,
    "product_line": 80,
    "note": 20_000,
    "next_step": 300,
}
GIVEN = gettext_noop("{who} gave you a lead: {lead}")
MANY = gettext_noop("{who} gave you {number} leads.")


class LeadKnown(Refused):
    """Another lead has this number."""

    code = "reference_taken"


@transaction.atomic
def create_lead(values: Mapping[str, Any], *, actor: Actor, at: datetime, made: bool = False) -> Lead:
    """A new lead of `values` by field name. Without an owner the rules say whose it is.

    Giving it to a colleague oneself needs "assign". The answer may be out of the actor's sight: it is not read back.
    `made`: the customer was made on the way. Raises `Refused`.
    """
    actor.require("create", "lead")
    given = {name.removesuffix("_id"): getattr(value, "pk", value) for name, value in values.items()}
    if unknown := given.keys() - TEXTS.keys() - {"customer", "contact", "owner", "received_at", "due_at"}:
        raise TypeError(f"a lead has no {sorted(unknown)}")
    customer = customers(actor).filter(pk=given.get("customer") or 0).first()
    if customer is None:
        raise Refused(_("This customer does not exist any more, or you do not see it."), field="customer")
    owner_id = given.get("owner")
    if owner_id is not None:
        _check_owner(owner_id, actor)
    received_at = given.get("received_at") or at
    if received_at > at:
        raise Refused(_("This lies in the future."), field="received_at")
    _check_contact(given.get("contact"), customer.pk)
    texts: dict[str, Any] = {name: _text(name, given[name]) for name in TEXTS if name in given}
    if texts.get("reference") and queries.taken([texts["reference"]]):
        raise LeadKnown(_("Another lead has this number."), field="reference")
    texts["name"] = texts.get("name") or named(texts)
    one = Coming(
        customer_id=customer.pk, contact_id=given.get("contact"), received_at=received_at, made=made,
        given=owner_id is not None, owner_id=owner_id, due_at=given.get("due_at"), **texts,
    )  # fmt: skip
    arrive([one], actor=actor, at=at)
    lead = Lead(
        id=one.id, name=one.name, customer=customer, owner_id=one.owner_id, received_at=received_at, due_at=one.due_at or at,
        assigned=one.why, source=one.source, campaign=one.campaign, product_line=one.product_line, note=one.note,
        reference=one.reference, next_step=one.next_step, contact_id=one.contact_id, created_at=at, updated_at=at,
        created_by_id=actor.member_id,
    )  # fmt: skip
    annotated: Any = lead  # as a row of `queries.lead.leads` comes
    annotated.response, annotated.lies, annotated.who = "due", "" if one.owner_id else "pool", customer.name
    return lead


def named(texts: Mapping[str, str]) -> str:
    """What a lead is called that nobody gave a name."""
    return texts.get("product_line") or texts.get("campaign") or texts.get("source") or gettext("Inquiry")


def _text(name: str, value: Any) -> str:
    text = str(value or "").strip()
    if len(text) > TEXTS[name]:
        raise Refused(_("At most %(limit)s characters fit.") % {"limit": TEXTS[name]}, field=name, code="too_long")
    return text


def _check_owner(owner_id: int, actor: Actor) -> None:
    if owner_id != actor.member_id:
        actor.require("assign", "lead")
    if not Member.objects.filter(pk=owner_id, is_active=True).exists():
        raise Refused(_("Choose a colleague who works here."), field="owner")


def _check_contact(contact_id: int | None, customer_id: int) -> None:
    if contact_id and not Contact.objects.alive().filter(pk=contact_id, customer_id=customer_id).exists():
        raise Refused(_("This contact belongs to another customer."), field="contact")


def find_or_make(given: Mapping[str, str], *, actor: Actor, at: datetime) -> tuple[Customer, bool]:
    """The customer of phone, mail or the very name, else a new one of these and `contact`, `city`, `industry`; whether it is new.

    Raises `Refused` where somebody holds the phone or mail whom the actor does not see.
    """
    for channel in ("phone", "mail"):
        for holder in held(channel, given.get(channel, "")):
            if not holder.seen:
                raise Refused(holder.sentence, field=channel, code="held")
            return customers(actor).get(pk=holder.customer_id or 0), False
    name = given.get("name", "").strip() or given.get("contact", "").strip()
    if not name:
        raise Refused(_("Choose the customer, or say who it is."), field="customer")
    same = [holder.customer_id for holder in held("name", name) if holder.seen]
    found = customers(actor).filter(pk__in=same, name__iexact=name).order_by("pk").first() if same else None
    if found is not None:
        return found, False
    person = not given.get("name", "").strip()
    parts: dict[str, Any] = {key: given[key] for key in ("city", "industry", "source") if given.get(key)}
    reach = {key: given[key] for key in ("phone", "mail") if given.get(key)}
    if given.get("contact") and not person:
        parts["contact"] = {"name": given["contact"], **reach}
    else:
        parts |= reach
    values = {"name": name, "type": "person" if person else "company", **parts}
    return create_customer(values, actor=actor, at=at), True


@transaction.atomic
def edit_lead(lead: Lead, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> Lead:
    """Change what a lead says; another owner goes the way of `assign_leads`. Raises `Refused`."""
    require_change(lead, actor)
    given = {name.removesuffix("_id"): getattr(value, "pk", value) for name, value in changes.items()}
    owner_id = given.pop("owner", None)
    if unknown := given.keys() - TEXTS.keys() - {"contact", "due_at", "received_at"}:
        raise TypeError(f"of a lead {sorted(unknown)} cannot be changed")
    locked: Lead = Lead.objects.select_for_update().get(pk=lead.pk)
    _take(locked, given, at)
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise LeadKnown(_("Another lead has this number."), field="reference") from error
    if given.keys() & {"name", "reference"}:
        index_leads([(locked.pk, locked.owner_id, locked.name, locked.reference)])
    if owner_id and owner_id != locked.owner_id:
        assign_leads([locked.pk], owner_id, actor=actor, at=at)
        locked.owner_id = owner_id
    return locked


def _take(lead: Lead, given: Mapping[str, Any], at: datetime) -> None:
    """Put values into their columns, each checked; a response that is still due is due by what holds for the source now."""
    for name in TEXTS.keys() & given.keys():
        setattr(lead, name, _text(name, given[name]))
    if not lead.name:
        raise Refused(_("Say in a few words what it is about."), field="name")
    if "contact" in given:
        _check_contact(given["contact"], lead.customer_id)
        lead.contact_id = given["contact"]
    if "received_at" in given:
        if given["received_at"] is None or given["received_at"] > at:
            raise Refused(_("Say when it came; not in the future."), field="received_at")
        lead.received_at = given["received_at"]
    if "due_at" in given:
        if given["due_at"] is None:
            raise Refused(_("Say until when it is to be answered."), field="due_at")
        lead.due_at = given["due_at"]
    elif given.keys() & {"source", "received_at"} and lead.responded_at is None:
        lead.due_at = queries.due_at(lead.source, lead.received_at, queries.response_times())


def require_change(lead: Lead, actor: Actor) -> None:
    """Raise `NotAllowed` unless the actor may change it."""
    if not may_change_lead(lead, actor):
        raise NotAllowed(_("You may see this lead but not change it. Claim it first if it is in the pool."))


@transaction.atomic
def assign_leads(ids: Sequence[int], owner_id: int | None, *, actor: Actor, at: datetime) -> int:
    """Give leads to a colleague, who is told once and gets to see their customers; answers how many changed hands."""
    actor.require("assign", "lead")
    actor.require("edit", "lead")
    if owner_id is None or not Member.objects.filter(pk=owner_id, is_active=True).exists():
        raise Refused(_("Choose a colleague who works here."), field="owner")
    names = dict(Lead.objects.alive().filter(pk__in=ids).values_list("pk", "name"))
    with connection.cursor() as cursor:
        cursor.execute("select sales_lead_hand(%s, %s)", [list(names), owner_id])
        moved = [row[0] for row in cursor.fetchall()]
    if moved and owner_id != actor.member_id:
        who = Member.objects.filter(pk=actor.member_id or 0).values_list("name", flat=True).first() or "Guanxi"
        if len(moved) == 1:
            told, url = {"who": who, "lead": names[moved[0]]}, reverse("lead_record", args=[moved[0]])
            notify(owner_id, "sales.lead", GIVEN, told, url, actor=actor, at=at)
        else:
            told = {"who": who, "number": len(moved)}
            notify(owner_id, "sales.lead", MANY, told, reverse("lead_list"), actor=actor, at=at)
    return len(moved)


@transaction.atomic
def delete_leads(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Put leads into the bin; answers how many."""
    actor.require("delete", "lead")
    return int(Lead.objects.alive().visible_to(actor).filter(pk__in=ids).update(deleted_at=at))


@transaction.atomic
def restore_leads(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take leads out of the bin; refuses where the number was given away meanwhile."""
    actor.require("delete", "lead")
    try:
        with transaction.atomic():
            return int(Lead.objects.binned().visible_to(actor).filter(pk__in=ids).update(deleted_at=None))
    except IntegrityError as error:
        raise LeadKnown(_("Another lead has this number by now.")) from error
