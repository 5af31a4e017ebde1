"""Opportunities: made, changed, handed over, put into the bin and taken out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.refused import Refused
from guanxi.customers.models import Contact
from guanxi.customers.queries.customer import customers
from guanxi.sales.actions.man import note_levels
from guanxi.sales.actions.move import check_stage, move_opportunity, require_change, settle_closing, stage_of
from guanxi.sales.events import MOVED
from guanxi.sales.models import Level, Move, Opportunity, Stage, Subject
from guanxi.sales.queries.pipeline import default_pipeline
from guanxi.sales.rules import CLOSING, furthest
from guanxi.sales.searching import index_opportunities
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Company, Member

LINKS = {"customer", "contact"}
PLAIN = {
    "name", "reference", "amount", "currency", "probability", "category", "source", "opened_on", "expected_on", "closed_on",
    "loss_by", "loss_note", "next_step", "next_at", *Subject.values,
}  # fmt: skip
GIVEN = gettext_noop("{who} gave you an opportunity: {opportunity}")
MANY = gettext_noop("{who} gave you {number} opportunities.")
LARGEST = Decimal(10) ** 16


class ReferenceTaken(Refused):
    """Another opportunity has this number."""

    code = "reference_taken"


@transaction.atomic
def create_opportunity(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Opportunity:
    """A new opportunity of `values` by field name, in the stage given or the first of the default pipeline.

    Without an owner it is the actor's own; giving it to a colleague needs "assign". Raises `Refused`.
    """
    actor.require("create", "opportunity")
    given = {name.removesuffix("_id"): value for name, value in values.items()}
    stage = stage_of(given.pop("stage")) if given.get("stage") else _first_stage(given)
    given.pop("stage", None)
    given.pop("pipeline", None)
    owner_id = given.pop("owner", None) or actor.member_id
    opportunity = Opportunity(
        owner_id=actor.member_id, pipeline=stage.pipeline_id, stage=stage.key, state=stage.kind, stage_since=at
    )
    _take(opportunity, {"opened_on": timezone.localtime(at).date(), **given}, actor)
    if opportunity.customer_id is None:
        raise Refused(_("Say which customer it is about."), field="customer")
    settle_closing(opportunity, stage, at)
    check_stage(opportunity, stage)
    opportunity.furthest = furthest(stage, (), Stage.objects.filter(pipeline=stage.pipeline_id))
    opportunity.created_at = at
    _save(opportunity)
    _index(opportunity)
    note_levels(opportunity, dict.fromkeys(Subject.values, ""), actor=actor, at=at)
    move = Move.objects.create(opportunity=opportunity, to_stage=stage.key, at=at, member_id=actor.member_id)
    emit(Event(MOVED, [move.pk], actor, at, {"import_id": None}))
    if owner_id != actor.member_id:
        assign_opportunities([opportunity.pk], owner_id, actor=actor, at=at)
        opportunity.owner_id = owner_id
    return opportunity


def _first_stage(given: Mapping[str, Any]) -> Stage:
    pipeline = default_pipeline()
    rows = Stage.objects.filter(pipeline=given.get("pipeline") or (pipeline and pipeline.key), kind=Stage.Kind.OPEN)
    found = rows.filter(pipeline__is_active=True).select_related("pipeline").order_by("place", "key").first()
    if found is None:
        raise Refused(_("There is no pipeline with an open stage. An administrator can set one up."), field="stage")
    return found


@transaction.atomic
def edit_opportunity(
    opportunity: Opportunity, changes: Mapping[str, Any], *, actor: Actor, at: datetime
) -> Opportunity:
    """Change fields; another stage goes the way of `move_opportunity`, another owner that of `assign_opportunities`.

    What its stage asks for cannot be emptied. Raises `Refused`.
    """
    require_change(opportunity, actor)
    given = {name.removesuffix("_id"): value for name, value in changes.items()}
    stage_key, owner_id = given.pop("stage", None), given.pop("owner", None)
    locked = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    before = {name: getattr(locked, name) for name in Subject.values}
    if given:
        _take(locked, given, actor)
        stage = Stage.objects.get(pk=locked.stage)
        if stage.kind == Stage.Kind.OPEN and any(given.get(name) for name in CLOSING):
            raise Refused(_("It is still open. Move it to the stage in which it ends."))
        if given.keys() & set(CLOSING):
            settle_closing(locked, stage, at)
        if given.keys() & {"closed_on", "loss_by", *(one.removesuffix("_yes") for one in stage.required)}:
            check_stage(locked, stage)
        _save(locked)
        note_levels(locked, before, actor=actor, at=at)
        if given.keys() & {"name", "reference"}:
            _index(locked)
    if stage_key:
        move_opportunity(locked, stage_key, actor=actor, at=at)
    if owner_id and owner_id != locked.owner_id:
        assign_opportunities([locked.pk], owner_id, actor=actor, at=at)
        locked.owner_id = owner_id
    return locked


def _take(opportunity: Opportunity, given: Mapping[str, Any], actor: Actor) -> None:
    """Put values into their columns, each checked."""
    if unknown := given.keys() - PLAIN - LINKS:
        raise TypeError(f"an opportunity has no {sorted(unknown)}")
    for name, value in given.items():
        if name in LINKS:
            setattr(opportunity, f"{name}_id", getattr(value, "pk", value))
        elif name in {"amount", "probability", "opened_on", "expected_on", "closed_on", "next_at"}:
            setattr(opportunity, name, value)
        else:
            setattr(opportunity, name, (value or "").strip())
    if not opportunity.name:
        raise Refused(_("Give the opportunity a name."), field="name")
    if opportunity.opened_on is None and (opportunity.pk is None or "opened_on" in given):
        raise Refused(_("Say when it began."), field="opened_on")
    _check_figures(opportunity)
    _check_links(opportunity, given, actor)


def _check_figures(opportunity: Opportunity) -> None:
    if opportunity.amount is not None:
        if not 0 <= opportunity.amount < LARGEST:
            raise Refused(_("An amount is at least 0 and has at most 16 digits."), field="amount")
        if not opportunity.currency:
            opportunity.currency = Company.objects.values_list("currency", flat=True).first() or "CNY"
    currency = opportunity.currency
    if currency and (len(currency) != 3 or not currency.isascii() or not currency.isalpha() or not currency.isupper()):
        raise Refused(_("Give the currency by its three letters, such as CNY."), field="currency")
    if opportunity.probability is not None and not 0 <= opportunity.probability <= 100:
        raise Refused(_("A probability lies between 0 and 100."), field="probability")
    levels = [(name, Level) for name in Subject.values]
    for name, choices in (("loss_by", Opportunity.Lost), ("category", Opportunity.Category), *levels):
        if getattr(opportunity, name) not in {"", *choices.values}:
            raise Refused(_("Choose one from the list."), field=name)


def _check_links(opportunity: Opportunity, given: Mapping[str, Any], actor: Actor) -> None:
    if given.get("customer") and not customers(actor).filter(pk=opportunity.customer_id).exists():
        raise Refused(_("This customer does not exist any more, or you do not see it."), field="customer")
    if "customer" in given and "contact" not in given and opportunity.contact_id:
        same = Contact.objects.filter(pk=opportunity.contact_id, customer=opportunity.customer_id).exists()
        opportunity.contact_id = opportunity.contact_id if same else None
    if given.get("contact") and (
        opportunity.customer_id is None
        or not Contact.objects.alive()
        .filter(pk=opportunity.contact_id or 0, customer_id=opportunity.customer_id)
        .exists()
    ):
        raise Refused(_("This contact belongs to another customer."), field="contact")


def _save(opportunity: Opportunity) -> None:
    try:
        with transaction.atomic():
            opportunity.save()
    except IntegrityError as error:
        raise ReferenceTaken(_("Another opportunity has this number."), field="reference") from error


def _index(opportunity: Opportunity) -> None:
    index_opportunities([(opportunity.pk, opportunity.owner_id, opportunity.name, opportunity.reference)])


@transaction.atomic
def assign_opportunities(ids: Sequence[int], owner_id: int | None, *, actor: Actor, at: datetime) -> int:
    """Give opportunities to a colleague, who is told once; answers how many changed hands. Hidden ones stay."""
    actor.require("assign", "opportunity")
    actor.require("edit", "opportunity")
    if owner_id is None or not Member.objects.filter(pk=owner_id, is_active=True).exists():
        raise Refused(_("Choose a colleague who works here."), field="owner")
    names = dict(Opportunity.objects.alive().filter(pk__in=ids).values_list("pk", "name"))
    with connection.cursor() as cursor:
        cursor.execute("select guanxi_assign('sales_opportunity', %s, %s)", [list(names), owner_id])
        moved = [row[0] for row in cursor.fetchall()]
    if moved and owner_id != actor.member_id:
        who = Member.objects.filter(pk=actor.member_id or 0).values_list("name", flat=True).first() or "Guanxi"
        if len(moved) == 1:
            url = reverse("opportunity_record", args=[moved[0]])
            told = {"who": who, "opportunity": names[moved[0]]}
            notify(owner_id, "sales.opportunity", GIVEN, told, url, actor=actor, at=at)
        else:
            url = reverse("opportunity_list")
            notify(owner_id, "sales.opportunity", MANY, {"who": who, "number": len(moved)}, url, actor=actor, at=at)
    return len(moved)


@transaction.atomic
def delete_opportunities(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Put opportunities into the bin; answers how many."""
    actor.require("delete", "opportunity")
    return Opportunity.objects.alive().visible_to(actor).filter(pk__in=ids).update(deleted_at=at)


@transaction.atomic
def restore_opportunities(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take opportunities out of the bin; refuses where the number was given away meanwhile."""
    actor.require("delete", "opportunity")
    try:
        with transaction.atomic():
            return Opportunity.objects.binned().visible_to(actor).filter(pk__in=ids).update(deleted_at=None)
    except IntegrityError as error:
        raise ReferenceTaken(_("Another opportunity has this number by now.")) from error
