"""Who leads to whom: saying that a customer brought or supplies another, and taking it back."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers import rules
from guanxi.customers.models import Customer, Tie
from guanxi.customers.queries.customer import customers


def add_tie(
    giver: Customer, taker: Customer, kind: str, *, since: date | None = None, actor: Actor, at: datetime
) -> Tie:
    """`giver` brought or supplies `taker`; a second time answers the first. Raises `Refused`."""
    if kind not in Tie.Kind.values:
        raise Refused(_("Please choose one of the list."), field="way", code="not_a_choice")
    if giver.pk == taker.pk:
        raise Refused(_("A customer does not lead to itself."), field="other")
    _require(giver, taker, actor)
    if since is not None and since > at.date():
        raise Refused(_("The date lies in the future."), field="since")
    if kind == Tie.Kind.BROUGHT:
        _require_first(giver, taker)
    tie, _made = Tie.objects.get_or_create(giver=giver, taker=taker, kind=kind, defaults={"since": since})
    return tie


def remove_ties(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """They no longer hold; answers how many went. Raises `NotAllowed` where the actor may change neither end."""
    ties = Tie.objects.filter(pk__in=ids).select_related("giver", "taker")
    for tie in ties:
        _require(tie.giver, tie.taker, actor)
    return Tie.objects.filter(pk__in=[one.pk for one in ties]).delete()[0]


def _require(giver: Customer, taker: Customer, actor: Actor) -> None:
    if not rules.may_edit(giver, actor) and not rules.may_edit(taker, actor):
        raise NotAllowed(_("You may see these customers but change neither."))


def _require_first(giver: Customer, taker: Customer) -> None:
    """A customer is brought once: who came second did not bring him."""
    other = Tie.objects.filter(taker=taker, kind=Tie.Kind.BROUGHT).exclude(giver=giver).select_related("giver").first()
    if other is not None:
        said = {"name": taker.name, "other": other.giver.name}
        raise Refused(_("“%(name)s” was brought by “%(other)s” already.") % said, field="other")


def visible(pk: int | None, actor: Actor) -> Customer:
    """The other end; raises `Refused` where there is no such customer for this member."""
    found: Customer | None = customers(actor).filter(pk=pk).first()
    if found is None:
        raise Refused(_("There is no such customer."), field="other")
    return found
