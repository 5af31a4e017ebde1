"""S1: "Hardly any lead is a real customer" – every open lead has its chance, with reasons for and against, and the list begins with what is worth most."""

from datetime import timedelta

import pytest
from django.test import Client

from guanxi.analytics.actions.foresee import foresee
from guanxi.analytics.factories import make_leads
from guanxi.analytics.models import Chance, Lesson
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Lead
from guanxi.staff.factories import make_administrator_role, make_member

pytestmark = pytest.mark.django_db


def test_from_leads_that_ended_to_a_work_list_by_expected_value() -> None:
    with acting_as_system("test"):
        ann, boss = make_member("Ann"), make_member("Boss", roles=[make_administrator_role()])
        make_leads(600, owner=ann, received=clock.now() - timedelta(days=120))
        make_leads(12, owner=ann, received=clock.now() - timedelta(hours=2), seed=4, state="open")
        for place, lead in enumerate(Lead.objects.filter(state="converted")[:30]):
            made = make_opportunity(lead.customer, "won" if place % 3 else "lost", amount=3000, currency="CNY")
            Lead.objects.filter(pk=lead.pk).update(opportunity=made)
    with acting_as(boss.pk, through="page") as actor:
        job = foresee(actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as_system("test"):
        rows = list(Chance.objects.select_related("lead").order_by("-expected"))
        lesson = Lesson.objects.get(question="lead", is_used=True)
    assert len(rows) == 12
    # of leads scored 0.3 about 30 % convert: the error on those that were not learnt from
    chosen = lesson.card["families"][lesson.card["chosen"]]
    assert chosen["error"] < 0.06
    assert lesson.card["bins"][-1]["came"] > 3 * lesson.card["bins"][0]["came"]
    assert all(one.above or one.below for one in rows)
    assert max(len(side) for one in rows for side in (one.above, one.below)) <= 3
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(ann)
    page = client.get("/analytics/leads/").content.decode()
    places = [page.index(f'href="/sales/leads/{one.lead_id}/"') for one in rows[:1] + rows[-1:]]
    assert places == sorted(places)
    assert f"¥{rows[0].expected:,.2f}" in page
    assert "Speaks for it" in page
    assert rows[0].lead.name in client.get("/analytics/leads/day/").content.decode()
