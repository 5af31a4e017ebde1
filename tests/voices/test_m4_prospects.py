"""M4: "Who are the real prospects?" – the chance that each customer buys from a product line, with reasons, and a segment that is one filter away."""

from datetime import timedelta

import pytest
from django.test import Client

from guanxi.analytics.actions.foresee import foresee
from guanxi.analytics.factories import make_wishes
from guanxi.analytics.models import Interest
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.staff.factories import make_administrator_role, make_member
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db


def test_prospects_of_a_line_are_one_filter_away_and_each_has_reasons() -> None:
    with acting_as_system("test"):
        ann, boss = make_member("Ann"), make_member("Boss", roles=[make_administrator_role()])
        now = clock.now()
        make_wishes(260, owner=ann, now=now)
    with acting_as(boss.pk, through="page") as actor:
        job = foresee(actor=actor, at=now)
    work.run(job.pk)
    with acting_as_system("test"):
        rows = list(Interest.objects.filter(line="Pumps").order_by("-chance"))
        lately = set(Entry.objects.filter(at__gt=now - timedelta(days=20)).values_list("customer_id", flat=True))
    assert len(rows) == 260
    # those who wrote of pumps lately, by far
    wants, others = ([one.chance for one in rows if (one.customer_id in lately) is here] for here in (True, False))
    assert sum(wants) / len(wants) > 1.5 * sum(others) / len(others)
    prospects = {one.customer_id for one in rows if one.band == "above"}
    assert len(lately & prospects) > 0.8 * len(lately)
    assert all(one.above for one in rows[:20])
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(ann)
    page = client.get("/customers/?f=interest:is:Pumps&cols=name,interest").content.decode()
    shown = {one for one in (row.customer_id for row in rows) if f'href="/customers/{one}/"' in page}
    assert shown
    assert shown <= prospects
    panel = client.get(f"/analytics/customers/{rows[0].customer_id}/next/panel/").content.decode()
    assert ("Buys from a product line within 90 days" in panel, "For it:" in panel) == (True, True)
