"""Whom a list of customers can be narrowed by: those of whom nobody is known, or nobody who decides. As it stands now."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from guanxi.customers.models import Contact

NOBODY, UNDECIDED, DECIDER = "none", "undecided", "decider"


def in_people(operator: str, value: Any, actor: Any) -> Q:
    """The condition of a list: in the state of this name; with a contact; without. Who may not see contacts finds nobody by them."""
    if not actor.may("see", "contact"):
        return Q(pk__in=[])
    contacts = Contact.objects.alive().filter(customer=OuterRef("pk"))
    some, decides = Q(Exists(contacts)), Q(Exists(contacts.filter(part=Contact.Part.DECIDER)))
    states = {NOBODY: ~some, UNDECIDED: some & ~decides, DECIDER: decides, "empty": ~some, "not_empty": some}
    return states.get(value if operator == "is" else operator, Q(pk__in=[]))
