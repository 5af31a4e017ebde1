"""Approvals by programs: what waits, one with its chain, decisions as on the pages; nobody approves his own here either."""

from datetime import timedelta

import pytest

from guanxi.api.factories import make_key
from guanxi.api.tests.test_calls import Program
from guanxi.approvals.factories import make_approval
from guanxi.approvals.models import Approval, Deputy, Turn
from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.staff.factories import make_member
from guanxi.staff.models import Member
from guanxi.staff.queries.company import today_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> tuple[Member, Member, Member]:
    with acting_as_system("test"):
        return make_member("Seller", scope="own"), make_member("Lead", scope="own"), make_member("Head", scope="own")


def asked(seller: Member, *approvers: Member, **values) -> Approval:
    """A request that waits for the first of them, then for the others."""
    with acting_as_system("test"):
        one = make_approval(seller, approvers[0], shown={"total": "12.50", "currency": "CNY"}, **values)
        for position, member in enumerate(approvers[1:], start=2):
            Turn.objects.create(approval=one, position=position, way="above", approver=member)
        Approval.objects.filter(pk=one.pk).update(approvers=[each.pk for each in approvers])
    return one


def ids(answer) -> list[int]:
    return [one["id"] for one in answer.json()["items"]]


def test_each_decides_in_his_turn_once_and_a_no_says_why(people) -> None:
    seller, lead, head = people
    one = asked(seller, lead, head)
    his, leads, heads = (Program(make_key(each)) for each in people)
    url = f"/approvals/{one.pk}"
    (waiting,) = leads("get", "/approvals").json()["items"]
    assert (waiting["id"], waiting["document"], waiting["total"], waiting["currency"]) == (one.pk, "quote", "12.50", "CNY")  # fmt: skip
    assert [(turn["approver"], turn["is_open"]) for turn in waiting["turns"]] == [(lead.pk, True), (head.pk, False)]
    early = heads("post", f"{url}/decision", {"approved": True})
    assert (early.status_code, early.json()["code"]) == (403, "not_allowed")
    yes = [leads("post", f"{url}/decision", {"approved": True}, **{"Idempotency-Key": "yes"}) for _twice in range(2)]
    assert [(each.status_code, each.json()["may_decide"]) for each in yes] == [(200, False)] * 2
    assert (ids(leads("get", "/approvals")), ids(leads("get", "/approvals?list=decided"))) == ([], [one.pk])
    silent = heads("post", f"{url}/decision", {"approved": False})
    assert (silent.status_code, silent.json()["errors"][0]["field"]) == (422, "note")
    assert silent["Content-Type"] == "application/problem+json"
    no = heads("post", f"{url}/decision", {"approved": False, "note": "Too cheap"}).json()
    assert (no["state"], no["turns"][1]["note"], no["turns"][1]["decided_by"]) == ("refused", "Too cheap", head.pk)
    late = heads("post", f"{url}/decision", {"approved": True})
    assert (late.status_code, late.json()["code"]) == (422, "not_open")
    assert his("get", url).json()["state"] == "refused"


def test_nobody_approves_his_own_also_by_a_program(people) -> None:
    seller, lead, _ = people
    his = Program(make_key(seller))
    for one in (asked(seller, seller), asked(lead, seller, owner=seller)):
        answer = his("post", f"/approvals/{one.pk}/decision", {"approved": True})
        assert (answer.status_code, answer.json()["code"]) == (403, "own_business")
        assert his("get", f"/approvals/{one.pk}").json()["may_decide"] is False
    assert ids(his("get", "/approvals")) == []
    with acting_as_system("test"):
        assert Turn.objects.filter(approved=None).count() == 2


def test_a_list_is_paged_by_key_and_a_request_is_taken_back_by_whoever_asked(people) -> None:
    seller, lead, _ = people
    made = [asked(seller, lead, asked_at=clock.now() + timedelta(minutes=number)) for number in range(3)]
    his, leads = Program(make_key(seller)), Program(make_key(lead))
    first = his("get", "/approvals?list=asked&limit=2").json()
    assert [one["id"] for one in first["items"]] == [made[2].pk, made[1].pk]
    assert ids(his("get", f"/approvals?list=asked&limit=2&cursor={first['next']}")) == [made[0].pk]
    begun = leads("get", "/approvals?limit=2").json()
    assert [one["id"] for one in begun["items"]] == [made[0].pk, made[1].pk]
    assert ids(leads("get", f"/approvals?limit=2&cursor={begun['next']}")) == [made[2].pk]
    assert leads("get", f"/approvals?list=asked&cursor={begun['next']}").status_code == 422
    url = f"/approvals/{made[0].pk}/withdrawal"
    assert leads("post", url).status_code == 403
    assert his("post", url).json()["state"] == "withdrawn"
    assert his("post", url).json()["code"] == "not_open"


def test_what_is_nobodys_business_is_not_found_and_scopes_count(people) -> None:
    seller, lead, head = people
    one = asked(seller, lead)
    heads, reader = Program(make_key(head)), Program(make_key(lead, "approval:read"))
    assert heads("get", f"/approvals/{one.pk}").status_code == 404
    assert heads("post", f"/approvals/{one.pk}/decision", {"approved": True}).status_code == 404
    assert ids(reader("get", "/approvals")) == [one.pk]
    assert reader("post", f"/approvals/{one.pk}/decision", {"approved": True}).status_code == 403
    assert Program(make_key(lead, "quote:write"))("get", "/approvals").status_code == 403


def test_a_stand_in_is_named_decides_and_goes(people) -> None:
    seller, lead, head = people
    one, today = asked(seller, lead), today_of(clock.now())
    leads, heads, his = (Program(make_key(each)) for each in (lead, head, seller))
    given = {"deputy": head.pk, "since": f"{today}", "until": f"{today + timedelta(days=3)}"}
    made = leads("post", "/deputies", given)
    assert (made.status_code, made.json()["member"]) == (201, lead.pk)
    assert leads("post", "/deputies", given).json()["errors"][0]["field"] == "since"
    assert his("post", "/deputies", given | {"member": lead.pk}).status_code == 403
    url = f"/deputies/{made.json()['id']}"
    assert (ids(heads("get", "/deputies")), ids(his("get", "/deputies"))) == ([made.json()["id"]], [])
    assert ids(heads("get", "/approvals")) == [one.pk]
    decided = heads("post", f"/approvals/{one.pk}/decision", {"approved": True}).json()
    assert (decided["state"], decided["turns"][0]["approver"], decided["turns"][0]["decided_by"]) == ("approved", lead.pk, head.pk)  # fmt: skip
    assert (his("delete", url).status_code, leads("delete", url).status_code) == (404, 204)
    with acting_as_system("test"):
        assert Deputy.objects.count() == 0
