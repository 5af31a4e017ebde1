"""What happens to a quote once it leaves the house: sent, answered, withdrawn, made anew."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.commerce.queries.discount import limit_of
from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.refused import Refused
from guanxi.sales.actions.draft import lock_draft, lock_quote
from guanxi.sales.actions.quote import check_book
from guanxi.sales.actions.quote_approval import approval_reason
from guanxi.sales.actions.quote_line import check_reason
from guanxi.sales.events import QUOTE_TURNED
from guanxi.sales.models import Quote, QuoteAnswer, QuoteCopy
from guanxi.sales.paper import pages, snapshot
from guanxi.sales.queries.quote import lines_of_quote
from guanxi.sales.rules import has_expired
from guanxi.staff.actions.notice import notify
from guanxi.staff.queries.company import today_of

LONGEST_NOTE = 2000
ACCEPTED = gettext_noop("{customer} accepted the quote {quote}.")
DECLINED = gettext_noop("{customer} declined the quote {quote}.")


@transaction.atomic
def send_quote(quote: Quote, *, actor: Actor, at: datetime) -> QuoteCopy:
    """Freeze a draft as it is: figures, pages in both languages, and a link for the customer.

    What the rules of approval ask about waits until it is approved, and so do prices below the floor and those that differ
    from another valid quote to the same customer or his group. Raises `Refused`.
    """
    locked = lock_draft(quote, actor)
    locked = Quote.objects.select_related("customer", "contact", "owner", "book").get(pk=locked.pk)
    today = today_of(at)
    lines = lines_of_quote(locked)
    if not lines:
        raise Refused(_("There is nothing on it yet. Add a line first."))
    if locked.valid_until < today:
        raise Refused(_("Its last day has passed. Choose a later one."), field="valid_until")
    if locked.customer is None or locked.customer.deleted_at is not None:
        raise Refused(_("You do not see its customer, so you cannot send it."))
    check_book(locked, actor)
    limit = limit_of(actor)
    for one in lines:
        check_reason(one, locked.discount_reason, limit, field="discount_reason")
    reason = approval_reason(locked, actor, at)
    data = snapshot(locked, lines, today)
    copy = QuoteCopy.objects.create(
        quote=locked,
        version=locked.version,
        data=data,
        pages=pages(data),
        valid_until=locked.valid_until,
        reason=reason,
        at=at,
        member_id=actor.member_id,
    )
    locked.status, locked.sent_at, locked.answered_at = Quote.Status.SENT, at, None
    locked.save(update_fields=["status", "sent_at", "answered_at"])
    _tell(locked, "sent", actor=actor, at=at)
    return copy


@transaction.atomic
def new_version(quote: Quote, *, actor: Actor, at: datetime) -> Quote:
    """Make a draft again of what was sent, declined or withdrawn: the former version stays as it went out and holds no more."""
    locked = lock_quote(quote, actor)
    if locked.status == Quote.Status.DRAFT:
        raise Refused(_("It is a draft already."))
    if locked.status == Quote.Status.ACCEPTED:
        raise Refused(_("It was accepted and stays as it is. Make another quote instead."))
    locked.status = Quote.Status.DRAFT
    locked.version += 1
    locked.sent_at = locked.answered_at = None
    locked.save(update_fields=["status", "version", "sent_at", "answered_at"])
    return locked


@transaction.atomic
def withdraw_quote(quote: Quote, *, actor: Actor, at: datetime) -> Quote:
    """Take an offer back before it is answered: its link says so from now on."""
    locked = lock_quote(quote, actor)
    if locked.status != Quote.Status.SENT:
        raise Refused(_("Only a quote that was sent can be withdrawn."))
    locked.status = Quote.Status.WITHDRAWN
    locked.save(update_fields=["status"])
    _tell(locked, "withdrawn", actor=actor, at=at)
    return locked


@transaction.atomic
def answer_quote(
    quote: Quote, copy_id: int, *, accepted: bool, name: str, note: str = "", actor: Actor, at: datetime
) -> QuoteAnswer:
    """What the customer says to a copy: once, to the version that holds, until its last day.

    By the page behind its link (the system acts), or told to a member, who writes it down. Raises `Refused`.
    """
    locked = lock_quote(quote, actor)
    copy = QuoteCopy.objects.defer("data", "pages").filter(pk=copy_id, quote=locked, version=locked.version).first()
    if copy is None or locked.status != Quote.Status.SENT:
        raise Refused(_("This quote can no longer be answered."), code="not_open")
    if has_expired(locked, today_of(at)):
        raise Refused(_("This quote has expired."), code="expired")
    if not name.strip():
        raise Refused(_("Please give your name."), field="name")
    if len(note) > LONGEST_NOTE:
        raise Refused(_("Please be brief: at most 2,000 characters."), field="note")
    answer = QuoteAnswer.objects.create(
        quote=locked,
        copy=copy,
        accepted=accepted,
        name=name.strip()[:120],
        note=note.strip(),
        at=at,
        member_id=actor.member_id,
    )
    locked.status = Quote.Status.ACCEPTED if accepted else Quote.Status.DECLINED
    locked.answered_at = at
    locked.save(update_fields=["status", "answered_at"])
    _tell(locked, locked.status, actor=actor, at=at, by=answer.name, note=answer.note)
    if locked.owner_id is not None:
        told = {"customer": answer.name, "quote": locked.number}
        sentence = ACCEPTED if accepted else DECLINED
        url = reverse("quote_record", args=[locked.pk])
        notify(locked.owner_id, "sales.quote", sentence, told, url, actor=actor, at=at)
    return answer


def _tell(quote: Quote, what: str, *, actor: Actor, at: datetime, by: str = "", note: str = "") -> None:
    emit(Event(QUOTE_TURNED, [quote.pk], actor, at, {"what": what, "by": by, "note": note}))
