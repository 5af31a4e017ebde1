"""Credit in shares, shrinking, and what the rules of relationships say."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import NotAllowed
from guanxi.customers.factories import make_contact
from guanxi.sales.actions.opportunity import edit_opportunity
from guanxi.sales.actions.results import sum_results
from guanxi.sales.actions.share import pass_shares, return_shares, set_shares
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Judgement, Result, Share
from guanxi.sales.queries.people import people_of_customer, strength_of
from guanxi.sales.queries.share import shares_of
from guanxi.sales.shrinking import LEAST, MOST, USUAL, Prior, prior_of, shrunk
from guanxi.timeline.factories import make_entry

RESULTS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda both: (min(both), max(both))), max_size=12
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(results=RESULTS)
def test_an_expected_share_lies_between_ones_own_and_what_is_usual(results) -> None:
    prior = prior_of(results)
    if not sum(number for _won, number in results):
        assert prior is None
        return
    assert prior is not None
    assert LEAST <= prior.strength <= MOST
    for won, number in results:
        own = won / number if number else prior.mean
        low, high = sorted((own, prior.mean))
        assert low - 1e-9 <= shrunk(won, number, prior) <= high + 1e-9


def test_members_who_differ_by_chance_alone_are_all_taken_for_usual_and_others_are_not() -> None:
    assert prior_of([(5, 10), (5, 10), (5, 10)]) == Prior(0.5, MOST)
    assert prior_of([(3, 4)]) == Prior(0.75, USUAL)
    apart = prior_of([(45, 50), (5, 50), (40, 50), (10, 50)])
    assert apart is not None
    assert (apart.mean, round(apart.strength, 1)) == (0.5, 2.0)
    assert round(shrunk(45, 50, apart), 2) == 0.88


def test_the_strength_of_a_relationship_follows_the_stated_rule() -> None:
    assert [strength_of(points).value for points in (0, 1, 3, 4, 11, 12, 99)] == [0, 1, 1, 2, 2, 3, 3]


@pytest.mark.django_db
def test_only_contacts_of_a_year_that_were_not_put_right_count(house) -> None:
    now = clock.now()
    with acting_as_system("test"):
        boss = make_contact(house.customer, "Chen", part="decider")
        wrong = make_entry(house.customer, kind="visit", contact=boss, at=now - timedelta(days=9))
        make_entry(house.customer, kind="call", contact=boss, at=now - timedelta(days=9), corrects=wrong)
        make_entry(house.customer, kind="note", contact=boss, at=now - timedelta(days=5))
        make_entry(house.customer, kind="mail", contact=boss, at=now - timedelta(days=366))
        make_entry(house.customer, kind="mail", contact=boss, at=now + timedelta(days=1))
    with acting_as(house.seller.pk, through="page") as actor:
        (one,) = people_of_customer(house.customer.pk, actor, now)
    assert (one.role, one.touch.counts, one.touch.points) == ("decides", {"call": 1}, 2)


@pytest.mark.django_db
def test_a_level_set_in_a_list_stands_in_the_log_without_evidence(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = make_opportunity(house.customer, owner=house.seller)
        edit_opportunity(one, {"need": "yes"}, actor=actor, at=clock.now())
        assert list(Judgement.objects.values_list("subject", "level", "evidence")) == [("need", "yes", "")]


@pytest.mark.django_db
def test_credit_is_its_owners_until_it_is_split_and_adds_up_to_100(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = make_opportunity(house.customer, owner=house.seller)
        assert shares_of(one) == [(house.seller, 100)]
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(house.seller)
    url = f"/sales/opportunities/{one.pk}/credit/"
    given = {"member1": house.seller.pk, "percent1": 60, "member2": house.stranger.pk, "percent2": 30}
    short = client.post(url, given)
    assert (short.status_code, "The shares must add up to 100 %." in short.content.decode()) == (422, True)
    assert client.post(url, given | {"percent2": 40}).status_code == 200
    with acting_as(house.seller.pk, through="page") as actor:
        assert shares_of(one) == [(house.seller, 60), (house.stranger, 40)]
        with pytest.raises(IntegrityError), transaction.atomic():
            _update_at_once(house.stranger, 41)
        set_shares(one, {house.seller.pk: 100}, actor=actor, at=clock.now())
        assert Share.objects.count() == 0
    stranger = Client()
    stranger.force_login(house.stranger)
    assert stranger.get(url).status_code == 404


def _update_at_once(member, percent: int) -> None:
    """What is checked at the end of a transaction is checked now."""
    Share.objects.filter(member=member).update(percent=percent)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


@pytest.mark.django_db
def test_a_leavers_shares_of_open_opportunities_change_hands_and_come_back(house) -> None:
    with acting_as_system("test") as system:
        one = make_opportunity(house.customer, owner=house.boss)
        set_shares(one, {house.seller.pk: 70, house.boss.pk: 30}, actor=system, at=clock.now())
        ids = list(Share.objects.filter(member=house.seller).values_list("pk", flat=True))
    with acting_as(house.boss.pk, through="page") as actor:
        pass_shares(ids, house.boss.pk, giver=house.seller.pk, actor=actor, at=clock.now())
        assert shares_of(one) == [(house.boss, 100)]
        return_shares(ids, house.boss.pk, giver=house.seller.pk, actor=actor, at=clock.now())
        assert shares_of(one) == [(house.seller, 70), (house.boss, 30)]


@pytest.mark.django_db
def test_results_are_summed_by_the_system_alone_and_once_a_day(house) -> None:
    at = clock.now()
    with acting_as_system("test") as system:
        make_opportunity(house.customer, "won", owner=house.seller)
        make_opportunity(house.customer, "lost", owner=house.seller)
        make_opportunity(house.customer, "lost", owner=house.stranger)
        assert sum_results(actor=system, at=at) == 2
        assert sum_results(actor=system, at=at + timedelta(hours=1)) is None
    with acting_as(house.seller.pk, through="page") as actor:
        assert list(Result.objects.values_list("owner_id", "won", "lost")) == [(house.seller.pk, 1, 1)]
        with pytest.raises(ProgrammingError), transaction.atomic():
            sum_results(actor=actor, at=at + timedelta(days=2))


@pytest.mark.django_db
def test_whoever_reads_only_splits_nothing(house) -> None:
    with acting_as_system("test"):
        one = make_opportunity(house.customer, owner=house.seller)
    with acting_as(house.stranger.pk, through="page") as actor, pytest.raises(NotAllowed):
        set_shares(one, {house.stranger.pk: 100}, actor=actor, at=clock.now())
