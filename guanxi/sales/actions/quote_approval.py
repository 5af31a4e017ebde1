"""A quote and its approval: asked for, and looked for before it is sent."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guanxi.approvals.actions.approval import ask, is_covered
from guanxi.approvals.models import Approval
from guanxi.approvals.queries.approval import latest_of
from guanxi.approvals.rules import Facts, covers
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.sales.actions.draft import lock_draft
from guanxi.sales.approving import KIND, facts_of
from guanxi.sales.models import Quote
from guanxi.sales.queries.quote import guided
from guanxi.staff.queries.company import today_of


class NeedsApproval(Refused):
    """Somebody has to agree before the quote goes out."""

    code = "needs_approval"


def facts_now(quote: Quote, actor: Actor, at: datetime) -> Facts:
    """The quote as rules and approvers see it now; read with customer, contact, owner and book."""
    today = today_of(at)
    return facts_of(quote, guided(quote, actor, today), today)


@transaction.atomic
def ask_for_quote(quote: Quote, *, reason: str = "", actor: Actor, at: datetime) -> Approval:
    """Ask for the approval that a draft needs, as it stands now. Raises `Refused`."""
    locked = lock_draft(quote, actor)
    whole = Quote.objects.select_related("customer", "contact", "owner", "book").get(pk=locked.pk)
    facts = facts_now(whole, actor, at)
    if not facts.shown["lines"]:
        raise Refused(_("There is nothing on it yet. Add a line first."))
    if whole.customer is None or whole.customer.deleted_at is not None:
        raise Refused(_("You do not see its customer, so you cannot send it."))
    return ask(facts, reason=reason, actor=actor, at=at)


def approval_reason(quote: Quote, actor: Actor, at: datetime) -> str:
    """The reason with which it was approved, "" where none was needed or given. Raises `NeedsApproval`."""
    facts = facts_now(quote, actor, at)
    if not is_covered(facts):
        raise NeedsApproval(_("It needs approval before it is sent. Ask for it on the quote’s page."))
    last = latest_of(KIND, quote.pk)
    return last.reason if last is not None and last.state == Approval.State.APPROVED and covers(last, facts) else ""
