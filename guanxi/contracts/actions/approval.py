"""A contract and its approval: asked for while it is a draft, and looked for before it is signed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.approvals.actions.approval import ask, is_covered
from guanxi.approvals.models import Approval
from guanxi.approvals.queries.approval import asking
from guanxi.approvals.rules import Facts
from guanxi.contracts.actions.ledger import lock
from guanxi.contracts.approving import facts_of
from guanxi.contracts.models import Contract
from guanxi.contracts.queries.contract import plan_of
from guanxi.contracts.rules import may_change
from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused


class NeedsApproval(Refused):
    """Somebody has to agree before the contract is signed."""

    code = "needs_approval"


def facts_now(contract: Contract, at: datetime) -> Facts:
    """The contract as rules and approvers see it now."""
    whole = Contract.objects.select_related("customer").get(pk=contract.pk)
    return facts_of(whole, plan_of(whole), timezone.localtime(at).date())


@transaction.atomic
def ask_for_contract(contract: Contract, *, reason: str = "", actor: Actor, at: datetime) -> Approval:
    """Ask for the approval that a draft needs, as it stands now. Raises `Refused`."""
    if not may_change(contract, actor):
        raise NotAllowed(_("You may see this contract but not change it."))
    locked = lock(contract.pk)
    if locked.status != Contract.Status.DRAFT:
        raise Refused(_("It was signed or made void meanwhile."), code="not_a_draft")
    return ask(facts_now(locked, at), reason=reason, actor=actor, at=at)


def require_approval(contract: Contract, at: datetime) -> None:
    """Raise `NeedsApproval` where a draft may not be signed yet."""
    if not is_covered(facts_now(contract, at)):
        raise NeedsApproval(
            _("It needs approval before it is signed. Ask for it on the contract’s page."), field="signed_on"
        )


def require_no_more(before: Facts, contract: Contract, at: datetime) -> None:
    """Raise `NeedsApproval` where a contract in force became one that somebody would have had to approve."""
    after = facts_now(contract, at)
    grew = after.amount is None or before.amount is None or after.amount > before.amount
    if not (grew or {*after.flags} - {*before.flags}):
        return
    if asking(after)[1] and not is_covered(after) and after.digest != before.digest:
        raise NeedsApproval(
            _("Changed so, it would need approval, which is asked for before a contract is signed. Make a new one."),
            field="amount",
        )
