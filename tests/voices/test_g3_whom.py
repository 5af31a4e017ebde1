"""G3: "A big order: whom do I put on it?" – candidates ranked by results, relationship and load, with reasons."""

from datetime import timedelta

import pytest
from django.test import Client

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.results import sum_results
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Opportunity
from guanxi.sales.queries.whom import ranking
from guanxi.staff.factories import make_administrator_role, make_member
from guanxi.timeline.factories import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor():
    with acting_as_system("test") as actor:
        boss = make_member("Boss", roles=[make_administrator_role()])
        able, lucky, plain = make_member("Able"), make_member("Lucky"), make_member("Plain")
        customer = make_customer("Big Mill", owner=plain, industry="Retail", size="250-999")
        other = make_customer("Small Mill", owner=plain, industry="Retail", size="250-999")
        for member, won, lost in ((able, 14, 6), (lucky, 1, 0), (plain, 4, 16)):
            for number in range(won + lost):
                make_opportunity(other, "won" if number < won else "lost", owner=member)
        for days in (5, 30):
            make_entry(customer, kind="call", member=able, at=clock.now() - timedelta(days=days))
        big = make_opportunity(customer, owner=plain, amount=900_000, name="Whole hall")
        sum_results(actor=actor, at=clock.now())
        return boss, able, lucky, plain, big


def test_members_are_ranked_with_reasons_and_one_win_of_one_does_not_beat_fourteen_of_twenty(floor) -> None:
    boss, able, _lucky, _plain, big = floor
    with acting_as(boss.pk, through="page") as actor:
        found = ranking(Opportunity.objects.select_related("customer").get(pk=big.pk), actor, clock.now())
    assert (found.group.industry, found.group.size) == ("Retail", "250-999")
    ranked = [(one.member.name, one.won, one.ended, one.touched) for one in found.candidates if one.member != boss]
    assert ranked == [("Able", 14, 20, 2), ("Lucky", 1, 1, 0), ("Plain", 4, 20, 0)]
    shares = {one.member.name: one.share for one in found.candidates}
    assert shares["Plain"] < shares["Boss"] < shares["Lucky"] < shares["Able"] < 70
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(boss)
    page = client.get(f"/sales/opportunities/{big.pk}/whom/").content.decode()
    assert "Won 14 of 20 with customers in Retail with 250–999 employees" in page
    assert "2 contacts with this customer in twelve months" in page
    assert "No contact with this customer in twelve months that you see." in page
    answer = client.post(f"/sales/opportunities/{big.pk}/whom/", {"member": able.pk})
    assert answer.status_code == 302
    with acting_as(boss.pk, through="page"):
        assert Opportunity.objects.get(pk=big.pk).owner_id == able.pk


def test_whoever_may_not_give_it_away_or_does_not_see_a_colleague_is_told_nothing(floor) -> None:
    _boss, able, _lucky, plain, big = floor
    url = f"/sales/opportunities/{big.pk}/whom/"
    stranger = Client(headers={"Accept-Language": "en"})
    stranger.force_login(able)
    assert (stranger.get(url).status_code, stranger.post(url, {"member": able.pk}).status_code) == (404, 404)
    with acting_as(plain.pk, through="page") as actor:
        found = ranking(Opportunity.objects.select_related("customer").get(pk=big.pk), actor, clock.now())
        assert [one.member.name for one in found.candidates] == ["Plain"]
