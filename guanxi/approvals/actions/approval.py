"""Asking for approval, deciding, withdrawing; and what becomes of a request whose document changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.approvals.events import TURNED
from guanxi.approvals.models import Approval, Turn
from guanxi.approvals.queries.approval import asking, deputies_of, latest_of, open_turn, stands_for
from guanxi.approvals.queries.line import people_asked
from guanxi.approvals.rules import Facts, covers, is_own, may_decide, may_withdraw
from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Member
from guanxi.staff.queries.company import today_of

LONGEST = 2000
ASKS = gettext_noop("{who} asks you to approve {title}.")
AGREED = gettext_noop("{who} approved {title}.")
REFUSED = gettext_noop("{who} did not approve {title}: {note}")


class NobodyToAsk(Refused):
    """Nobody but the actor himself could approve it."""

    code = "nobody_to_ask"


class OwnBusiness(NotAllowed):
    """Nobody approves his own."""

    code = "own_business"


def is_covered(facts: Facts) -> bool:
    """Whether this very document needs no approval, or has it."""
    if not asking(facts)[1]:
        return True
    last = latest_of(facts.document, facts.record_id)
    return last is not None and last.state == Approval.State.APPROVED and covers(last, facts)


@transaction.atomic
def ask(facts: Facts, *, reason: str = "", actor: Actor, at: datetime) -> Approval:
    """Ask those whom the rules name, one after the other. An earlier request about the document ends. Raises `Refused`.

    With oddities (`facts.flags`) a reason is needed.
    """
    actor.require("edit", facts.document)
    if actor.member_id is None:
        raise NotAllowed(_("Somebody has to ask."))
    rules, why = asking(facts)
    if not why:
        raise Refused(_("This needs nobody’s approval."), code="not_needed")
    if facts.flags and not reason.strip():
        raise Refused(_("Say why: whoever approves it decides by that."), field="reason")
    if len(reason) > LONGEST:
        raise Refused(_("Please be brief: at most 2,000 characters."), field="reason")
    outdate(facts.document, [facts.record_id], actor=actor, at=at)
    own = {one for one in (actor.member_id, facts.owner_id, *facts.concerns) if one is not None}
    people = people_asked(rules, facts.owner_id, own)
    if not people:
        raise NobodyToAsk(
            _("Nobody could approve this but you. Ask an administrator for a rule that names somebody else.")
        )
    approval = Approval.objects.create(
        document=facts.document,
        record_id=facts.record_id,
        title=facts.title[:300],
        owner_id=facts.owner_id,
        asked_by_id=actor.member_id,
        customer_id=facts.customer_id,
        digest=facts.digest,
        flags=[*facts.flags],
        why=why,
        reason=reason.strip(),
        shown=facts.shown | ({"concerns": [*facts.concerns]} if facts.concerns else {}),
        approvers=[one.member_id for one in people],
        asked_at=at,
    )
    Turn.objects.bulk_create(
        Turn(approval=approval, position=place, way=one.way, approver_id=one.member_id, days=one.days)
        for place, one in enumerate(people, start=1)
    )
    _begin(approval, actor, at)
    _tell(approval, "asked", approval.reason, actor, at)
    return approval


def _begin(approval: Approval, actor: Actor, at: datetime) -> bool:
    """The next one's turn begins; he and who stands in for him are told. Answers whether there is one."""
    turn = Turn.objects.filter(approval=approval, approved=None).order_by("position").first()
    if turn is None:
        return False
    turn.is_open, turn.due_at = True, at + timedelta(days=turn.days)
    turn.save(update_fields=["is_open", "due_at"])
    who = Member.objects.filter(pk=approval.asked_by_id).values_list("name", flat=True).first() or ""
    for member_id in {turn.approver_id, *deputies_of(turn.approver_id, today_of(at))}:
        if not is_own(approval, member_id):
            told = {"who": who, "title": approval.title}
            notify(member_id, "approvals.ask", ASKS, told, _url(approval), actor=actor, at=at)
    return True


@transaction.atomic
def decide(approval: Approval, *, approved: bool, note: str = "", actor: Actor, at: datetime) -> Approval:
    """Agree, or refuse with a reason, in one's turn or for somebody for whom one stands in today. Raises `Refused`."""
    locked = _locked(approval, _("It is not your turn to decide this."))
    if is_own(locked, actor.member_id):
        raise OwnBusiness(_("Nobody approves his own."))
    turn = open_turn(locked)
    if locked.state != Approval.State.WAITING or turn is None:
        raise Refused(_("It was decided, withdrawn or changed meanwhile."), code="not_open")
    if not may_decide(locked, turn, actor, stands_for(actor.member_id, today_of(at))):
        raise NotAllowed(_("It is not your turn to decide this."))
    if not approved and not note.strip():
        raise Refused(_("Say why not."), field="note")
    if len(note) > LONGEST:
        raise Refused(_("Please be brief: at most 2,000 characters."), field="note")
    turn.approved, turn.decided_by_id, turn.decided_at, turn.note = approved, actor.member_id, at, note.strip()
    turn.is_open = False
    turn.save(update_fields=["approved", "decided_by", "decided_at", "note", "is_open"])
    if actor.member_id is not None and actor.member_id not in locked.approvers:
        locked.approvers = [*locked.approvers, actor.member_id]
    follows = approved and _begin(locked, actor, at)
    if not follows:
        locked.state = Approval.State.APPROVED if approved else Approval.State.REFUSED
        locked.ended_at = at
    locked.save(update_fields=["approvers", "state", "ended_at"])
    _tell(locked, "agreed" if follows else locked.state, turn.note, actor, at)
    if not follows:
        _answer(locked, approved=approved, note=turn.note, actor=actor, at=at)
    return locked


def _answer(approval: Approval, *, approved: bool, note: str, actor: Actor, at: datetime) -> None:
    who = Member.objects.filter(pk=actor.member_id or 0).values_list("name", flat=True).first() or ""
    told = {"who": who, "title": approval.title, "note": note[:200]}
    for member_id in {approval.asked_by_id, approval.owner_id or approval.asked_by_id}:
        sentence = AGREED if approved else REFUSED
        notify(member_id, "approvals.answer", sentence, told, _url(approval), actor=actor, at=at)


@transaction.atomic
def withdraw(approval: Approval, *, actor: Actor, at: datetime) -> Approval:
    """Take a request back before it is decided. Raises `Refused`."""
    locked = _locked(approval, _("Only whoever asked takes it back."))
    if locked.state != Approval.State.WAITING:
        raise Refused(_("It was decided, withdrawn or changed meanwhile."), code="not_open")
    if not may_withdraw(locked, actor):
        raise NotAllowed(_("Only whoever asked takes it back."))
    _end(locked, Approval.State.WITHDRAWN, at)
    _tell(locked, "withdrawn", "", actor, at)
    return locked


@transaction.atomic
def outdate(document: str, ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Documents changed or went: what was asked or approved is of other ones, and has to be asked anew. Answers how many ended."""
    living = (Approval.State.WAITING, Approval.State.APPROVED)
    rows = Approval.objects.filter(document=document, record_id__in=ids, state__in=living)
    found = list(rows.select_for_update(of=("self",)))
    for one in found:
        _end(one, Approval.State.OUTDATED, at)
    return len(found)


def _locked(approval: Approval, refusal: Any) -> Approval:
    """The request, locked; whoever only sees it is refused in that sentence."""
    found = Approval.objects.select_for_update(of=("self",)).filter(pk=approval.pk).first()
    if found is None:
        raise NotAllowed(refusal)
    return found


def _end(approval: Approval, state: Approval.State, at: datetime) -> None:
    Turn.objects.filter(approval=approval, is_open=True, approved=None).update(is_open=False)
    approval.state, approval.ended_at = state, at
    approval.save(update_fields=["state", "ended_at"])


def _url(approval: Approval) -> str:
    return reverse("approval_record", args=[approval.pk])


def _tell(approval: Approval, what: str, note: str, actor: Actor, at: datetime) -> None:
    emit(Event(TURNED, [approval.pk], actor, at, {"what": what, "note": note}))
