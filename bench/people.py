"""In whose name is measured: members by their data scope, each with an API key and a session, and what they can ask for."""

import random
from dataclasses import dataclass, field
from typing import Any

import psycopg

SAMPLE = 400
ROLES = {"department": 3, "all": 5}  # as bench.data makes them


@dataclass(slots=True)
class Person:
    """A member; `ids` and the words are of customers he sees, so that every request finds something."""

    name: str
    member_id: int
    sees: int
    key: str = ""
    cookie: str = ""
    ids: list[int] = field(default_factory=list)
    deals: list[int] = field(default_factory=list)
    han: list[str] = field(default_factory=list)
    initials: list[str] = field(default_factory=list)
    tails: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)

    def as_program(self) -> dict[str, str]:
        """Headers of an API call."""
        return {"Authorization": f"Bearer {self.key}"}

    def as_browser(self) -> dict[str, str]:
        """Headers of a page."""
        return {"Cookie": f"sessionid={self.cookie}", "Accept-Language": "zh-Hans"}


def people(admin: psycopg.Connection[Any]) -> dict[str, Person]:
    """The department that sees most (its pages are full at every size), the middling one, and a member who sees all."""
    ranked = admin.execute(
        "select m.id, x.sees from staff_member m join staff_member_roles r on r.member_id = m.id and r.role_id = %s"
        " join (select o.department_id, count(*) as sees from customers_customer c join staff_member o on o.id = c.owner_id"
        " group by 1) x using (department_id) order by x.sees, m.id",
        [ROLES["department"]],
    ).fetchall()
    ((one, everything),) = admin.execute(
        "select min(member_id), (select count(*) from customers_customer) from staff_member_roles where role_id = %s",
        [ROLES["all"]],
    ).fetchall()
    middle = ranked[len(ranked) // 2]
    found = [Person("department", *ranked[-1]), Person("middle", *middle), Person("all", one, everything)]
    return {person.name: person for person in found}


def equip(person: Person) -> None:
    """Give a member a key, a session and things to look for, all through the product."""
    from django.test import Client

    from guanxi.api.actions.key import create_key, revoke_key
    from guanxi.api.models import Key
    from guanxi.core import clock
    from guanxi.core.actor import acting_as
    from guanxi.staff.models import Member

    with acting_as(person.member_id, through="shell") as actor:
        for old in Key.objects.filter(member=person.member_id, revoked_at=None):  # of earlier runs over the same data
            revoke_key(old, actor=actor, at=clock.now())
        _, person.key = create_key("bench", ["*:write"], actor=actor, at=clock.now())
        _choose(person)
        client = Client()
        client.force_login(Member.objects.get(pk=person.member_id))
        person.cookie = client.cookies["sessionid"].value


def _choose(person: Person) -> None:
    from guanxi.core.search.reading import is_han, readings
    from guanxi.customers.models import Customer, Identity
    from guanxi.sales.models import Opportunity

    dice = random.Random(7)
    visible = list(Customer.objects.order_by("pk").values_list("pk", "name")[: SAMPLE * 25])
    chosen = dice.sample(visible, min(SAMPLE, len(visible)))
    person.ids = [pk for pk, _ in chosen]
    for _, name in chosen:
        han = [character for character in name if is_han(character)][2:]  # behind the city, where names differ
        if len(han) >= 2:
            start = dice.randrange(len(han) - 1)
            person.han.append("".join(han[start : start + 2]))
            person.initials.append("".join(readings(character)[0][0] for character in han[:4] if readings(character)))
    person.deals = list(Opportunity.objects.filter(customer__in=person.ids).values_list("pk", flat=True))
    identities = list(Identity.objects.filter(customer_id__in=person.ids).values_list("channel", "value"))
    person.tails = [value[-6:] for channel, value in identities if channel == "phone"]
    person.mails = [value.partition("@")[0] for channel, value in identities if channel == "mail"]
