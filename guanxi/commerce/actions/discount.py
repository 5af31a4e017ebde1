"""Saying up to which discount roles need no reason."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.models import DiscountLimit
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.staff.models import Role


@transaction.atomic
def set_limits(percents: Mapping[int, Decimal | None], *, actor: Actor, at: datetime) -> None:
    """Keep the limits of these roles; None takes one away. Raises `Refused`."""
    actor.require("edit", "floor")
    known = set(Role.objects.filter(pk__in=percents).values_list("pk", flat=True))
    for role_id in known:
        percent = percents[role_id]
        if percent is None:
            DiscountLimit.objects.filter(role_id=role_id).delete()
            continue
        if not 0 <= percent <= 100:
            raise Refused(_("A discount lies between 0 and 100."), field=f"role_{role_id}")
        DiscountLimit.objects.update_or_create(role_id=role_id, defaults={"percent": percent})
