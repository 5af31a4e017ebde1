"""What holds for customers: identities in one form, tags, who may change whom."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.customers.models import Channel, Customer
from guanxi.intake.values import Hints, parse_mail, parse_phone
from guanxi.intake.values.describe import describe
from guanxi.intake.values.problem import BadValue

LONGEST_VALUE = 254


def normalise(channel: str, value: str, *, region: str = "", strict: bool = True) -> str:
    """The one form in which an identity is unique: phone as E.164 (with ";ext=" behind), mail in lower case, others trimmed.

    A phone without a country is of `region` (ISO code, default: the installation's). Raises `Refused` at the field
    named like the channel; with `strict=False` what can't be read is answered trimmed instead (a search for it finds nothing).
    """
    text = value.strip()
    try:
        if channel == Channel.PHONE:
            text = parse_phone(text, hints=Hints(region=region or settings.PHONE_REGION))
        elif channel == Channel.MAIL:
            text = parse_mail(text)
        else:
            text = " ".join(text.split())
    except BadValue as bad:
        if strict:
            raise Refused(describe(bad), field=channel, code=bad.problem.code) from None
    return text[:LONGEST_VALUE]


def within_scope(owner_id: int | None, actor: Actor) -> bool:
    """Whether a customer of this owner is in the actor's data scope (collaboration apart)."""
    return actor.reaches("customer", owner_id)


def may_edit(customer: Customer, actor: Actor) -> bool:
    """In the data scope or shared for editing, and the roles let him edit customers. Not what lies in the bin."""
    if customer.deleted_at is not None or not actor.may("edit", "customer"):
        return False
    return within_scope(customer.owner_id, actor) or customer.pk in actor.sight.shared_edit


def may_write_to(customer: Customer, actor: Actor, kind: str, verb: str) -> bool:
    """Whether he may `verb` (create, edit, delete) a `kind` that hangs on this customer."""
    if customer.deleted_at is not None or not actor.may(verb, kind):
        return False
    return within_scope(customer.owner_id, actor) or customer.pk in actor.sight.shared_edit


def may_write_reach(customer: Customer, contact_id: int | None, actor: Actor) -> bool:
    """Whether he may write ways to reach the customer, or that contact of it: each goes with the verb for its own kind."""
    return may_edit(customer, actor) if contact_id is None else may_write_to(customer, actor, "contact", "edit")


def may_share(customer: Customer, actor: Actor) -> bool:
    """Sharing is for those in whose scope the customer is; a collaborator does not pass it on."""
    return may_edit(customer, actor) and within_scope(customer.owner_id, actor)


def may_assign(customer: Customer, actor: Actor) -> bool:
    """Handing over."""
    return actor.may("assign", "customer") and may_edit(customer, actor)


def may_delete(customer: Customer, actor: Actor) -> bool:
    """Putting into the bin, and taking out of it."""
    in_reach = within_scope(customer.owner_id, actor) or customer.pk in actor.sight.shared_edit
    return actor.may("delete", "customer") and in_reach


def clean_tags(tags: list[str]) -> list[str]:
    """Tags trimmed, each once (whatever its case), in the order given; raises `Refused` for one over 40 characters."""
    kept: dict[str, str] = {}
    for tag in tags:
        word = " ".join(tag.split()).lstrip("#")
        if len(word) > 40:
            raise Refused(_("A tag has at most 40 characters."), field="tags")
        if word:
            kept.setdefault(word.casefold(), word)
    return list(kept.values())
