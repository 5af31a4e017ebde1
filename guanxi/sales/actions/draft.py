"""Quotes under change: found, checked and locked."""

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.sales.models import Quote
from guanxi.sales.rules import may_change_quote


def lock_quote(quote: Quote, actor: Actor) -> Quote:
    """The quote, locked, if the actor may change it; raises `NotAllowed`."""
    if not may_change_quote(quote, actor):
        raise NotAllowed(_("You may see this quote but not change it."))
    return Quote.objects.select_for_update().get(pk=quote.pk)


def lock_draft(quote: Quote, actor: Actor) -> Quote:
    """The same of a draft; raises `Refused` for what was sent."""
    locked = lock_quote(quote, actor)
    if locked.status != Quote.Status.DRAFT:
        raise Refused(_("It was sent and stays as it is. Make a new version to change it."), code="not_a_draft")
    return locked
