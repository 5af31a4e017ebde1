"""Who sets and sees scorecards, what is refused in words, and the pages."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change, Work
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.factories import make_member
from guanxi.steering import periods
from guanxi.steering.actions.card import close_cards, reopen_card
from guanxi.steering.actions.reckon import reckon_cards
from guanxi.steering.factories import goal, make_card, make_evaluation
from guanxi.steering.models import Card, Goal, Result, Review
from guanxi.steering.queries.card import card_of

pytestmark = pytest.mark.django_db


def signed_in(member, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def seen_by(member) -> set[int]:
    with acting_as(member.pk, through="page"):
        assert set(Goal.objects.values_list("card_id", flat=True)) == set(Card.objects.values_list("pk", flat=True))
        return set(Card.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(("text", "span", "first", "last"), [
    ("2026", "year", "2026-01-01", "2026-12-31"), ("2026-Q4", "quarter", "2026-10-01", "2026-12-31"), ("2028-02", "month", "2028-02-01", "2028-02-29"),
])  # fmt: skip
def test_a_period_is_read_and_written(text, span, first, last) -> None:
    found = periods.read(text)
    assert found is not None
    assert (found[0], str(found[1]), str(periods.last_of(*found)), periods.written(*found)) == (span, first, last, text)
    assert periods.first_of(span, periods.before(*found)) == periods.before(*found) < found[1] < periods.after(*found)
    assert [periods.read(one) for one in ("2026-Q5", "2026-13", "26", "")] == [None] * 4


def test_everybody_sees_his_own_a_head_his_departments_and_a_boss_all(house) -> None:
    with acting_as(house.boss.pk, through="page") as actor:
        mine, theirs = (make_card(actor=actor, member_id=one.pk).pk for one in (house.seller, house.colleague))
        shop, strange = (
            make_card(actor=actor, department_id=house.department.pk).pk,
            make_card(actor=actor, member_id=house.stranger.pk).pk,
        )
        whole = make_card(actor=actor).pk
    assert seen_by(house.seller) == {mine}
    assert seen_by(house.head) == {mine, theirs, shop}
    assert seen_by(house.stranger) == {strange}
    assert seen_by(house.boss) == {mine, theirs, shop, strange, whole}
    with acting_as_system("test"):
        make_member("Quiet", scope=None, department=house.department)
    assert seen_by(house.head) == {mine, theirs, shop}


def test_a_head_sets_goals_of_his_people_not_his_own_and_nobody_elses(house) -> None:
    with acting_as(house.head.pk, through="page") as actor:
        card = make_card(actor=actor, member_id=house.seller.pk)
        for who in ({"member_id": house.head.pk}, {"member_id": house.stranger.pk}, {}):
            with pytest.raises(NotAllowed):
                make_card(actor=actor, **who)
        with pytest.raises(NotAllowed):
            reopen_card(card, "no", actor=actor, at=clock.now())
        with pytest.raises(Refused, match="reckoned before"):
            close_cards([card_of(card.pk)], actor=actor, at=clock.now())
    with acting_as(house.seller.pk, through="page") as actor, pytest.raises(NotAllowed):
        make_card(actor=actor, member_id=house.seller.pk)
    with acting_as(house.boss.pk, through="page"):
        rows = Change.objects.filter(home_kind="scorecard", home_id=card.pk).order_by("pk")
        assert set(rows.values_list("kind", "operation", "member_id")) == {
            ("scorecard", "I", house.head.pk), ("scorecard_goal", "I", house.head.pk),
        }  # fmt: skip


@pytest.mark.parametrize(("goals", "sentence"), [
    ([goal("won_amount", 10, 5, 90)], "add up to 90 %"), ([goal("won_amount", 10, 11, 100)], "yellow begins below"),
    ([goal("sales_cycle", 10, 9, 100)], "yellow reaches above"), ([], "at least one"),
])  # fmt: skip
def test_goals_that_cannot_be_judged_by_are_refused_in_words(goals, sentence) -> None:
    from guanxi.steering.actions.card import check

    with pytest.raises(Refused, match=sentence):
        check(goals)


def test_the_pages_set_goals_say_the_weakest_link_and_close(house) -> None:
    client = signed_in(house.head)
    answer = client.post(
        "/steering/scorecards/new/", {"period": "2026-Q1", "member": house.seller.pk, "begin": "opportunities"}
    )
    page = client.get(answer.url)
    assert ('value="25"' in page.content.decode(), page.context["form"].initial["win_rate_goal"]) == (True, 60)
    typed = {"currency": "CNY", "promises_kept_goal": "90", "promises_kept_warn": "75", "promises_kept_weight": "60"}
    wrong = client.post(answer.url, typed)
    assert (wrong.status_code, "The weights add up to 60 %" in wrong.content.decode()) == (422, True)
    missing = client.post(answer.url, typed | {"won_amount_weight": "40"})
    assert "What has a weight needs a goal." in missing.content.decode()
    saved = client.post(
        answer.url, typed | {"won_amount_weight": "40", "won_amount_goal": "1000", "won_amount_warn": "800"}
    )
    with acting_as_system("test"):
        card = Card.objects.get()
        job = Work.objects.get(kind="scorecards")
        assert Goal.objects.get(measure="won_amount").currency == "CNY"
    assert saved.url == f"/steering/scorecards/{card.pk}/"
    assert "look again in a minute" in client.get(saved.url).content.decode()
    work.run(job.pk)
    page = client.get(saved.url).content.decode()
    assert ("No figure" in page, "Nothing is measured here. Customers who bought again" in page) == (True, True)
    assert client.post(f"{saved.url}close/").url == saved.url
    assert "its figures stay as they are" in client.get(saved.url).content.decode()
    assert client.post(f"{saved.url}reopen/", {"reason": "x"}).status_code == 403
    boss = signed_in(house.boss)
    assert boss.post(f"{saved.url}reopen/", {"reason": ""}).status_code == 422
    boss.post(f"{saved.url}reopen/", {"reason": "A deal came late."})
    assert "A deal came late." in client.get(saved.url).content.decode()
    assert "绩效记分卡" in signed_in(house.seller, "zh-hans").get("/steering/scorecards/").content.decode()
    assert (
        client.post("/steering/scorecards/close/", {"period": "2026-Q1"}).url == "/steering/scorecards/?period=2026-Q1"
    )
    with acting_as_system("test"):
        assert Card.objects.get().state == "closed"


def test_who_may_not_finds_nothing_and_goals_are_copied_from_the_period_before(house) -> None:
    with acting_as(house.boss.pk, through="page") as actor:
        card = make_card(goal("win_rate", 55, 45, 100), actor=actor, member_id=house.seller.pk)
    stranger, seller = signed_in(house.stranger), signed_in(house.seller)
    assert [stranger.get(f"/steering/scorecards/{card.pk}/{end}").status_code for end in ("", "goals/")] == [404, 404]
    assert [
        seller.get(f"/steering/scorecards/{end}").status_code for end in (f"{card.pk}/", f"{card.pk}/goals/", "new/")
    ] == [200, 403, 403]
    assert signed_in(house.head).get("/steering/scorecards/begin/?period=2026-Q2&member_id=999999").status_code == 404
    assert "Nobody has set one for you" in stranger.get("/steering/scorecards/").content.decode()
    page = signed_in(house.head).get(
        f"/steering/scorecards/begin/?period=2026-Q2&member_id={house.seller.pk}&begin=last"
    )
    assert (page.context["form"].initial["win_rate_goal"], page.context["before"]) == ("55", "2026-Q1")


def test_a_page_asks_as_much_for_one_card_as_for_ten(house) -> None:
    client, counts = signed_in(house.boss), []
    for number in (1, 10):
        with acting_as(house.boss.pk, through="page") as actor:
            for _ in range(number):
                make_card(actor=actor, member_id=make_member().pk)
        with acting_as_system("test"):
            reckon_cards(list(Card.objects.all()), clock.now())
        client.get("/steering/scorecards/?period=2026-Q1")
        with CaptureQueriesContext(connection) as caught:
            assert len(client.get("/steering/scorecards/?period=2026-Q1").context["rows"]) >= number
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 20


def cards_of(member) -> set[int]:
    with acting_as(member.pk, through="page"):
        return set(Card.objects.values_list("pk", flat=True))


def test_a_card_is_put_away_and_brought_back_and_what_is_closed_stays(house) -> None:
    with acting_as(house.head.pk, through="page") as actor:
        card = make_card(actor=actor, member_id=house.seller.pk)
    client, one, listed = (
        signed_in(house.head),
        f"/steering/scorecards/{card.pk}/",
        "/steering/scorecards/?period=2026-Q1",
    )
    assert [signed_in(house.seller).post(f"{one}{turn}/").status_code for turn in ("away", "back")] == [403, 403]
    assert client.post(f"{one}away/").status_code == 302
    assert (client.get(one).status_code, cards_of(house.seller)) == (404, set())
    page = client.get(f"{listed}&gone=1").content.decode()
    assert ("1 was put away" in page, f"{one}back/" in page, "Bring back" in page) == (True, True, True)
    assert "Bring back" not in signed_in(house.seller).get(listed).content.decode()
    with acting_as(house.head.pk, through="page") as actor:
        other = make_card(actor=actor, member_id=house.seller.pk)
    assert "Another scorecard was made" in client.post(f"{one}back/", follow=True).content.decode()
    assert cards_of(house.seller) == {other.pk}
    client.post(f"/steering/scorecards/{other.pk}/away/")
    assert (client.post(f"{one}back/").url, cards_of(house.seller)) == (one, {card.pk})
    with acting_as_system("test"):
        reckon_cards([card], clock.now())
        Card.objects.filter(pk=card.pk).update(state="closed")
    assert "What is closed stays" in client.post(f"{one}away/", follow=True).content.decode()
    with acting_as(house.boss.pk, through="page"):
        changes = Change.objects.filter(
            home_kind="scorecard", home_id=card.pk, kind="scorecard", member_id=house.head.pk
        )
        assert changes.filter(operation="U").count() == 2


def test_the_page_shows_each_figure_over_time_and_what_was_written_then(house) -> None:
    with acting_as_system("test") as actor:
        before, now = (make_card(goal("won_amount", 100, 80, 100), actor=actor, member_id=house.seller.pk, first=date(*first)) for first in ((2025, 10, 1), (2026, 1, 1)))  # fmt: skip
        for card, value in ((before, "40"), (now, "90")):
            Result.objects.create(card=card, at=clock.now(), figures={"won_amount": value})
        written = make_evaluation(house.seller, house.head, "A good quarter")
        Review.objects.filter(evaluation=written).update(marks={"value": 4, "process": 5})
    page = signed_in(house.boss).get(f"/steering/scorecards/{now.pk}/")
    (row,) = next(part["rows"] for part in page.context["parts"] if part["rows"])
    said = page.content.decode()
    assert (row["course"], "Won amount, period by period" in said, "4.5 of 5" in said, "A good quarter" in said) == ([40.0, 90.0], True, True, True)  # fmt: skip
    assert [one["evaluation"] is not None for one in page.context["history"]] == [True, False]
