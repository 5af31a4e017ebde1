"""Saying what a contact does in an opportunity and where he stands."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.customers.models import Contact
from guanxi.sales.actions.move import require_change
from guanxi.sales.models import Opportunity, Stakeholder

LONGEST = 300


def place_stakeholder(  # noqa: PLR0913 - what a dialog asks of one person
    opportunity: Opportunity,
    contact_id: int,
    *,
    role: str,
    stance: str,
    mark: int | None,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> Stakeholder | None:
    """Put down the part, the stance and the own mark of a contact of its customer; None where nothing is left to say.

    Raises `Refused`.
    """
    require_change(opportunity, actor)
    known = Contact.objects.alive().filter(pk=contact_id, customer_id=opportunity.customer_id or 0)
    if not actor.may("see", "contact") or not known.exists():
        raise Refused(_("This contact belongs to another customer."), field="contact")
    if role not in {"", *Stakeholder.Role.values} or stance not in {"", *Stakeholder.Stance.values}:
        raise Refused(_("Choose one from the list."), field="role")
    if mark is not None and mark not in Stakeholder.Strength.values:
        raise Refused(_("Choose one from the list."), field="mark")
    if len(note.strip()) > LONGEST:
        raise Refused(_("A note on a person has at most 300 characters."), field="note")
    whose = Stakeholder.objects.filter(opportunity=opportunity, contact_id=contact_id)
    if not role and not stance and mark is None and not note.strip():
        whose.delete()
        return None
    said = {"role": role, "stance": stance, "mark": mark, "note": note.strip(), "at": at, "member_id": actor.member_id}
    return Stakeholder.objects.update_or_create(opportunity=opportunity, contact_id=contact_id, defaults=said)[0]
