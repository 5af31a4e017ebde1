"""The rules of approval: made on their pages, read as sentences; stand-ins; hand-over of what waits."""

from datetime import timedelta

import pytest
from django.test import Client

from guanxi.approvals.actions.deputy import name_deputy
from guanxi.approvals.factories import make_approval, make_chain
from guanxi.approvals.models import Approval, Chain, Deputy, Step, Turn
from guanxi.core import clock, holdings
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.staff.factories import make_administrator_role, make_department, make_member
from guanxi.staff.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with acting_as_system("test"):
        boss = make_member("Boss", roles=[make_administrator_role()])
        return boss, make_member("Seller"), make_member("Lead"), make_member("Successor")


def signed_in(member, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def test_a_rule_is_made_on_its_page_and_reads_as_a_sentence(people) -> None:
    boss, _, lead, _ = people
    with acting_as_system("test"):
        north = make_department("North")
        role = Role.objects.create(name="Director")
    client = signed_in(boss)
    given = {"document": "quote", "over_amount": "500000", "over_discount": "15", "departments": [north.pk], "flags": ["floor"], "step_1": "manager", "step_2": f"role:{role.pk}", "step_3": f"member:{lead.pk}", "days": "2", "is_active": "on"}  # fmt: skip
    assert client.post("/approvals/rules/new/", {**given, "step_1": ""}).status_code == 422
    assert client.post("/approvals/rules/new/", {**given, "days": "0"}).status_code == 422
    assert client.post("/approvals/rules/new/", given).status_code == 302
    said = client.get("/approvals/rules/").content.decode()
    assert "Quotes of North: a total above ¥500,000.00, or a discount of more than 15 %, or a price below the floor → the owner’s manager, then Director (role in the department’s line), then Lead (each within 2 days)" in said  # fmt: skip
    assert "North的报价单：总额超过 ¥500,000.00，或折扣超过 15 %" in signed_in(boss, "zh-hans").get("/approvals/rules/").content.decode()  # fmt: skip
    with acting_as_system("test"):
        rule = Chain.objects.get()
        make_chain()
    url = f"/approvals/rules/{rule.pk}/"
    assert 'value="500000.00"' in client.get(url).content.decode()
    client.post(f"{url}move/", {"way": "later"})
    client.post(url, {"step_1": "above", "days": "1"})
    with acting_as_system("test"):
        assert list(Chain.objects.values_list("over_amount", "is_active")) == [(None, True), (None, False)]
        assert list(Step.objects.filter(chain=rule).values_list("way", flat=True)) == ["above"]
        assert Change.objects.filter(kind="chain", member_id=boss.pk).exists()
    client.post(f"{url}delete/")
    with acting_as_system("test"):
        assert Chain.objects.count() == 1


def test_only_whoever_may_keeps_the_rules(people) -> None:
    _, seller, _, _ = people
    with acting_as_system("test"):
        rule = make_chain()
    client = signed_in(seller)
    for url in ("/approvals/rules/", "/approvals/rules/new/", f"/approvals/rules/{rule.pk}/"):
        assert (client.get(url).status_code, client.post(url, {"step_1": "manager", "days": 1}).status_code) in {(404, 404), (404, 405)}  # fmt: skip
    assert client.post(f"/approvals/rules/{rule.pk}/delete/").status_code == 404


def test_a_stand_in_is_named_for_oneself_on_the_page_and_ended(people) -> None:
    boss, seller, lead, other = people
    today = clock.now().date()
    given = {"deputy": other.pk, "since": today.isoformat(), "until": (today + timedelta(days=3)).isoformat()}
    client = signed_in(lead)
    assert client.post("/approvals/stand-ins/new/", {**given, "deputy": lead.pk}).status_code == 422
    assert client.post("/approvals/stand-ins/new/", {**given, "member": seller.pk}).status_code == 302  # his own only
    with acting_as_system("test"):
        made = Deputy.objects.get()
        assert (made.member_id, made.deputy_id) == (lead.pk, other.pk)
        make_approval(seller, lead, title="Big quote")
    assert "you stand in for Lead" in signed_in(other).get("/approvals/").content.decode()
    assert signed_in(seller).post(f"/approvals/stand-ins/{made.pk}/end/").status_code == 404
    assert client.post(f"/approvals/stand-ins/{made.pk}/end/").status_code == 302
    assert "Big quote" not in signed_in(other).get("/approvals/").content.decode()
    signed_in(boss).post("/approvals/stand-ins/new/", {**given, "member": seller.pk})
    with acting_as_system("test"):
        assert Deputy.objects.get().member_id == seller.pk


def test_a_leavers_decisions_steps_and_standing_in_go_to_his_successor_and_back(people) -> None:
    boss, seller, lead, successor = people
    today = clock.now().date()
    with acting_as_system("test") as actor:
        waiting, own = make_approval(seller, lead), make_approval(successor, lead, record_id=2)
        make_chain({"way": "member", "member": lead})
        name_deputy(seller.pk, lead.pk, today, today + timedelta(days=3), actor=actor, at=clock.now())
        name_deputy(successor.pk, lead.pk, today, today + timedelta(days=3), actor=actor, at=clock.now())
    known = [one for one in holdings.holdings() if one.name.startswith("approval")]
    with acting_as(boss.pk, through="job", through_id="7") as actor:
        assert [one.allowed(actor) for one in known] == [True] * 3
        for one in known:
            ids = one.held(lead.pk).ids(0, 100)
            one.move(ids, successor.pk, giver=lead.pk, actor=actor, at=clock.now())
        assert [one.held(lead.pk).count(10) for one in known] == [1, 0, 0]  # nobody decides what he asked himself
        assert Turn.objects.get(approval=own).approver_id == lead.pk
        assert list(Deputy.objects.values_list("member_id", "deputy_id")) == [(seller.pk, successor.pk)]
        moved = {one.name: [row[0] for row in holdings.moved_by(7, one, 0, 10)] for one in known}
        assert {name: len(rows) for name, rows in moved.items()} == {"approval": 1, "approval_step": 1, "approval_deputy": 1}  # fmt: skip
    assert "Q1" in signed_in(successor).get("/approvals/").content.decode()
    with acting_as(boss.pk, through="job", through_id="8") as actor:
        for one in known:
            one.back(moved[one.name], successor.pk, giver=lead.pk, actor=actor, at=clock.now())
        assert [one.held(lead.pk).count(10) for one in known] == [2, 1, 1]
        assert Approval.objects.get(pk=waiting.pk).state == "waiting"
