"""How much discount roles may give without a word."""

from decimal import Decimal

from guanxi.commerce.models import DiscountLimit
from guanxi.core.actor import Actor
from guanxi.staff.models import Role


def limit_of(actor: Actor) -> Decimal | None:
    """Up to which discount, in percent, the actor need not say why: by the role that allows most. None: any."""
    if actor.member_id is None:
        return None
    rows = DiscountLimit.objects.filter(role__members=actor.member_id).order_by("-percent")
    return rows.values_list("percent", flat=True).first()


def limits() -> list[tuple[Role, Decimal | None]]:
    """Every role with its limit, if it has one."""
    known = dict(DiscountLimit.objects.values_list("role_id", "percent"))
    return [(role, known.get(role.pk)) for role in Role.objects.all()]
