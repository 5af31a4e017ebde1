"""What is missing among the people of a customer or an opportunity, in sentences."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.sales.models import Stakeholder
from guanxi.sales.queries.people import Figure

Role, Stance = Stakeholder.Role, Stakeholder.Stance


def gaps(people: Sequence[Figure]) -> list[str]:
    """The gaps, the gravest first; none where all is well."""
    if not people:
        return [_("No contact person is known")]
    deciders = [one for one in people if one.role == Role.DECIDES]
    found = []
    if not deciders:
        found.append(_("Nobody is known to decide"))
    if len(people) == 1:
        found.append(_("Only one person is known here: if they leave, we know nobody"))
    for one in deciders:
        if one.strength == Stakeholder.Strength.NONE:
            found.append(_("%(name)s decides, and we have no relationship") % {"name": one.contact.name})
        if one.stance == Stance.AGAINST:
            found.append(_("%(name)s decides and is against it") % {"name": one.contact.name})
    if any(one.role == Role.BLOCKS or one.stance == Stance.AGAINST for one in people) and not any(
        one.stance == Stance.FOR for one in people
    ):
        found.append(_("Somebody is against it, and nobody is known to be for it"))
    unplaced = sum(not one.role for one in people)
    if unplaced:
        words = ngettext(
            "Of %(number)d person it is not known what they do in the purchase",
            "Of %(number)d people it is not known what they do in the purchase",
            unplaced,
        )
        found.append(words % {"number": unplaced})
    return found
