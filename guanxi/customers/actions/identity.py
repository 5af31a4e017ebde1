"""Ways to reach a customer or contact: added, changed, removed; each value belongs to one customer of the company."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers import rules, searching
from guanxi.customers.models import Channel, Contact, Customer, Identity
from guanxi.customers.queries import holding
from guanxi.customers.queries.identity import phone_region


class Held(Refused):
    """The value belongs to somebody else; `holder` says to whom, as far as the actor may know."""

    code = "held"

    def __init__(self, holder: holding.Holder, *, field: str) -> None:
        super().__init__(holder.sentence, field=field)
        self.holder = holder


def add_identity(  # noqa: PLR0913 - an identity is these parts
    customer: Customer,
    channel: str,
    value: str,
    *,
    contact: Contact | None = None,
    label: str = "",
    field: str = "",
    actor: Actor,
    at: datetime,
) -> Identity:
    """Add a way to reach `customer` (or one of its contacts); raises `Held` at `field` (default: the channel) when somebody holds it."""
    _require_writing(customer, contact.pk if contact else None, actor)
    made = write_identity(customer, channel, value, contact=contact, label=label, field=field or channel, at=at)
    searching.index_customers([customer.pk])
    return made


def change_identity(
    identity: Identity,
    *,
    channel: str = "",
    value: str,
    label: str = "",
    field: str = "value",
    actor: Actor,
    at: datetime,
) -> Identity:
    """Write a value, label or channel anew; raises `Held`."""
    _require_writing(identity.customer, identity.contact_id, actor)
    identity.channel = _channel(channel or identity.channel)
    identity.value = _normal(identity.channel, value, field=field)
    identity.label = label.strip()[:40]
    with _refusing_held([identity], field):
        identity.save()
    searching.index_customers([identity.customer_id])
    return identity


def remove_identity(identity: Identity, *, actor: Actor, at: datetime) -> None:
    """Put an identity into the bin; its value is free again."""
    _require_writing(identity.customer, identity.contact_id, actor)
    identity.deleted_at = at
    identity.save(update_fields=["deleted_at"])
    searching.index_customers([identity.customer_id])


def set_main(holder: Customer | Contact, channel: str, value: str, *, at: datetime) -> None:
    """Make `value` the first of its channel, in place of what was; empty takes the first away. For create and edit actions."""
    contact, customer = (holder, holder.customer) if isinstance(holder, Contact) else (None, holder)
    first = Identity.objects.alive().filter(customer=customer, contact=contact, channel=channel).order_by("id").first()
    if first is None:
        if value.strip():
            write_identity(customer, channel, value, contact=contact, field=channel, at=at)
    elif not value.strip():
        first.deleted_at = at
        first.save(update_fields=["deleted_at"])
    else:
        first.value = _normal(channel, value, field=channel)
        with _refusing_held([first], channel):
            first.save()


def write_identity(
    customer: Customer,
    channel: str,
    value: str,
    *,
    contact: Contact | None = None,
    label: str = "",
    field: str,
    at: datetime,
) -> Identity:
    """Insert an identity without asking for powers or indexing: for actions that do both once for several."""
    (made,) = write_identities(customer, [(channel, value, label)], contact=contact, field=field, at=at)
    return made


def write_identities(
    customer: Customer,
    given: Sequence[tuple[str, str, str]],
    *,
    contact: Contact | None = None,
    field: str = "",
    at: datetime,
) -> list[Identity]:
    """Insert several at once, each as (channel, value, label); a refusal stands at `field`, else at the channel's own."""
    if contact is not None and contact.customer_id != customer.pk:
        raise Refused(_("This contact belongs to another customer."), field="contact")
    made = [
        Identity(
            customer=customer,
            contact=contact,
            channel=_channel(channel),
            value=_normal(channel, value, field=field or channel),
            label=label.strip()[:40],
            created_at=at,
        )
        for channel, value, label in given
    ]
    if made:
        _insert(made, field)
    return made


# What somebody else holds is left out rather than an error: a savepoint to come back to would cost two more statements.
INSERT = """
insert into customers_identity (customer_id, contact_id, created_at, channel, value, label)
select %s, %s, %s, channel, value, label from unnest(%s::text[], %s::text[], %s::text[]) as given(channel, value, label)
on conflict (value, channel) where deleted_at is null do nothing returning id, channel, value
"""


def _insert(made: Sequence[Identity], field: str) -> None:
    """Insert ways to reach one holder; raises `Held` at the first that is taken."""
    first = made[0]
    columns = [[getattr(one, name) for one in made] for name in ("channel", "value", "label")]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [first.customer_id, first.contact_id, first.created_at, *columns])
        ids = {(channel, value): pk for pk, channel, value in cursor.fetchall()}
    if len(ids) < len(made):
        _refuse(made, field)
    for one in made:
        one.pk = ids[one.channel, one.value]


def _channel(channel: str) -> str:
    if channel not in Channel.values:
        raise Refused(_("Please choose one of the list."), field="channel", code="not_a_choice")
    return channel


def _normal(channel: str, value: str, *, field: str) -> str:
    """The value in its one form."""
    try:
        normal = rules.normalise(channel, value, region=phone_region() if channel == Channel.PHONE else "")
    except Refused as refusal:
        raise Refused(refusal.sentence, field=field, code=refusal.code) from None
    if not normal:
        raise Refused(_("Please enter this."), field=field, code="required")
    return normal


def _refuse_held(channel: str, value: str, field: str) -> None:
    for holder in holding.holders(channel, [value]):
        raise Held(holder, field=field)


@contextmanager
def _refusing_held(written: Sequence[Identity], field: str) -> Iterator[None]:
    """Write and see: the table takes a value once, and who holds it is only asked where it was refused."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        _refuse(written, field)


def _refuse(written: Sequence[Identity], field: str) -> NoReturn:
    """Say who holds one of these, or that somebody does who is hidden."""
    for one in written:
        _refuse_held(one.channel, one.value, field or one.channel)
    raise Refused(_("Somebody else has this already."), field=field or written[0].channel, code="held") from None


def _require_writing(customer: Customer, contact_id: int | None, actor: Actor) -> None:
    if not rules.may_write_reach(customer, contact_id, actor):
        raise NotAllowed(_("You may see this customer but not change it."))
