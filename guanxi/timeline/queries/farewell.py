"""Whom a hand-over's mail reaches: the address of each customer, what it would say, and what became of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from guanxi.core import holdings
from guanxi.customers.models import Channel, Customer, Identity
from guanxi.staff.allotting import allot
from guanxi.staff.farewell import fill
from guanxi.staff.models import Member
from guanxi.staff.queries.company import company_customs
from guanxi.staff.succession import Plan
from guanxi.timeline.models import Farewell

COUNTED = 10_000  # beyond, a page says "more than"
NAMED = 20
TROUBLES = 50
CHINA = frozenset({"cn", "china", "中国", "prc", "people's republic of china"})
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a customer's mail goes; `name` is the person's, or the customer's own."""

    value: str
    name: str
    contact_id: int | None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of a member's customers have a mail address, and who has none (the first of them)."""

    having: int
    lacking: int
    more: bool
    names: list[Customer]


@dataclass(frozen=True, slots=True)
class Example:
    """The mail as one real customer would get it."""

    customer: Customer
    code: str
    taker: Any
    subject: str
    text: str


def language_of(name: str, country: str) -> str:
    """The language in which a customer is written to: Chinese for a name in Han characters or an address in China."""
    return "zh-hans" if _HAN.search(name) or country.strip().casefold() in CHINA else "en"


def addresses_of(customer_ids: Sequence[int]) -> dict[int, Address]:
    """The mail address of each that has one: its own, else that of the main contact, else of whoever came first."""
    rows = Identity.objects.filter(
        customer__in=customer_ids, channel=Channel.MAIL, deleted_at=None, contact__deleted_at=None
    ).select_related("contact", "customer")
    found: dict[int, Address] = {}
    for one in sorted(rows, key=_nearness):
        person: Any = one.contact
        name = person.name if person else one.customer.name
        found.setdefault(one.customer_id, Address(one.value, name, person.pk if person else None))
    return found


def _nearness(one: Any) -> tuple[bool, bool, int]:
    return (one.contact is not None, one.contact is not None and not one.contact.is_main, one.pk)


def reach(giver: int) -> Reach:
    """Of a member's customers, who has a mail address: three questions, whatever he holds."""
    mails = Identity.objects.filter(
        customer=OuterRef("pk"), channel=Channel.MAIL, deleted_at=None, contact__deleted_at=None
    )
    rows: Any = Customer.objects.alive().filter(owner_id=giver).annotate(has=Exists(mails)).order_by("pk")
    found = rows[: COUNTED + 1].aggregate(all=Count("pk"), having=Count("pk", filter=Q(has=True)))
    names = list(rows.filter(has=False)[:NAMED]) if found["all"] > found["having"] else []
    return Reach(found["having"], found["all"] - found["having"], found["all"] > COUNTED, names)


def examples(plan: Plan, mail: Mapping[str, Mapping[str, str]]) -> list[Example]:
    """What the first customer of each language would read, by this plan; of more than `COUNTED` the first are looked at."""
    holding = next(one for one in holdings.holdings() if one.name == "customer")
    ids = holding.held(plan.giver).ids(0, COUNTED)
    takers, found = allot(plan, holding, ids), dict[str, Example]()
    members = Member.objects.in_bulk([plan.giver, *plan.everybody])
    mails = Identity.objects.filter(customer=OuterRef("pk"), channel=Channel.MAIL, deleted_at=None)
    for one in Customer.objects.filter(pk__in=ids).filter(Exists(mails)).order_by("pk")[:200]:
        code = language_of(one.name, one.country)
        if code not in found and (at := addresses_of([one.pk]).get(one.pk)):
            giver, taker = members[plan.giver], members[takers[one.pk]]
            found[code] = Example(one, code, taker, *written(mail[code], at.name, giver.name, taker.name))
        if len(found) == len(mail):
            break
    return list(found.values())


def written(said: Mapping[str, str], name: str, giver: str, taker: str) -> tuple[str, str]:
    """Subject and text with everything in its place."""
    places = {"customer": name, "giver": giver, "taker": taker, "company": company_customs().name}
    return fill(said["subject"], **places), fill(said["text"], **places)


def states(handover_id: int) -> dict[str, int]:
    """How many mails of a hand-over stand where, of those whose customers the actor sees."""
    rows: Any = (
        Farewell.objects.filter(handover=handover_id).values_list("state").annotate(number=Count("pk")).order_by()
    )
    return dict(rows)


def troubles(handover_id: int) -> list[Farewell]:
    """Mails that did not go out or may not have, and customers without an address: the first of them, failures first."""
    wanted = (Farewell.State.FAILED, Farewell.State.UNSURE, Farewell.State.NONE)
    found: list[Farewell] = []
    for state in wanted:
        rows = Farewell.objects.filter(handover=handover_id, state=state).select_related("customer", "taker")
        found += rows.order_by("pk")[: TROUBLES - len(found)]
    return found
