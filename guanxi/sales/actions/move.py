"""Moving opportunities from stage to stage: each move is checked, logged and told."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.actions.customer import edit_customer
from guanxi.customers.models import Customer
from guanxi.customers.rules import may_edit
from guanxi.sales.events import MOVED
from guanxi.sales.models import Line, Move, Opportunity, Stage
from guanxi.sales.models.pipeline import REQUIRABLE
from guanxi.sales.rules import CLOSING, furthest, man_values, may_change, missing

AMOUNT = {"amount", "currency"}
ASKED = {**dict(REQUIRABLE), "closed_on": _("Closed on"), "loss_by": _("Loss reason")}


class Missing(Refused):
    """The stage asks for fields that are empty; `names` are all of them, `field` is the first."""

    code = "missing_for_stage"

    def __init__(self, names: Sequence[str], stage: Stage) -> None:
        self.names = list(names)
        words = {"stage": stage.label, "fields": ", ".join(str(ASKED[name]) for name in names)}
        super().__init__(_("“%(stage)s” needs: %(fields)s.") % words, field=names[0])


def stage_of(key: Any) -> Stage:
    """The stage of this key in a pipeline that is in use; raises `Refused`."""
    found = Stage.objects.select_related("pipeline").filter(pk=str(key or ""), pipeline__is_active=True).first()
    if found is None:
        raise Refused(_("There is no such stage."), field="stage")
    return found


def move_opportunity(
    opportunity: Opportunity, stage_key: str, values: Mapping[str, Any] | None = None, *, actor: Actor, at: datetime
) -> Move | None:
    """Move it to another stage (also of another pipeline), with the `values` that the stage asks for.

    Who buys becomes a customer. Answers the entry of the stage log, None where it stands there already. Closing takes today unless `values` say
    `closed_on`; opening again takes the closing away. Raises `Missing`, `NotAllowed`, `Refused`.
    """
    require_change(opportunity, actor)
    stage = stage_of(stage_key)
    locked = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    if locked.stage == stage.key:
        return None
    kept = _kept(locked, values or {})
    for name, value in (values or {}).items():
        setattr(locked, name, value)
    settle_closing(locked, stage, at)
    check_stage(locked, stage)
    move = _write(locked, stage, kept, actor=actor, at=at)
    _copy(locked, opportunity)
    if stage.kind == Stage.Kind.WON:
        _make_customer(locked, actor=actor, at=at)
    emit(Event(MOVED, [move.pk], actor, at, {"import_id": None}))
    return move


def take_back(opportunity: Opportunity, move_id: int, *, actor: Actor, at: datetime) -> Move:
    """Undo its latest move: back to the stage before, with the day, reason and amount of before. Raises `Refused`."""
    require_change(opportunity, actor)
    locked = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    last = Move.objects.filter(opportunity=locked).order_by("-pk").first()
    if last is None or last.pk != move_id or not last.from_stage:
        raise Refused(_("It has moved on since; this can no longer be undone."), code="moved_on")
    stage = stage_of(last.from_stage)
    kept = last.kept
    replaced = _kept(locked)
    for name in CLOSING:
        setattr(locked, name, parse_date(kept[name]) if name == "closed_on" and kept[name] else kept[name])
    for name in AMOUNT & kept.keys():
        setattr(locked, name, Decimal(kept[name]) if name == "amount" and kept[name] else kept[name])
    since = parse_datetime(kept["stage_since"]) or at
    move = _write(locked, stage, replaced, actor=actor, at=at, since=since, takes_back=last)
    _copy(locked, opportunity)
    emit(Event(MOVED, [move.pk], actor, at, {"import_id": None}))
    return move


def require_change(opportunity: Opportunity, actor: Actor) -> None:
    """Raise `NotAllowed` unless the actor may change it."""
    if not may_change(opportunity, actor):
        raise NotAllowed(_("You may see this opportunity but not change it."))


def check_stage(opportunity: Opportunity, stage: Stage) -> None:
    """Raise `Missing` for what the stage asks for and the opportunity has not."""
    given = {name: getattr(opportunity, f"{name}_id" if name == "contact" else name, None) for name in ASKED}
    given |= man_values(opportunity)
    if "lines" in stage.required:
        given["lines"] = opportunity.pk is not None and Line.objects.filter(opportunity=opportunity).exists()
    lacking = missing(given, stage)
    if lacking:
        raise Missing(lacking, stage)


def settle_closing(opportunity: Opportunity, stage: Stage, at: datetime) -> None:
    """The day of a stage that ends it, none for the others; a reason is only of those that were lost."""
    today = timezone.localtime(at).date()
    if stage.kind == Stage.Kind.OPEN:
        opportunity.closed_on = None
    else:
        opportunity.closed_on = opportunity.closed_on or today
    if stage.kind != Stage.Kind.LOST:
        opportunity.loss_by = opportunity.loss_note = ""
    if opportunity.closed_on and opportunity.closed_on > today:
        raise Refused(_("This day lies in the future."), field="closed_on")


def _kept(opportunity: Opportunity, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a move changes, as it stood before: for whoever takes it back."""
    names = [*CLOSING, *(AMOUNT if values and "amount" in values else ())]
    return {
        "stage_since": opportunity.stage_since.isoformat(),
        **{name: _plain(getattr(opportunity, name)) for name in names},
    }


def _write(
    locked: Opportunity,
    stage: Stage,
    kept: dict[str, Any],
    *,
    actor: Actor,
    at: datetime,
    since: datetime | None = None,
    takes_back: Move | None = None,
) -> Move:
    before, stood = locked.stage, at - locked.stage_since
    locked.pipeline, locked.stage, locked.state = stage.pipeline_id, stage.key, stage.kind
    locked.stage_since = since or at
    locked.furthest = furthest(stage, _stood(locked, takes_back), Stage.objects.filter(pipeline=stage.pipeline_id))
    locked.save()
    return Move.objects.create(
        opportunity=locked,
        from_stage=before,
        to_stage=stage.key,
        at=at,
        seconds=max(0, int(stood.total_seconds())),
        member_id=actor.member_id,
        kept=kept,
        takes_back=takes_back,
    )


def _make_customer(opportunity: Opportunity, *, actor: Actor, at: datetime) -> None:
    """Whoever buys is a customer from then on; where the seller may not change him, that is left to those who may."""
    others = Customer.objects.alive().exclude(stage=Customer.Stage.CUSTOMER)
    customer = others.filter(pk=opportunity.customer_id).first() if opportunity.customer_id else None
    if customer is not None and may_edit(customer, actor):
        edit_customer(customer, {"stage": Customer.Stage.CUSTOMER.value}, actor=actor, at=at)


def _stood(opportunity: Opportunity, takes_back: Move | None) -> list[str]:
    """Where it stood by its log, without what was taken back or is being taken back."""
    log = list(Move.objects.filter(opportunity=opportunity).values_list("pk", "to_stage", "takes_back_id"))
    gone = {back for _pk, _stage, back in log if back} | ({takes_back.pk} if takes_back else set())
    return [stage for pk, stage, back in log if back is None and pk not in gone]


def _copy(source: Opportunity, target: Opportunity) -> None:
    """What the caller holds shows what was written."""
    for column in Opportunity._meta.concrete_fields:
        if not column.generated:
            setattr(target, column.attname, getattr(source, column.attname))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
