"""Chances from leads and orders: told once whatever happens, seen with whom they are about, nothing where the data say too little."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.utils import timezone

from guanxi.analytics.actions import foreseeing
from guanxi.analytics.actions.foresee import Running, foresee, foresee_daily
from guanxi.analytics.factories import END, make_buyers, make_leads
from guanxi.analytics.models import FORMAT, Chance, Lesson, Run
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import NotAllowed
from guanxi.customers.models import Fact
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Lead
from guanxi.staff.factories import make_administrator_role, make_member
from guanxi.staff.queries.company import company_zone

pytestmark = pytest.mark.django_db
FIGURES = ("question", "lead_id", "customer_id", "chance", "expected", "above", "below")


@pytest.fixture
def desk(db: None) -> tuple[object, object, object]:
    """A seller with 600 leads that ended and three that wait, a stranger, a boss."""
    with acting_as_system("test"):
        seller, stranger = make_member("Wang Jing"), make_member("Li Na")
        boss = make_member("Boss", roles=[make_administrator_role()])
        make_leads(600, owner=seller, received=clock.now() - timedelta(days=120))
        make_leads(3, owner=seller, received=clock.now() - timedelta(hours=2), seed=4, state="open")
    return seller, stranger, boss


def told(boss, **values) -> Work:
    with acting_as(boss.pk, through="page") as actor:
        job = foresee(actor=actor, at=clock.now(), **values)
    work.run(job.pk)
    with acting_as_system("test"):
        job.refresh_from_db()
        assert (job.state, job.error) == (Work.State.DONE, "")
    return job


def chances() -> list[tuple[object, ...]]:
    with acting_as_system("test"):
        return list(Chance.objects.order_by("question", "lead_id", "customer_id").values_list(*FIGURES))


def test_open_leads_have_a_chance_with_reasons_and_the_better_have_the_greater(desk) -> None:
    told(desk[2])
    with acting_as_system("test"):
        found = {one.lead_id: one for one in Chance.objects.select_related("lead")}
        assert set(found) == set(Lead.objects.filter(state="open").values_list("pk", flat=True))
        lesson = Lesson.objects.get(question="lead", is_used=True)
        by_kind = {(one.lead.source, "large" in one.lead.note): one.chance for one in found.values()}
    assert len(by_kind) > 1
    order = sorted(by_kind, key=lambda kind: by_kind[kind])
    assert order == sorted(by_kind, key=lambda kind: (0.5 if kind[0] == "Fair" else 0.1) * (1.4 if kind[1] else 0.6))
    assert lesson.card["fields"] == ["budget", "reached by"]
    assert lesson.card["families"]["logistic"]["auc"][0] > 0.7
    assert lesson.card["later"]["error"] < 0.12
    for one in found.values():
        named = {reason[0]: reason[1] for reason in [*one.above, *one.below]}
        assert named["source"] == one.lead.source
        assert named["note:budget"] in ("large", "small")


def test_the_expected_value_is_the_chance_times_what_such_leads_brought(desk) -> None:
    with acting_as_system("test"):
        for place, lead in enumerate(Lead.objects.filter(state="converted")[:40]):
            made = make_opportunity(lead.customer, "won" if place % 2 else "lost", amount=1000, currency="CNY")
            Lead.objects.filter(pk=lead.pk).update(opportunity=made)
    told(desk[2])
    with acting_as_system("test"):
        for one in Chance.objects.all():
            assert float(one.expected) == pytest.approx(500 * one.chance, abs=0.01)
            assert one.currency == "CNY"


def test_a_run_that_is_killed_goes_on_and_says_the_same(desk, monkeypatch) -> None:
    told(desk[2])
    expected = chances()
    monkeypatch.setattr(foreseeing, "TOLD", 1)
    real, chunks = foreseeing.PHASES["lead_tell"], count()

    def dying(job: Work) -> str:
        answer = real(job)
        if next(chunks) == 1:
            raise KeyboardInterrupt
        return answer

    monkeypatch.setitem(foreseeing.PHASES, "lead_tell", dying)
    with acting_as(desk[2].pk, through="page") as actor:
        job = foresee(actor=actor, at=clock.now(), anew=False)
    with pytest.raises(KeyboardInterrupt):
        work.run(job.pk)
    work.run(job.pk)
    again = chances()
    assert [row[:3] for row in again] == [row[:3] for row in expected]
    assert [row[3] for row in again] == pytest.approx(
        [row[3] for row in expected], abs=1e-3
    )  # the leads are older by moments


def test_a_model_that_another_version_kept_is_not_used_but_learnt_anew(desk) -> None:
    told(desk[2])
    with acting_as_system("test"):
        old = Lesson.objects.get(question="lead", is_used=True)
        Lesson.objects.filter(pk=old.pk).update(learnt={"format": FORMAT - 1, "spread": old.learnt["spread"]})
    told(desk[2], anew=False)
    with acting_as_system("test"):
        used = Lesson.objects.get(question="lead", is_used=True)
        assert (used.pk > old.pk, used.learnt["format"]) == (True, FORMAT)
        assert set(Chance.objects.values_list("lesson_id", flat=True)) == {used.pk}


def test_too_few_leads_are_said_to_be_too_few_and_nothing_is_told(db) -> None:
    with acting_as_system("test"):
        boss = make_member("Boss", roles=[make_administrator_role()])
        make_leads(60, owner=boss, received=clock.now() - timedelta(days=120))
        make_leads(3, owner=boss, received=clock.now(), state="open")
    told(boss)
    with acting_as_system("test"):
        refused = {"lead": "too_few", "leaving": "no_orders", "line": "no_lines"}
        assert dict(Lesson.objects.values_list("question", "refused")) == refused
        assert Chance.objects.count() == 0


def test_chances_are_seen_with_the_lead_and_written_by_nobody(desk) -> None:
    told(desk[2])
    with acting_as(desk[0].pk, through="page"):
        assert Chance.objects.count() == 3
        assert Chance.objects.update(chance=1) == 0
    with acting_as(desk[1].pk, through="page"):
        assert Chance.objects.count() == 0
    with acting_as(desk[0].pk, through="page") as actor, pytest.raises(NotAllowed):
        foresee(actor=actor, at=clock.now())


def test_it_is_told_daily_learnt_weekly_and_the_champion_stays_without_new_cases(desk) -> None:
    now = timezone.localtime(clock.now(), timezone=company_zone()).replace(hour=3, minute=0)
    with acting_as_system("test") as actor:
        job = foresee_daily(actor=actor, at=now)
        assert [foresee_daily(actor=actor, at=now + timedelta(hours=hours)) for hours in (1, 20)] == [None, None]
        with pytest.raises(Running):
            foresee(actor=actor, at=now)
    work.run(job.pk)
    told(desk[2], anew=False)
    with acting_as_system("test"):
        assert Lesson.objects.filter(question="lead").count() == 1
        champion = Lesson.objects.get(question="lead").pk
        gone = Lead.objects.filter(state="open").first()
        Lead.objects.filter(pk=gone.pk).update(state="disqualified")
    told(desk[2], anew=True)
    with acting_as_system("test"):
        assert Lesson.objects.get(question="lead", is_used=True).pk == champion
        assert Lesson.objects.filter(question="lead").count() == 2
        assert not Chance.objects.filter(lead=gone).exists()


def test_who_may_leave_is_told_where_leaving_is_seen(db) -> None:
    with acting_as_system("test"):
        boss = make_member("Boss", roles=[make_administrator_role()])
        make_buyers(650, owner=boss)
        with connection.cursor() as cursor:
            cursor.execute("select analytics_sum_orders(0, 100000, %s, 'UTC')", [END])
        learnt = {"CNY": {"customers": 650, "pace": "bgnbd"}}  # that leaving is seen in such orders, test_reckon says
        run = Run.objects.create(at=clock.now(), day=END, learnt=learnt, ended_at=clock.now())
    told(boss)
    with acting_as_system("test"):
        lesson = Lesson.objects.get(question="leaving")
        assert lesson.refused == ""
        rows = Chance.objects.filter(question="leaving")
        facts = dict(Fact.objects.filter(name="leaving").values_list("customer_id", "value"))
        assert {one.customer_id: one.chance for one in rows} == facts
        assert len(facts) > 20
        assert all(14 <= one.days <= 120 for one in rows)
        run.learnt["CNY"]["pace"] = "nbd"
        run.save()
    told(boss)
    with acting_as_system("test"):
        assert Lesson.objects.filter(question="leaving").latest("at").refused == "nobody_leaves"
        assert not Chance.objects.filter(question="leaving").exists()
        assert not Fact.objects.filter(name="leaving").exists()
