"""Working on leads: claimed, put back, ended, opened again, made an opportunity of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.refused import Refused
from guanxi.customers import events as customer_events
from guanxi.customers.actions.customer import edit_customer
from guanxi.customers.models import Customer
from guanxi.customers.rules import may_edit
from guanxi.sales.actions.lead import require_change
from guanxi.sales.actions.opportunity import create_opportunity
from guanxi.sales.events import ENDED
from guanxi.sales.models import Lead, Opportunity
from guanxi.sales.models.lead import LIVE, Reason, State
from guanxi.sales.queries import lead as queries
from guanxi.timeline.actions.task import create_next_steps


class TooLate(Refused):
    """A colleague was faster."""

    code = "claimed"


def claim_lead(lead: Lead, *, actor: Actor, at: datetime) -> None:
    """Take a lead out of the pool, with its customer and its next step. Of two at once the second is told so."""
    actor.require("edit", "lead")
    mine_already = Customer.objects.filter(pk=lead.customer_id, owner_id=actor.member_id).exists()
    with connection.cursor() as cursor:
        cursor.execute("select sales_lead_claim(%s)", [lead.pk])
        if not cursor.fetchone()[0]:
            raise TooLate(_("A colleague has just claimed this lead."))
    mine = Lead.objects.get(pk=lead.pk)
    if not mine_already and Customer.objects.filter(pk=mine.customer_id, owner_id=actor.member_id).exists():
        data = {"before": {mine.customer_id: None}, "after": actor.member_id}
        emit(Event(customer_events.ASSIGNED, [mine.customer_id], actor, at, data))
    if mine.next_step and actor.member_id:
        step = (mine.next_step, actor.member_id, mine.customer_id, mine.contact_id, max(mine.due_at, at))
        create_next_steps([step], actor=actor, at=at)


@transaction.atomic
def recycle_lead(lead: Lead, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Put it back into the pool, at once or from `back_at` on, with the `reason`; its first response is due anew."""
    require_change(lead, actor)
    reason, note = _reason(values)
    back_at = values.get("back_at")
    if back_at is not None and back_at < at:
        raise Refused(_("This lies in the past."), field="back_at")
    due_at = queries.due_at(lead.source, back_at or at, queries.response_times())
    with connection.cursor() as cursor:
        cursor.execute("select sales_lead_recycle(%s, %s, %s, %s, %s)", [lead.pk, back_at, due_at, reason, note])
        if not cursor.fetchone()[0]:
            raise _ended()


@transaction.atomic
def disqualify_lead(lead: Lead, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """End it with a reason."""
    require_change(lead, actor)
    reason, note = _reason(values)
    locked = _live(lead)
    locked.state, locked.reason, locked.reason_note = State.DISQUALIFIED.value, reason, note
    locked.save(update_fields=["state", "reason", "reason_note"])
    emit(Event(ENDED, [lead.pk], actor, at))


@transaction.atomic
def reopen_lead(lead: Lead, *, actor: Actor, at: datetime) -> None:
    """Go on with a lead that was disqualified."""
    require_change(lead, actor)
    locked = Lead.objects.select_for_update().get(pk=lead.pk)
    if locked.state != State.DISQUALIFIED:
        raise Refused(_("This lead is not disqualified any more."))
    locked.state = State.WORKING.value if locked.owner_id else State.OPEN.value
    locked.reason = locked.reason_note = ""
    locked.save(update_fields=["state", "reason", "reason_note"])


@transaction.atomic
def convert_lead(lead: Lead, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Opportunity:
    """Make an opportunity of it: `name`, `stage`, `amount`, `currency`, `expected_on`; the lead keeps the link.

    Customer, contact, source and owner are the lead's; a customer who was a lead becomes a prospect. Raises `Refused`.
    """
    require_change(lead, actor)
    locked = _live(lead)
    customer = Customer.objects.alive().filter(pk=locked.customer_id).first()
    if customer is None:
        raise Refused(_("This customer does not exist any more, or you do not see it."))
    given = {name: value for name, value in values.items() if value not in (None, "")}
    links = {"customer": locked.customer_id, "contact": locked.contact_id, "owner": locked.owner_id}
    told = {"source": locked.source, **{name: value for name, value in links.items() if value}}
    made = create_opportunity({**told, **given}, actor=actor, at=at)
    locked.state, locked.opportunity = State.CONVERTED.value, made
    locked.save(update_fields=["state", "opportunity"])
    if customer.stage == Customer.Stage.LEAD and may_edit(customer, actor):
        edit_customer(customer, {"stage": Customer.Stage.PROSPECT.value}, actor=actor, at=at)
    emit(Event(ENDED, [lead.pk], actor, at))
    return made


def _live(lead: Lead) -> Lead:
    locked: Lead = Lead.objects.select_for_update().get(pk=lead.pk)
    if locked.state not in LIVE:
        raise _ended()
    return locked


def _ended() -> Refused:
    return Refused(_("This lead has ended meanwhile."), code="ended")


def _reason(values: Mapping[str, Any]) -> tuple[str, str]:
    reason, note = str(values.get("reason") or ""), str(values.get("reason_note") or "").strip()
    if reason not in Reason.values:
        raise Refused(_("Say why."), field="reason")
    if reason == Reason.OTHER and not note:
        raise Refused(_("Say in a few words what the reason is."), field="reason_note")
    return reason, note[:300]
