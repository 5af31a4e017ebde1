"""What the page of a customer shows beside its fields."""

from dataclasses import dataclass, field

from django.db.models import F

from guanxi.core.actor import Actor
from guanxi.core.kinds import Type
from guanxi.customers import rules
from guanxi.customers.models import Address, Channel, Collaboration, Contact, Customer, Identity
from guanxi.ui.lists.masked import masked

SCHEMES = {Channel.PHONE.value: "tel", Channel.MAIL.value: "mailto"}
TYPES = {Channel.PHONE.value: Type.PHONE, Channel.MAIL.value: Type.MAIL}
MOST_CONTACTS = 200


@dataclass(frozen=True, slots=True)
class Reach:
    """An identity as the actor reads it; `href` dials or writes, "" where it is masked or has no scheme."""

    pk: int
    channel: str
    channel_label: str
    label: str
    shown: str
    href: str
    masked: bool


@dataclass(slots=True)
class Person:
    """A contact with the ways to reach him."""

    contact: Contact
    reaches: list[Reach] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class People:
    """Everybody and everything that hangs on a customer: its own identities, contacts, places, collaborators."""

    reaches: list[Reach]
    contacts: list[Person]
    addresses: list[Address]
    collaborations: list[Collaboration]
    may_edit: bool
    may_share: bool
    may_add_contact: bool
    may_edit_contact: bool


def people_of(customer: Customer, actor: Actor) -> People:
    """All of it in four queries, however many contacts there are (the first 200 by name are shown)."""
    rows = Contact.objects.alive().filter(customer=customer).order_by("-is_main", "name_sort", "pk")
    persons = {one.pk: Person(one) for one in rows[:MOST_CONTACTS]} if actor.may("see", "contact") else {}
    own: list[Reach] = []
    for identity in (
        Identity.objects.alive().filter(customer=customer).order_by(F("contact_id").asc(nulls_first=True), "pk")
    ):
        if identity.contact_id is None:
            own.append(reach_of(identity, actor))
        elif identity.contact_id in persons:
            persons[identity.contact_id].reaches.append(reach_of(identity, actor))
    return People(
        reaches=own,
        contacts=list(persons.values()),
        addresses=list(Address.objects.alive().filter(customer=customer).order_by("pk")),
        collaborations=list(Collaboration.objects.filter(customer=customer).select_related("member").order_by("pk")),
        may_edit=rules.may_edit(customer, actor),
        may_share=rules.may_share(customer, actor),
        may_add_contact=rules.may_write_to(customer, actor, "contact", "create"),
        may_edit_contact=rules.may_write_to(customer, actor, "contact", "edit"),
    )


def reach_of(identity: Identity, actor: Actor) -> Reach:
    """An identity, masked where the actor's roles mask its channel."""
    kind = "contact" if identity.contact_id else "customer"
    hidden = actor.masks(kind, identity.channel)
    scheme = SCHEMES.get(identity.channel, "")
    return Reach(
        pk=identity.pk,
        channel=identity.channel,
        channel_label=str(identity.get_channel_display()),
        label=identity.label,
        shown=masked(TYPES[identity.channel], identity.value) if hidden else identity.value,
        href=f"{scheme}:{identity.value}" if scheme and not hidden else "",
        masked=hidden,
    )
