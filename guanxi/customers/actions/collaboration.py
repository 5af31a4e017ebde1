"""Sharing a customer with colleagues outside the data scope."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.core.actor import Actor
from guanxi.core.kinds import kind
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers import rules
from guanxi.customers.actions.assigning import member_id_of, name_of
from guanxi.customers.models import Collaboration, Customer
from guanxi.staff.actions.notice import notify

READ = gettext_noop("{sender} shared “{customer}” with you, to read.")
EDIT = gettext_noop("{sender} shared “{customer}” with you, to work on.")


def share_customer(customer: Customer, member_id: int, *, may_edit: bool, actor: Actor, at: datetime) -> Collaboration:
    """Let a colleague see the customer, or work on it too; a second time changes which. He gets a notice."""
    _require(customer, actor)
    chosen = member_id_of(member_id, field="member")
    if chosen is None:
        raise Refused(_("Please choose a colleague."), field="member", code="required")
    if chosen == customer.owner_id:
        raise Refused(_("The customer is this colleague's own."), field="member")
    kept, made = Collaboration.objects.get_or_create(
        customer=customer, member_id=chosen, defaults={"may_edit": may_edit, "created_at": at}
    )
    if not made and kept.may_edit == may_edit:
        return kept
    if not made:
        kept.may_edit = may_edit
        kept.save(update_fields=["may_edit"])
    sender = name_of(actor)
    words = {"sender": sender, "customer": customer.name}
    notify(chosen, "shared", EDIT if may_edit else READ, words, kind("customer").url(customer), actor=actor, at=at)
    return kept


def unshare_customer(customer: Customer, member_id: int, *, actor: Actor, at: datetime) -> bool:
    """End the sharing with a colleague; answers whether there was one. Everybody may end his own."""
    if member_id != actor.member_id:
        _require(customer, actor)
    gone, _rows = Collaboration.objects.filter(customer=customer, member_id=member_id).delete()
    return bool(gone)


def _require(customer: Customer, actor: Actor) -> None:
    if not rules.may_share(customer, actor):
        raise NotAllowed(_("Only those in whose reach the customer is may share it."))
