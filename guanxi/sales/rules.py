"""What holds for opportunities, leads and quotes: who may change one, what a stage asks for, when one has aged or expired."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from guanxi.core.actor import Actor
from guanxi.sales.models import Lead, Level, Opportunity, Quote, Stage, Subject
from guanxi.sales.models.lead import POOLED
from guanxi.sales.models.pipeline import REQUIRABLE

COMMITTED_FROM = (
    75  # percent; an open one without a category of its own is in the commit from here, else in the best case
)
CLOSING = ("closed_on", "loss_by", "loss_note")  # what being open again takes away


def may_change(opportunity: Opportunity, actor: Actor, verb: str = "edit") -> bool:
    """Whether `actor` may `verb` it: his roles grant that, it is in his data scope and not in the bin."""
    return actor.may_on(verb, "opportunity", opportunity)


def is_hidden(opportunity: Opportunity | Quote) -> bool:
    """Whether it has a customer that whoever reads it does not see; read with `select_related("customer")`."""
    return opportunity.customer_id is not None and opportunity.customer is None


def missing(values: Mapping[str, Any], stage: Stage) -> list[str]:
    """Names of fields that `stage` asks for and `values` lacks, in the order in which they are asked.

    0 is an amount and a probability; a stage that was won needs its day, one that was lost also whose reason it was.
    """
    asked = [name for name, _label in REQUIRABLE if name in stage.required and f"{name}_yes" not in stage.required]
    if stage.kind != Stage.Kind.OPEN:
        asked.append("closed_on")
    if stage.kind == Stage.Kind.LOST:
        asked.append("loss_by")
    return [name for name in asked if values.get(name) in (None, "", [], False)]


def man_values(opportunity: Opportunity) -> dict[str, bool]:
    """Which conditions on money, authority and need it meets: `money` where it is there at least in part, `money_yes` where confirmed."""
    levels = {subject: getattr(opportunity, subject) for subject in Subject.values}
    found = {subject: level in {Level.PARTLY, Level.YES} for subject, level in levels.items()}
    return found | {f"{subject}_yes": level == Level.YES for subject, level in levels.items()}


def furthest(stage: Stage, stood: Iterable[str], siblings: Iterable[Stage]) -> str:
    """How far it came: the won stage where it was won, else the last of the open stages it ever stood in.

    `stood` are keys of stages from its log without what was taken back, `siblings` the stages of its pipeline. What a file
    brings as lost, without a word on its way, came to the first stage.
    """
    if stage.kind == Stage.Kind.WON:
        return stage.key
    opened = sorted((one for one in siblings if one.kind == Stage.Kind.OPEN), key=lambda one: (one.place, one.key))
    order = {one.key: place for place, one in enumerate(opened)}
    reached = [key for key in (*stood, stage.key) if key in order]
    return max(reached, key=order.__getitem__) if reached else next(iter(order), stage.key)


def is_aged(since: datetime, stage: Stage, now: datetime) -> bool:
    """Whether it has stood in an open stage for longer than the stage allows."""
    return (
        stage.kind == Stage.Kind.OPEN
        and stage.ageing_days is not None
        and now - since > timedelta(days=stage.ageing_days)
    )


def may_change_lead(lead: Lead, actor: Actor, verb: str = "edit") -> bool:
    """Whether `actor` may `verb` a lead: like `may_change`; what lies in the pool is claimed first."""
    return actor.may_on(verb, "lead", lead)


def may_claim(lead: Lead, actor: Actor) -> bool:
    """Whether it lies in the pool for `actor` to take."""
    pooled = lead.owner_id is None and lead.deleted_at is None and lead.state in POOLED
    return pooled and actor.member_id is not None and actor.may("see", "lead") and actor.may("edit", "lead")


def may_change_quote(quote: Quote, actor: Actor, verb: str = "edit") -> bool:
    """Whether `actor` may `verb` it: his roles grant that, it is in his data scope and not in the bin."""
    return actor.may_on(verb, "quote", quote)


def has_expired(quote: Quote, today: date) -> bool:
    """Whether it was sent, and its last day has passed without an answer."""
    return quote.status == Quote.Status.SENT and quote.valid_until < today
