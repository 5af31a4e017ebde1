"""Who holds a phone, a mail or a name already: asked while somebody types, and before anything is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from guanxi.customers.models import Channel, Contact, Customer
from guanxi.customers.queries.identity import phone_region
from guanxi.customers.rules import normalise
from guanxi.staff.models import Member

MOST = 5
SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Holder:
    """A customer that holds `value` of `channel` ("name" for a namesake); of one the actor may not see only the owner is known."""

    channel: str
    value: str
    customer_id: int | None
    customer_name: str
    contact_id: int | None
    contact_name: str
    owner_name: str

    @property
    def seen(self) -> bool:
        """Whether the actor may see the customer."""
        return self.customer_id is not None

    @property
    def url(self) -> str:
        """The customer's page, "" for a hidden one."""
        return reverse("customer_record", args=[self.customer_id]) if self.seen else ""

    @property
    def sentence(self) -> str:
        """Who it is, for the user."""
        words = {"customer": self.customer_name, "contact": self.contact_name, "owner": self.owner_name}
        if not self.seen:
            return _hidden(words)
        if self.channel == "name":
            return _("“%(customer)s” is a customer already.") % words
        if self.contact_name:
            return _("This belongs to %(contact)s of “%(customer)s”.") % words
        return _("This belongs to “%(customer)s”.") % words


def _hidden(words: dict[str, str]) -> str:
    if words["owner"]:
        return _("A customer of %(owner)s holds this. Ask %(owner)s.") % words
    return _("A customer without an owner holds this. Ask an administrator.")


def holders(channel: str, values: Sequence[str]) -> list[Holder]:
    """Who holds these normalised values; at most one holder a value."""
    rows = _ask(
        "select value, customer_id, contact_id, owner_id from customers_holders(%s, %s)", [channel, list(values)]
    )
    return _named(channel, rows)


def namesakes(name: str, *, but: int | None = None) -> list[Holder]:
    """Customers whose name is the same but for case, spaces, punctuation and legal form, without `but`; at most five."""
    if len(name.strip()) < SHORTEST_NAME:
        return []
    rows = _ask(
        "select %s, customer_id, null::bigint, owner_id from customers_namesakes(%s, %s)", [name, name, MOST + 1]
    )
    return _named("name", [row for row in rows if but is None or row[1] != but][:MOST])


def held(channel: str, text: str, *, but: int | None = None) -> list[Holder]:
    """What the warning beside an input shows for `text` as typed: holders other than the customer `but`."""
    if channel == "name":
        return namesakes(text, but=but)
    if channel not in (Channel.PHONE, Channel.MAIL) or not text.strip():
        return []
    value = normalise(channel, text, region=phone_region(), strict=False)
    return [holder for holder in holders(channel, [value]) if but is None or holder.customer_id != but]


Row = tuple[str, int | None, int | None, int | None]


def _ask(sql: str, parameters: list[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _named(channel: str, rows: Iterable[Row]) -> list[Holder]:
    found = list(rows)
    if not found:
        return []
    customers = dict(Customer.objects.filter(pk__in=[row[1] for row in found if row[1]]).values_list("pk", "name"))
    contacts = dict(Contact.objects.filter(pk__in=[row[2] for row in found if row[2]]).values_list("pk", "name"))
    owners = dict(Member.objects.filter(pk__in=[row[3] for row in found if row[3]]).values_list("pk", "name"))
    return [
        Holder(
            channel=channel,
            value=value,
            customer_id=customer,
            customer_name=customers.get(customer, "") if customer else "",
            contact_id=contact,
            contact_name=contacts.get(contact, "") if contact else "",
            owner_name=owners.get(owner, "") if owner else "",
        )
        for value, customer, contact, owner in found
    ]
