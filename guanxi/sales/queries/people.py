"""Who decides, influences, uses and blocks: the contacts of a customer with the part each plays and how well we know him."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from guanxi.core.actor import Actor
from guanxi.customers.models import Contact
from guanxi.sales.models import Opportunity, Stakeholder

MOST = 200  # contacts of a customer
YEAR = timedelta(days=365)
STRONG, FAIR = 12, 4  # points from which a relationship counts as strong, as fair
# what a contact of the last twelve months counts; anything else that was written down about a person is no contact
POINTS = {"visit": 3, "call": 2, "mail": 1, "chat": 1}
# where no opportunity says what somebody does, his part at the customer says it
ROLE_OF_PART = {
    Contact.Part.DECIDER: Stakeholder.Role.DECIDES,
    Contact.Part.INFLUENCER: Stakeholder.Role.INFLUENCES,
    Contact.Part.BUYER: Stakeholder.Role.INFLUENCES,
    Contact.Part.USER: Stakeholder.Role.USES,
}
COUNTED = 5000  # contacts of a customer; the latest are read
# bounded by the customer, the year and the limit; the index on the customer's timeline answers it
CONTACTS = """
select contact_id, kind, count(*), max(at) from (
    select contact_id, kind, at from timeline_entry
     where customer_id = %s and at > %s and at <= %s and contact_id is not null and kind = any (%s)
       and not exists (select from timeline_entry c where c.corrects_id = timeline_entry.id)
     order by at desc limit %s) e
 group by 1, 2
"""


@dataclass(frozen=True, slots=True)
class Touch:
    """Contacts of the last twelve months by kind, and the last of them."""

    counts: dict[str, int] = field(default_factory=dict)
    last: datetime | None = None

    @property
    def number(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def points(self) -> int:
        """A visit counts 3, a call 2, a mail or chat 1."""
        return sum(POINTS[kind] * number for kind, number in self.counts.items())


def strength_of(points: int) -> Stakeholder.Strength:
    """Strong from 12 points of the last twelve months, fair from 4, weak from 1."""
    if points >= STRONG:
        return Stakeholder.Strength.STRONG
    if points >= FAIR:
        return Stakeholder.Strength.FAIR
    return Stakeholder.Strength.WEAK if points else Stakeholder.Strength.NONE


@dataclass(frozen=True, slots=True)
class Figure:
    """A contact on the map. `said` is what a member put down of him, None where only his part at the customer is known."""

    contact: Contact
    role: str
    stance: str
    touch: Touch
    said: Stakeholder | None = None

    @property
    def counted(self) -> Stakeholder.Strength:
        """The strength by the rule."""
        return strength_of(self.touch.points)

    @property
    def strength(self) -> Stakeholder.Strength:
        """The seller's own mark, else the counted one."""
        return self.counted if self.said is None or self.said.mark is None else Stakeholder.Strength(self.said.mark)

    @property
    def role_label(self) -> Any:
        """In words; "" where it is not known."""
        return Stakeholder.Role(self.role).label if self.role else ""

    @property
    def stance_label(self) -> Any:
        """In words; "" where it is not known."""
        return Stakeholder.Stance(self.stance).label if self.stance else ""


def people_of_opportunity(opportunity: Opportunity, actor: Actor, now: datetime) -> list[Figure]:
    """The contacts of its customer as they stand to this opportunity: three queries."""
    if opportunity.customer_id is None:
        return []
    said = Stakeholder.objects.filter(opportunity=opportunity).select_related("member")
    return _figures(opportunity.customer_id, said, actor, now)


def people_of_customer(customer_id: int, actor: Actor, now: datetime) -> list[Figure]:
    """The contacts of a customer as they stood to the latest opportunity that says so; three queries."""
    said = Stakeholder.objects.filter(
        contact__customer_id=customer_id, opportunity__customer_id=customer_id, opportunity__deleted_at=None
    )
    latest = said.order_by("contact", "-at", "-pk").distinct("contact").select_related("member", "opportunity")
    return _figures(customer_id, latest, actor, now)


def _figures(customer_id: int, said: Iterable[Stakeholder], actor: Actor, now: datetime) -> list[Figure]:
    if not actor.may("see", "contact"):
        return []
    rows = Contact.objects.alive().filter(customer_id=customer_id).order_by("-is_main", "name_sort", "pk")
    contacts = list(rows[:MOST])
    known = {one.contact_id: one for one in said}
    touches = touches_of(customer_id, now)
    found = []
    for one in contacts:
        mine = known.get(one.pk)
        part = "" if actor.masks("contact", "part") or not one.part else one.part
        role = mine.role if mine and mine.role else ROLE_OF_PART.get(part, "")  # type: ignore[call-overload]
        found.append(Figure(one, role, mine.stance if mine else "", touches.get(one.pk, Touch()), mine))
    order = {role: place for place, role in enumerate((*Stakeholder.Role.values, ""))}
    return sorted(found, key=lambda one: (order[one.role], one.said is None))


def touches_of(customer_id: int, now: datetime) -> dict[int, Touch]:
    """Contacts of the last twelve months by person, as far as the actor sees them."""
    with connection.cursor() as cursor:
        cursor.execute(CONTACTS, [customer_id, now - YEAR, now, list(POINTS), COUNTED])
        rows = cursor.fetchall()
    found: dict[int, Touch] = {}
    for contact_id, kind, number, last in rows:
        before = found.get(contact_id, Touch())
        latest = last if before.last is None else max(before.last, last)
        found[contact_id] = Touch({**before.counts, kind: number}, latest)
    return found
