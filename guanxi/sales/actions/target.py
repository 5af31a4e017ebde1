"""Setting targets."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, ProgrammingError, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.sales.models import Target

LARGEST = Decimal(10) ** 16


def set_target(
    quarter: date,
    amount: Decimal | None,
    currency: str,
    *,
    member_id: int | None = None,
    department_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Target | None:
    """Say what a member or a department is to win in a quarter; None as `amount` takes it away. Raises `Refused`."""
    actor.require("assign", "opportunity")
    if (member_id is None) == (department_id is None):
        raise Refused(_("Choose a member or a department."), field="member")
    if quarter.day != 1 or quarter.month % 3 != 1:
        raise Refused(_("Choose a quarter."), field="quarter")
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha() or not currency.isupper():
        raise Refused(_("Give the currency by its three letters, such as CNY."), field="currency")
    if amount is not None and not 0 < amount < LARGEST:
        raise Refused(_("A target is more than 0 and has at most 16 digits."), field="amount")
    if not actor.sees_all("opportunity") and member_id == actor.member_id is not None:
        raise NotAllowed(_("Your own target is set by somebody else."))
    whose: dict[str, Any] = {
        "quarter": quarter,
        "member_id": member_id,
        "department_id": department_id,
        "currency": currency,
    }
    if amount is None:
        Target.objects.filter(**whose).delete()
        return None
    said = {"amount": amount, "set_by_id": actor.member_id, "set_at": at}
    try:
        with transaction.atomic():
            return Target.objects.update_or_create(**whose, defaults=said)[0]
    except ProgrammingError as error:  # the policy of the table: outside the data scope
        raise NotAllowed(_("You do not see the opportunities of everybody in it.")) from error
    except IntegrityError as error:
        raise Refused(_("This member or department is not there any more."), field="member") from error
