"""What the page of a customer shows beside its fields."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from guanxi.core.actor import Actor
from guanxi.core.kinds import Type
from guanxi.customers import rules
from guanxi.customers.models import Address, Channel, Collaboration, Contact, Customer, Identity
from guanxi.staff.models import Member
from guanxi.ui.lists.masked import masked

SCHEMES = {Channel.PHONE.value: "tel", Channel.MAIL.value: "mailto"}
TYPES = {Channel.PHONE.value: Type.PHONE, Channel.MAIL.value: Type.MAIL}
MOST_CONTACTS = 200
# one question instead of four: most of each was asking, not answering; the tables' policies hold here as everywhere
AROUND = """
select coalesce((select json_agg(c order by c.is_main desc, c.name_sort, c.id) from (
           select * from customers_contact where customer_id = %(customer)s and deleted_at is null
            order by is_main desc, name_sort, id limit %(most)s) c), '[]'),
       coalesce((select json_agg(i order by i.contact_id nulls first, i.id) from customers_identity i
            where i.customer_id = %(customer)s and i.deleted_at is null), '[]'),
       coalesce((select json_agg(a order by a.id) from customers_address a
            where a.customer_id = %(customer)s and a.deleted_at is null), '[]'),
       coalesce((select json_agg(json_build_array(to_jsonb(s) - 'member_id', json_build_object('id', m.id, 'name', m.name)) order by s.id) from customers_collaboration s
            join staff_member m on m.id = s.member_id where s.customer_id = %(customer)s), '[]')
"""


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
    """All of it in one query, however many contacts there are (the first 200 by name are shown)."""
    contacts, identities, addresses, shared = _around(customer)
    persons = {one["id"]: Person(Contact(**one)) for one in contacts}
    own: list[Reach] = []
    for one in identities:
        identity = Identity(**one)
        if identity.contact_id is None:
            own.append(reach_of(identity, actor))
        elif identity.contact_id in persons:
            persons[identity.contact_id].reaches.append(reach_of(identity, actor))
    return People(
        reaches=own,
        contacts=list(persons.values()),
        addresses=[Address(**one) for one in addresses],
        collaborations=[Collaboration(**one, member=Member(**member)) for one, member in shared],
        may_edit=rules.may_edit(customer, actor),
        may_share=rules.may_share(customer, actor),
        may_add_contact=rules.may_write_to(customer, actor, "contact", "create"),
        may_edit_contact=rules.may_write_to(customer, actor, "contact", "edit"),
    )


def _around(customer: Customer) -> list[list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(AROUND, {"customer": customer.pk, "most": MOST_CONTACTS})
        return [json.loads(one) if isinstance(one, str) else one for one in cursor.fetchone()]


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
