"""Leads on their way: who gets one, who claims one, what becomes of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Collaboration, Customer
from guanxi.sales.actions.lead import assign_leads, create_lead, edit_lead, find_or_make
from guanxi.sales.actions.leadrule import save_response_times
from guanxi.sales.actions.leadwork import TooLate, claim_lead, convert_lead, disqualify_lead, recycle_lead, reopen_lead
from guanxi.sales.factories import make_lead, make_rule
from guanxi.sales.models import Lead, Opportunity
from guanxi.sales.queries.lead import leads, who
from guanxi.staff.factories import make_member
from guanxi.staff.models import Notice
from guanxi.timeline.actions.entry import record
from guanxi.timeline.models import Entry, Task

pytestmark = pytest.mark.django_db


def everything() -> list[tuple[object, ...]]:
    with acting_as_system("test"):
        return list(Lead.objects.order_by("pk").values_list("name", "owner__name", "state", "customer__owner__name"))


@pytest.fixture
def clerk(house):
    """Who writes leads down and sees none of the sellers' customers."""
    with acting_as_system("test"):
        return make_member("Clerk")


def bring(member, somebody=None, **values) -> Lead:
    """A lead of somebody who is found or made."""
    with acting_as(member.pk, through="page") as actor:
        at = clock.now()
        customer, made = find_or_make(somebody or {"name": "Spruce Ltd", "city": "苏州"}, actor=actor, at=at)
        return create_lead({"customer": customer.pk, **values}, actor=actor, at=at, made=made)


def test_a_rule_gives_the_lead_its_customer_and_its_next_step_to_the_first_in_turn(house, clerk) -> None:
    with acting_as_system("test"):
        make_rule(house.seller, house.stranger, places=["苏州市"])
    first = bring(clerk, name="Pumps", next_step="Ring them")
    second = bring(clerk, {"name": "Larch Ltd", "city": "苏州"}, name="Valves")
    third = bring(clerk, {"name": "Birch Ltd", "city": "上海"}, name="Pipes")
    assert everything() == [
        ("Pumps", "Wang Jing", "open", "Wang Jing"),
        ("Valves", "Li Na", "open", "Li Na"),
        ("Pipes", None, "open", None),
    ]
    assert (first.assigned["place"], second.assigned["place"], third.assigned["how"]) == (1, 1, "none")
    with acting_as(house.seller.pk, through="page"):
        task = Task.objects.get()
        assert (task.title, task.owner, task.customer.name, task.due_at) == (
            "Ring them",
            house.seller,
            "Spruce Ltd",
            first.due_at,
        )
        entry = Entry.objects.get(kind="lead")
        assert (entry.subject, entry.customer.name) == ("Pumps", "Spruce Ltd")
        assert Notice.objects.filter(member=house.seller, kind="sales.lead").count() == 1
    with acting_as(clerk.pk, through="page"):
        assert list(Lead.objects.values_list("name", flat=True)) == ["Pipes"]  # the pool is everybody's
        assert Customer.objects.count() == 0


def test_a_customer_who_is_looked_after_keeps_his_seller(house) -> None:
    with acting_as_system("test"):
        make_rule(house.stranger)
    with acting_as(house.boss.pk, through="page") as actor:
        made = create_lead({"customer": house.customer.pk}, actor=actor, at=clock.now())
    assert (made.owner_id, made.assigned) == (house.seller.pk, {"how": "customer"})


def test_members_who_left_or_have_enough_are_passed_over(house, clerk) -> None:
    with acting_as_system("test"):
        gone = make_member("Gone", is_active=False)
        make_rule(gone, way="member")
        make_rule(house.seller, way="least", most=1)
        make_rule(house.stranger, way="member", sources=["Fair"])
        make_lead(house.customer, owner=house.seller)
    one = bring(clerk, source="fair")
    assert one.owner_id == house.stranger.pk
    assert (one.assigned["place"], one.assigned["passed"]) == (
        3,
        [{"place": 1, "full": False}, {"place": 2, "full": True}],
    )


def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told(house) -> None:
    with acting_as_system("test"):
        lead = make_lead(make_customer("Nobody's mill", owner=None), next_step="Send the brochure")
    with acting_as(house.seller.pk, through="page"):
        assert who([lead.pk])[lead.pk].name == "Nobody's mill"
        assert Customer.objects.filter(name="Nobody's mill").count() == 0
    with acting_as(house.stranger.pk, through="page") as actor:
        claim_lead(lead, actor=actor, at=clock.now())
    with acting_as(house.seller.pk, through="page") as actor, pytest.raises(TooLate):
        claim_lead(lead, actor=actor, at=clock.now())
    assert everything() == [(lead.name, "Li Na", "working", "Li Na")]
    with acting_as(house.stranger.pk, through="page"):
        assert Task.objects.get().title == "Send the brochure"
        assert Change.objects.filter(kind="lead", operation="U").latest("pk").member_id == house.stranger.pk
    with acting_as(house.seller.pk, through="page"):
        assert who([lead.pk]) == {}


def test_whoever_may_not_edit_leads_sees_no_pool_and_claims_nothing(house) -> None:
    with acting_as_system("test"):
        lead = make_lead(make_customer(owner=None))
        for grant in house.stranger.roles.get().grants.filter(kind="lead"):
            grant.verbs = ["see", "create"]
            grant.save()
    with acting_as(house.stranger.pk, through="page") as actor:
        assert (leads(actor).count(), who([lead.pk])) == (0, {})
        with pytest.raises(NotAllowed):
            claim_lead(lead, actor=actor, at=clock.now())


def test_the_first_contact_by_a_member_answers_it(house) -> None:
    now = clock.now()
    with acting_as_system("test"):
        lead = make_lead(house.customer, owner=house.seller, received_at=now - timedelta(hours=2))
    with acting_as(house.seller.pk, through="page") as actor:
        record(house.customer.pk, "note", text="looked at it", actor=actor, at=now)
        record(house.customer.pk, "call", channel="phone", direction="in", actor=actor, at=now)
        old = now - timedelta(hours=3)
        record(house.customer.pk, "call", channel="phone", direction="out", actor=actor, at=now, happened_at=old)
        lead.refresh_from_db()
        assert (lead.state, lead.responded_at) == ("open", None)
        record(house.customer.pk, "call", channel="phone", direction="out", actor=actor, at=now)
        lead.refresh_from_db()
        assert (lead.state, lead.responded_at) == ("working", now)
        assert leads(actor).get().response == "given"


def test_a_response_is_due_by_its_source(house) -> None:
    with acting_as(house.boss.pk, through="page") as actor:
        save_response_times([("", 48), ("Web", 2)], actor=actor, at=clock.now())
        made = [
            create_lead({"customer": house.customer.pk, "source": source}, actor=actor, at=clock.now())
            for source in ("web", "Fair")
        ]
        assert [one.due_at - one.received_at for one in made] == [timedelta(hours=2), timedelta(hours=48)]
        edit_lead(made[1], {"source": "WEB"}, actor=actor, at=clock.now())
        assert Lead.objects.get(pk=made[1].pk).due_at == made[1].received_at + timedelta(hours=2)
        with pytest.raises(Refused):
            save_response_times([("web", 1), ("Web", 2)], actor=actor, at=clock.now())


def test_it_becomes_an_opportunity_and_keeps_the_link(house) -> None:
    with acting_as_system("test"):
        lead = make_lead(house.customer, owner=house.seller, source="Fair")
    with acting_as(house.seller.pk, through="page") as actor:
        given = {"name": "Pumps for Mill", "stage": "engaging", "amount": 500, "currency": "USD"}
        made = convert_lead(lead, given, actor=actor, at=clock.now())
        lead.refresh_from_db()
        assert (lead.state, lead.opportunity_id) == ("converted", made.pk)
        kept = Opportunity.objects.values_list("customer", "owner", "source", "stage", "currency").get()
        assert kept == (house.customer.pk, house.seller.pk, "Fair", "engaging", "USD")
        assert Customer.objects.get(pk=house.customer.pk).stage == "prospect"
        with pytest.raises(Refused) as refused:
            convert_lead(lead, given, actor=actor, at=clock.now())
        assert refused.value.code == "ended"


def test_it_goes_back_to_the_pool_and_comes_back_when_it_was_said(house) -> None:
    with acting_as_system("test"):
        lead = make_lead(house.customer, owner=house.seller, responded_at=clock.now())
    later = clock.now() + timedelta(days=30)
    with acting_as(house.seller.pk, through="page") as actor:
        with pytest.raises(Refused):
            recycle_lead(lead, {"reason": "other"}, actor=actor, at=clock.now())
        recycle_lead(lead, {"reason": "later", "back_at": later}, actor=actor, at=clock.now())
        one = leads(actor).get()
        assert (one.state, one.owner_id, one.lies, one.responded_at) == ("recycled", None, "waits", None)
        assert one.due_at == later + timedelta(hours=24)
    with acting_as_system("test"):
        Lead.objects.update(back_at=clock.now() - timedelta(hours=1))
    with acting_as(house.stranger.pk, through="page") as actor:
        assert leads(actor).get().lies == "pool"
        claim_lead(lead, actor=actor, at=clock.now())
        assert leads(actor).get().state == "working"
    with acting_as(house.stranger.pk, through="page"):
        assert Collaboration.objects.get().member_id == house.stranger.pk
        assert Customer.objects.get().owner_id == house.seller.pk


def test_it_is_disqualified_with_a_reason_and_opened_again(house) -> None:
    with acting_as_system("test"):
        lead = make_lead(house.customer, owner=house.seller)
    with acting_as(house.seller.pk, through="page") as actor:
        disqualify_lead(lead, {"reason": "no_need", "reason_note": "has one"}, actor=actor, at=clock.now())
        one = leads(actor).get()
        assert (one.state, one.reason, one.response) == ("disqualified", "no_need", "")
        assert Entry.objects.get(kind="lead").data["reason"] == "no_need"
        reopen_lead(lead, actor=actor, at=clock.now())
        assert (leads(actor).get().state, leads(actor).get().reason) == ("working", "")


def test_handing_over_shows_the_customer_to_whoever_gets_it(house) -> None:
    with acting_as_system("test"):
        mine, foreign = make_lead(house.customer, owner=house.seller), make_lead(house.customer, owner=house.boss)
    with acting_as(house.seller.pk, through="page") as actor:
        assert assign_leads([mine.pk, foreign.pk], house.stranger.pk, actor=actor, at=clock.now()) == 1
    with acting_as(house.stranger.pk, through="page"):
        assert [one.pk for one in Lead.objects.all()] == [mine.pk]
        assert Customer.objects.get().name == "Mill"
        assert Notice.objects.get(member=house.stranger).params["lead"] == mine.name


def test_who_it_is_is_found_by_phone_mail_and_name_and_a_hidden_holder_is_told(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        first, made = find_or_make({"name": "Alder", "phone": "13800001111"}, actor=actor, at=clock.now())
        assert made
        assert find_or_make({"contact": "Somebody", "phone": "138 0000 1111"}, actor=actor, at=clock.now()) == (
            first,
            False,
        )
        assert find_or_make({"name": "alder"}, actor=actor, at=clock.now()) == (first, False)
        with pytest.raises(Refused):
            find_or_make({"mail": "a@example.com"}, actor=actor, at=clock.now())
    with acting_as(house.stranger.pk, through="page") as actor, pytest.raises(Refused) as refused:
        find_or_make({"name": "New", "phone": "13800001111"}, actor=actor, at=clock.now())
    assert (refused.value.field, "Wang Jing" in str(refused.value)) == ("phone", True)


def test_a_number_is_one_leads_alone_also_where_it_is_hidden(house) -> None:
    bring(house.seller, {"name": "Elm"}, reference="W-1", owner=house.seller.pk)
    with pytest.raises(Refused) as refused:
        bring(house.stranger, {"name": "Ash"}, reference="W-1")
    assert refused.value.code == "reference_taken"


def test_pages_of_the_pool_name_who_waits_and_claiming_there_opens_the_lead(house) -> None:
    with acting_as_system("test"):
        lead = make_lead(make_customer("Nobody's mill", owner=None, city="苏州"), name="Pumps")
    client = Client()
    client.force_login(house.seller)
    page = client.get("/sales/leads/?f=lies:any:pool").content.decode()
    assert ("Pumps" in page, "Nobody&#x27;s mill" in page) == (True, True)
    record_page = client.get(f"/sales/leads/{lead.pk}/").content.decode()
    assert ("苏州" in record_page, "Claim" in record_page) == (True, True)
    answer = client.post(f"/sales/leads/{lead.pk}/claim/", follow=True)
    assert "/customers/" in answer.content.decode()
    other = Client()
    other.force_login(house.stranger)
    assert other.post(f"/sales/leads/{lead.pk}/claim/").status_code == 404


def test_the_database_itself_lets_nobody_take_or_give_what_is_a_colleagues(house) -> None:
    with acting_as_system("test"):
        lead = make_lead(house.customer, owner=house.seller)
    before = everything()
    asked = (
        ("select sales_lead_claim(%s)", [lead.pk], [(False,)]),
        ("select sales_lead_recycle(%s, null, now(), 'later', '')", [lead.pk], [(False,)]),
        ("select sales_lead_hand(%s, %s)", [[lead.pk], house.stranger.pk], []),
        ("select sales_lead_place(%s, %s, %s)", [[lead.pk], [house.stranger.pk], [True]], [(0,)]),
        ("select name from sales_lead_who(%s)", [[lead.pk]], []),
    )
    with acting_as(house.stranger.pk, through="page"), connection.cursor() as cursor:
        for statement, given, answer in asked:
            cursor.execute(statement, given)
            assert cursor.fetchall() == answer, statement
    assert everything() == before
