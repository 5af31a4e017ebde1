"""Evaluations: opened, written from both sides, closed with the figures of that day, agreed to, opened again with a reason."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from guanxi.core import clock, holdings
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.factories import make_member
from guanxi.staff.models import Notice
from guanxi.steering.actions import evaluation as actions
from guanxi.steering.actions.reckon import reckon_cards
from guanxi.steering.factories import goal, make_card, make_evaluation
from guanxi.steering.models import Evaluation, Result, Review
from guanxi.timeline.models import Promise

pytestmark = pytest.mark.django_db
QUARTER, NOW, DUE = date(2026, 1, 1), datetime(2026, 4, 2, 9, tzinfo=UTC), date(2026, 4, 20)


@pytest.fixture
def opened(house):
    """The head opened one for the seller, whose card says 50 % of 90 %."""
    with acting_as_system("test") as actor:
        for day, closed in ((3, {"closed_as": "kept", "closed_at": datetime(2026, 1, 3, tzinfo=UTC)}), (4, {})):
            due = datetime(2026, 1, day, tzinfo=UTC)
            Promise.objects.create(title="ring", customer=house.mill, owner=house.seller, due_at=due, **closed)
        card = make_card(goal("promises_kept", 90, 40, 100), actor=actor, member_id=house.seller.pk)
        reckon_cards([card], clock.now())
    with acting_as(house.head.pk, through="page") as actor:
        house.card = card
        (house.evaluation,) = actions.open_run("quarter", QUARTER, [house.seller.pk], DUE, actor=actor, at=NOW)
    return house


def write(house, who, words: str, *, give: bool = True, **marks: int) -> None:
    with acting_as(who.pk, through="page") as actor:
        one = Evaluation.objects.select_related("member").get(pk=house.evaluation.pk)
        actions.write_review(one, words, marks, give=give, actor=actor, at=NOW)


def read_by(house, who) -> dict[str, str]:
    with acting_as(who.pk, through="page"):
        return dict(Review.objects.filter(evaluation=house.evaluation).values_list("side", "words"))


def turn(house, who, act, *given) -> None:
    with acting_as(who.pk, through="page") as actor:
        act(Evaluation.objects.select_related("member").get(pk=house.evaluation.pk), *given, actor=actor, at=NOW)


def test_a_head_opens_it_for_his_people_and_nobody_else(opened) -> None:
    with acting_as(opened.head.pk, through="page") as actor:
        for who in (opened.head, opened.stranger):
            with pytest.raises(NotAllowed):
                actions.open_run("quarter", QUARTER, [who.pk], DUE, actor=actor, at=NOW)
        with pytest.raises(Refused, match="Nobody is left"):
            actions.open_run("quarter", QUARTER, [opened.seller.pk], DUE, actor=actor, at=NOW)
    seen = {}
    for name in ("seller", "colleague", "head", "stranger", "boss"):
        with acting_as(getattr(opened, name).pk, through="page"):
            seen[name] = Evaluation.objects.count()
    assert seen == {"seller": 1, "colleague": 0, "head": 1, "stranger": 0, "boss": 1}


def test_each_side_reads_the_other_once_it_is_handed_in(opened) -> None:
    write(opened, opened.seller, "I kept half.", give=False, satisfaction=2)
    assert (read_by(opened, opened.seller), read_by(opened, opened.head)) == ({"self": "I kept half."}, {})
    with pytest.raises(Refused, match="few words"):
        write(opened, opened.head, " ")
    with pytest.raises(Refused, match="1 to 5"):
        write(opened, opened.head, "Well", satisfaction=6)
    write(opened, opened.head, "Ring earlier.", satisfaction=3)
    write(opened, opened.seller, "I kept half.", satisfaction=2)
    for who in (opened.seller, opened.head, opened.boss):
        assert read_by(opened, who) == {"self": "I kept half.", "manager": "Ring earlier."}
    with pytest.raises(NotAllowed):
        write(opened, opened.boss, "I too")


def test_it_is_closed_with_the_figures_of_that_day_agreed_to_and_opened_again(opened) -> None:
    with pytest.raises(Refused, match="both sides"):
        turn(opened, opened.head, actions.close_evaluation)
    write(opened, opened.seller, "Half.")
    write(opened, opened.head, "Half.")
    with pytest.raises(NotAllowed):
        turn(opened, opened.seller, actions.close_evaluation)
    turn(opened, opened.head, actions.close_evaluation)
    with acting_as_system("test"):
        Result.objects.filter(card=opened.card).update(figures={"promises_kept": "100.00"})
        kept = Evaluation.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Evaluation.objects.update(figures={})
    assert kept.figures == {"points": 50, "rows": [["promises_kept", "50.00", "90.00", "", "warn"]]}
    with pytest.raises(Refused, match="closed"):
        write(opened, opened.seller, "Later")
    with pytest.raises(NotAllowed):
        turn(opened, opened.head, actions.agree)
    with acting_as(opened.seller.pk, through="page"), pytest.raises(ProgrammingError), transaction.atomic():
        Evaluation.objects.update(figures={}, state="open")  # the member writes no figures
    turn(opened, opened.seller, actions.agree)
    with pytest.raises(NotAllowed):
        turn(opened, opened.head, actions.reopen_evaluation, "A promise was forgotten")
    turn(opened, opened.boss, actions.reopen_evaluation, "A promise was forgotten")
    with acting_as(opened.boss.pk, through="page"):
        again = Evaluation.objects.get()
        assert (again.state, again.agreed_at, again.reason) == ("open", None, "A promise was forgotten")
        states = Change.objects.filter(kind="evaluation", changes__has_key="state").order_by("pk")
        assert [one.changes["state"] for one in states] == [["open", "closed"], ["closed", "open"]]


def test_who_did_not_write_is_reminded_once_a_week(opened) -> None:
    write(opened, opened.seller, "Half.")
    days = [(date(2026, 4, 19), 0), (DUE, 1), (date(2026, 4, 21), 0), (date(2026, 4, 27), 1)]
    for today, number in days:
        with acting_as_system("test") as actor:
            assert actions.remind(actor=actor, at=NOW, today=today) == number
    with acting_as_system("test"):
        told = Notice.objects.filter(sentence=actions.REMIND).values_list("member_id", flat=True)
        assert list(told) == [opened.head.pk, opened.head.pk]


def signed_in(member, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def test_the_pages_from_opening_to_agreeing(opened) -> None:
    head, seller = signed_in(opened.head), signed_in(opened.seller)
    given = {"period": "2025-Q4", "members": [opened.colleague.pk, opened.seller.pk], "due_on": "2099-01-31"}
    assert (
        "Choose at least one member."
        in head.post("/steering/evaluations/new/", given | {"members": []}).content.decode()
    )
    assert head.post("/steering/evaluations/new/", given).url == "/steering/evaluations/"
    assert len(head.get("/steering/evaluations/").context["others"]) == 3
    url = f"/steering/evaluations/{opened.evaluation.pk}/"
    assert "50 %" in seller.get(url).content.decode()
    assert seller.post(url, {"words": "", "way": "give"}).status_code == 422
    assert seller.post(url, {"words": "I kept half.", "mark_satisfaction": "2", "way": "give"}).status_code == 302
    page = head.get(url).content.decode()
    assert ("I kept half." in page, "2 – below it" in page, "Close with these figures" in page) == (True, True, False)
    head.post(url, {"words": "Ring earlier.", "way": "give"})
    assert "Close with these figures" in head.get(url).content.decode()
    head.post(f"{url}close/")
    assert "I agree" in seller.get(url).content.decode()
    seller.post(f"{url}agree/")
    assert "Wang Jing agreed on" in seller.get(url).content.decode()
    assert [signed_in(opened.stranger).get(each).status_code for each in (url, "/steering/evaluations/new/")] == [
        404,
        403,
    ]
    assert "自评" in signed_in(opened.seller, "zh-hans").get(url).content.decode()
    boss = signed_in(opened.boss)
    assert boss.post(f"{url}reopen/", {"reason": ""}).status_code == 422
    boss.post(f"{url}reopen/", {"reason": "One promise was forgotten."})
    assert "One promise was forgotten." in seller.get(url).content.decode()


def test_what_a_leaver_has_to_write_goes_to_his_successor_and_back_but_to_nobody_about_himself(opened) -> None:
    with acting_as_system("test"):
        successor = make_member("Successor")
        own = make_evaluation(successor, opened.head, "about the successor")
        done = make_evaluation(make_member("Former"), opened.head, "over")
        Evaluation.objects.filter(pk=done.pk).update(state="closed")
    write(opened, opened.head, "half a sentence", give=False)
    (known,) = (one for one in holdings.holdings() if one.name == "evaluation")

    def evaluates() -> dict[int, int]:
        return dict(Evaluation.objects.values_list("pk", "manager_id"))

    with acting_as(opened.boss.pk, through="job", through_id="7") as actor:
        assert known.allowed(actor)
        ids = known.held(opened.head.pk).ids(0, 100)
        assert {*ids} == {opened.evaluation.pk, own.pk}
        known.move(ids, successor.pk, giver=opened.head.pk, actor=actor, at=NOW)
        assert evaluates() == {opened.evaluation.pk: successor.pk, own.pk: opened.head.pk, done.pk: opened.head.pk}
        moved = [row[0] for row in holdings.moved_by(7, known, 0, 10)]
        assert moved == [opened.evaluation.pk]
    assert read_by(opened, successor) == {"manager": "half a sentence"}
    write(opened, successor, "whole now")
    with acting_as(opened.boss.pk, through="job", through_id="8") as actor:
        known.back(moved, successor.pk, giver=opened.head.pk, actor=actor, at=NOW)
        assert evaluates()[opened.evaluation.pk] == opened.head.pk
    with acting_as(opened.head.pk, through="page") as actor:
        assert not known.allowed(actor)  # who may not open closed ones again hands none over
