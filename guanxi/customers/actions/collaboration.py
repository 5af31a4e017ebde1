"""Sharing a customer with colleagues outside the data scope."""

from collections.abc import Sequence
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


def pass_on_shares(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """What was shared with one colleague is shared with another instead; where he sees it anyway the share just ends."""
    actor.require("edit", "customer")
    shares = Collaboration.objects.filter(pk__in=ids, member_id=giver, customer__deleted_at=None)
    his = dict(Collaboration.objects.filter(member_id=taker).values_list("customer_id", "may_edit"))
    widened, ended, passed = [], [], []
    for pk, customer_id, may_edit, owner_id in shares.values_list(
        "pk", "customer_id", "may_edit", "customer__owner_id"
    ):
        if owner_id == taker or customer_id in his:
            ended.append(pk)
            if may_edit and his.get(customer_id) is False:
                widened.append(customer_id)
        else:
            passed.append(pk)
    Collaboration.objects.filter(member_id=taker, customer_id__in=widened).update(may_edit=True)
    Collaboration.objects.filter(pk__in=ended).delete()
    Collaboration.objects.filter(pk__in=passed).update(member_id=taker)


def return_shares(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    """Undo of `pass_on_shares`, but for shares that ended."""
    actor.require("edit", "customer")
    again = Collaboration.objects.filter(member_id=giver).values("customer_id")
    Collaboration.objects.filter(pk__in=ids, member_id=taker).exclude(customer_id__in=again).update(member_id=giver)


def _require(customer: Customer, actor: Actor) -> None:
    if not rules.may_share(customer, actor):
        raise NotAllowed(_("Only those in whose reach the customer is may share it."))
