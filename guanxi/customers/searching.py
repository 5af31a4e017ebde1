"""The one place that says what customers and contacts are found by."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection

from guanxi.core import search
from guanxi.customers.models import Channel, Contact, Customer, Identity

# one question for three tables: it is asked for every record that is made or changed
FOUND_BY = """
select coalesce((select json_agg(json_build_object('id', id, 'owner_id', owner_id, 'name', name, 'city', city, 'industry', industry,
                                                   'reference', reference))
                   from customers_customer where id = any (%(ids)s) and deleted_at is null), '[]'),
       coalesce((select json_agg(json_build_object('id', id, 'customer_id', customer_id, 'name', name, 'title', title))
                   from customers_contact where customer_id = any (%(ids)s) and deleted_at is null), '[]'),
       coalesce((select json_agg(json_build_object('id', id, 'customer_id', customer_id, 'contact_id', contact_id, 'channel', channel,
                                                   'value', value) order by id)
                   from customers_identity where customer_id = any (%(ids)s) and deleted_at is null), '[]')
"""


def index_new(customer: Customer, identities: Sequence[Identity]) -> None:
    """Make a customer findable that was made right now, with these ways to reach it and no contacts: nothing is read again."""
    search.index_many("customer", customer_docs([customer], identities), new=True)


def index_customers(ids: Sequence[int]) -> None:
    """Bring what these customers and their contacts are found by up to date: at most three queries, however many they are."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND_BY, {"ids": list(ids)})
        customers, contacts, identities = cursor.fetchone()
    customers = [Customer(**one) for one in customers]
    contacts = [Contact(**one) for one in contacts]
    identities = [Identity(**one) for one in identities]
    search.index_many("customer", customer_docs(customers, identities))
    if contacts:
        search.index_many("contact", contact_docs(contacts, {one.pk: one for one in customers}, identities))


def customer_docs(customers: Iterable[Customer], identities: Iterable[Identity]) -> list[search.Doc]:
    """Found by name, number, own phones and mails; the second line of a hit is where and what it is."""
    of = _by_holder(one for one in identities if one.contact_id is None)
    return [
        search.Doc(
            record_id=one.pk,
            home_id=one.pk,
            owner_id=one.owner_id,
            title=one.name,
            detail=" · ".join(filter(None, [one.city, one.industry])),
            names=tuple(filter(None, [one.reference, *of[one.pk, "name"]])),
            phones=tuple(of[one.pk, Channel.PHONE]),
            mails=tuple(of[one.pk, Channel.MAIL]),
        )
        for one in customers
    ]


def contact_docs(
    contacts: Iterable[Contact], customers: dict[int, Customer], identities: Iterable[Identity]
) -> list[search.Doc]:
    """Found by name, phones and mails; the second line of a hit is the customer."""
    of = _by_holder(one for one in identities if one.contact_id is not None)
    return [
        search.Doc(
            record_id=one.pk,
            home_id=one.customer_id,
            owner_id=customers[one.customer_id].owner_id,
            title=one.name,
            detail=" · ".join(filter(None, [customers[one.customer_id].name, one.title])),
            phones=tuple(of[one.pk, Channel.PHONE]),
            mails=tuple(of[one.pk, Channel.MAIL]),
            names=tuple(of[one.pk, "name"]),
        )
        for one in contacts
    ]


def _by_holder(identities: Iterable[Identity]) -> defaultdict[tuple[int, str], list[str]]:
    """Values by (holder, channel); other channels' values count as names."""
    found: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for one in identities:
        channel = one.channel if one.channel in (Channel.PHONE, Channel.MAIL) else "name"
        found[one.contact_id or one.customer_id, channel].append(one.value)
    return found
