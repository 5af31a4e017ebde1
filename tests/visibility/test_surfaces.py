"""The rule holds on every surface: pages, counts, API, search field and export show each member exactly his customers."""

import csv
import re

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given

from guanxi.api.factories import make_key
from guanxi.api.keys import fresh
from guanxi.api.models import Key
from guanxi.core import kinds, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.ui.records import exporting
from tests.visibility.organisation import Organisation, organisations
from tests.visibility.settle import AT, Settled, settle
from tests.visibility.test_rule import ORGANISATIONS, Rollback, chosen

pytestmark = pytest.mark.django_db
ROW = re.compile(r'data-row data-id="(\d+)"')
FOUND = re.compile(r'href="/customers/(\d+)/"')


@ORGANISATIONS
@given(organisation=organisations())
def test_every_surface_shows_exactly_what_the_rule_says(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            settled = settle(organisation)
            for number, person in enumerate(organisation.people):
                if person.active:
                    check(organisation, settled, number)
                else:
                    assert Client().get("/customers/", headers=signed(settled, number)).status_code == 302
                    check_key_of_the_departed(settled, number)
            raise Rollback
    except Rollback:
        pass


def signed(settled: Settled, me: int) -> dict[str, str]:
    """A session of somebody who was deactivated meanwhile is no session."""
    client = Client()
    client.force_login(settled.members[me])
    return {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}


def check_key_of_the_departed(settled: Settled, me: int) -> None:
    """A key that a member made while he was here opens nothing since he has left."""
    secret, prefix, digest = fresh()
    with acting_as_system("test"):
        Key.objects.create(
            member=settled.members[me],
            name="old",
            prefix=prefix,
            digest=digest,
            scopes=["*:read", "*:write"],
            created_at=AT,
        )
    one = settled.customers[0].pk
    for path in ("customers/", f"customers/{one}", f"customers/{one}/entries", "orders/", "find?q=customer"):
        answer = Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "no_key"), path


def check(o: Organisation, settled: Settled, me: int) -> None:
    expected = chosen(settled.customers, {n for n in range(len(o.customers)) if o.sees_customer(me, n)})
    everybody = {customer.pk for customer in settled.customers}
    client = Client()
    client.force_login(settled.members[me])
    assert shown(client, "/customers/", ROW) == expected
    assert shown(client, "/find?q=customer", FOUND) & everybody == expected
    for pk in everybody:
        assert client.get(f"/customers/{pk}/peek/").status_code == (200 if pk in expected else 404), pk
    api = {"Authorization": make_key(settled.members[me])}
    answer = Client().get("/api/v1/customers/?limit=200", headers=api)
    assert (answer.status_code, {one["id"] for one in answer.json().get("items", [])}) == (
        200 if o.may(me, "see", "customer") else 403,
        expected,
    )
    for pk in everybody if o.may(me, "see", "customer") else ():
        assert Client().get(f"/api/v1/customers/{pk}", headers=api).status_code == (200 if pk in expected else 404), pk
    if o.may(me, "export", "customer"):
        names = {customer.name for customer in settled.customers if customer.pk in expected}
        assert exported(settled.members[me].pk) == names


def shown(client: Client, path: str, pattern: re.Pattern[str]) -> set[int]:
    """The records that a page holds; a page that is refused holds none."""
    answer = client.get(path)
    assert answer.status_code in {200, 403, 404}, answer.status_code
    return {int(pk) for pk in pattern.findall(answer.content.decode())} if answer.status_code == 200 else set()


def exported(member_id: int) -> set[str]:
    """The names in the file that an export of everything makes."""
    with acting_as(member_id, through="page") as actor:
        job = exporting.start(kinds.kind("customer"), ["name"], "csv", {"filter": {"all": []}}, total=0, actor=actor)
    work.run(job.pk)
    with exporting.file_of(job).open(encoding="utf-8-sig", newline="") as handle:
        return {row[0] for row in list(csv.reader(handle))[1:]}
