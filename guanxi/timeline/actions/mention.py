"""Colleagues who are meant: told about it, and made able to see the customer if the writer wants that."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.customers.actions.collaboration import share_customer
from guanxi.customers.models import Customer
from guanxi.customers.rules import may_share
from guanxi.staff.actions.notice import notify
from guanxi.timeline.mentions import candidates, named
from guanxi.timeline.models import Entry
from guanxi.timeline.queries.colleague import called, names_of, who_cannot_see
from guanxi.timeline.rules import MOST_MENTIONS

MENTIONED = gettext_noop("{who} mentioned you at {customer}")


class CannotSee(Refused):
    """Colleagues who are meant do not see the customer; `shareable` says whether the writer may share it with them."""

    code = "cannot_see"
    shareable = False


def meant(text: str, chosen: Collection[int] = (), before: Collection[int] = ()) -> list[int]:
    """Ids of the members whom a text mentions; `chosen` are those picked from the list, which decides between namesakes.

    `before` are those an earlier version of the text meant: they decide where nobody was picked.
    """
    known = called(candidates(text, most=MOST_MENTIONS))
    preferred = {name for name, ids in known.items() if set(ids) & {*chosen, *before}}
    found = []
    for name in named(text, known, preferred):
        same = known[name]
        ids = [one for one in same if one in chosen] or [one for one in same if one in before] or same
        if len(ids) > 1:
            raise Refused(
                _("Several colleagues are called %(name)s. Choose one from the list that opens after @.")
                % {"name": name},
                field="text",
                code="namesakes",
            )
        found.append(ids[0])
    return found


def let_see(
    customer: Customer, member_ids: Sequence[int], *, share: bool, actor: Actor, at: datetime, field: str = "text"
) -> None:
    """Make sure that these colleagues see the customer: share it for reading if asked to, else raise `CannotSee`."""
    blind = who_cannot_see(customer.pk, member_ids)
    if not blind:
        return
    shareable = may_share(customer, actor)
    if not share or not shareable:
        names = "、".join(names_of(blind).values())
        refusal = CannotSee(
            ngettext_lazy(
                "%(names)s does not see this customer and would learn nothing.",
                "%(names)s do not see this customer and would learn nothing.",
                len(blind),
            )
            % {"names": names},
            field=field,
        )
        refusal.shareable = shareable
        raise refusal
    for one in blind:
        share_customer(customer, one, may_edit=False, actor=actor, at=at)


def tell(entry: Entry, customer: Customer, member_ids: Sequence[int], *, actor: Actor, at: datetime) -> None:
    """Put a notice on the screens of those who were mentioned."""
    who = names_of([actor.member_id]).get(actor.member_id or 0, "")
    for one in member_ids:
        notify(
            one,
            "timeline.mention",
            MENTIONED,
            {"who": who, "customer": customer.name},
            f"/customers/{customer.pk}/#entry-{entry.pk}",
            actor=actor,
            at=at,
        )
