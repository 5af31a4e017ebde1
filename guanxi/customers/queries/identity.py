"""Ways to reach customers: the main phone and mail of a page of records, and the filters by them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from guanxi.customers.models import Channel, Contact, Customer, Identity
from guanxi.customers.rules import normalise
from guanxi.staff.queries.company import company_customs

MAIN = (Channel.PHONE, Channel.MAIL)
NAMES = [one.value for one in MAIN]
Condition = Callable[[str, Any, Any], Q]


def phone_region() -> str:
    """The country in which phones without one are read: the company's."""
    return company_customs().phone_region or settings.PHONE_REGION


# in SQL of its own: it stands on every page of a list, where building it through the ORM cost more than running it
# (the ids as a list that the planner does not look into: for one record it would plan anew each time, which costs more)
MAIN_OF = """
select {holder}, channel, value from customers_identity
 where {holder} = any (array(select unnest(%s::bigint[]))) and channel = any (%s) and deleted_at is null order by contact_id nulls first, id
"""


def fill_customers(records: Sequence[Customer]) -> None:
    """Set `phone` and `mail` of each customer (his own before those of his contacts, the oldest first): one query."""
    _fill(records, "customer_id")


def own_main(customer: Customer) -> dict[str, str]:
    """The customer's own first phone and mail, as its form shows them: those of a contact are changed at the contact."""
    rows = Identity.objects.alive().filter(customer=customer, contact=None, channel__in=MAIN).order_by("-id")
    return {channel.value: "" for channel in MAIN} | dict(rows.values_list("channel", "value"))


def fill_contacts(records: Sequence[Contact]) -> None:
    """Set `phone` and `mail` of each contact, the oldest first: one query."""
    _fill(records, "contact_id")


def _fill(records: Sequence[Any], holder: str) -> None:
    if not records:
        return
    by_key = {one.id: one for one in records}
    for one in records:
        one.phone = one.mail = ""
    with connection.cursor() as cursor:
        cursor.execute(MAIN_OF.format(holder=holder), [list(by_key), NAMES])
        for pk, channel, value in reversed(cursor.fetchall()):  # so that the first stays
            setattr(by_key[pk], channel, value)


def customer_held(channel: Channel) -> Condition:
    """The filter of a customers' list by this channel."""
    return _condition(channel, "customer_id")


def contact_held(channel: Channel) -> Condition:
    """The filter of a contacts' list by this channel."""
    return _condition(channel, "contact_id")


def _condition(channel: Channel, column: str) -> Condition:
    def condition(operator: str, value: Any, actor: Any) -> Q:
        mine = Identity.objects.alive().filter(channel=channel)
        has = Q(Exists(mine.filter(**{column: OuterRef("pk")})))
        if operator == "empty":
            return ~has
        if operator == "not_empty":
            return has
        if actor.masks("customer" if column == "customer_id" else "contact", channel.value):
            return Q(pk__in=[])  # who sees a number in part must not find it out by asking
        exact = mine.filter(
            value=normalise(channel, str(value), region=phone_region(), strict=False), **{f"{column}__isnull": False}
        )
        return Q(pk__in=exact.values(column))

    return condition
