"""Leaving a product out of what is told as bought together or next."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guanxi.analytics.models import LeftOut
from guanxi.commerce.models import Product
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused


def leave_out(product_id: int, *, actor: Actor, at: datetime, out: bool = True) -> bool:
    """Leave it out, or take it in again; answers whether that changed anything. Raises `Refused`."""
    actor.require("administer", "fact")
    if not Product.objects.alive().filter(pk=product_id).exists():
        raise Refused(_("This product does not exist any more."))
    if not out:
        return bool(LeftOut.objects.filter(product_id=product_id).delete()[0])
    return LeftOut.objects.get_or_create(product_id=product_id, defaults={"at": at, "member_id": actor.member_id})[1]
