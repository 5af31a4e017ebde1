"""What chances are told by is what was known then: whatever happens later changes none of it, and a planted leak is named."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from guanxi.analytics import features
from guanxi.analytics.factories import make_purchases
from guanxi.analytics.queries import leadcases, leavingcases
from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_contact, make_customer
from guanxi.sales.factories import make_lead, make_opportunity
from guanxi.sales.models import Lead
from guanxi.staff.factories import make_member
from guanxi.timeline.factories import make_entry
from guanxi.timeline.models import Promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill(db: None):
    with acting_as_system("test"):
        owner = make_member("Wang Jing")
        mill = make_customer("Mill", owner=owner, industry="Textiles", size="10-49")
        day = clock.now().date()
        make_purchases(mill, *[(day - timedelta(days=20 * n), 500 + n) for n in range(1, 7)])
        make_contact(mill)
        return mill


def known(lead: Lead, at: datetime) -> tuple[features.Table, features.Table]:
    with acting_as_system("test"):
        one = features.lead_table(leadcases.at([(lead.pk, at)]), ["budget"])
        other = features.leaving_table(leavingcases.at("CNY", [(lead.customer_id, at)], 20.0))
        return one, other


def happen(lead: Lead, at: datetime) -> None:
    """Everything that may happen after a moment."""
    mill = lead.customer
    with acting_as_system("test"):
        make_purchases(mill, (at.date() + timedelta(days=1), 9_000), (at.date() + timedelta(days=2), -300))
        make_entry(mill, at=at + timedelta(days=1), channel="mail", direction="in")
        make_opportunity(mill, "won", opened_on=at.date() + timedelta(days=1), closed_on=at.date() + timedelta(days=3))
        make_lead(mill, received_at=at + timedelta(days=1))
        make_contact(mill)
        Promise.objects.create(title="A price", customer=mill, due_at=at + timedelta(hours=1), amount=Decimal(1))
        mill.industry, mill.size, mill.country = "Mining", "1000+", "FR"
        mill.save()
        lead.state, lead.source, lead.note, lead.responded_at = (
            "converted",
            "Won deal",
            "budget: huge",
            at + timedelta(days=1),
        )
        lead.save()


def test_nothing_that_happens_later_changes_what_was_known(mill) -> None:
    with acting_as_system("test"):
        lead = make_lead(
            mill, received_at=clock.now() - timedelta(hours=3), source="Fair", note="budget: small, by: phone"
        )
    at = clock.now() - timedelta(seconds=1)
    before = known(lead, at)
    assert (len(before[0]), len(before[1])) == (1, 1)
    assert before[0].columns["source"].tolist() == ["Fair"]
    assert before[0].columns["note:budget"].tolist() == ["small"]
    assert before[0].columns["orders_year"].tolist() == [6.0]
    assert before[1].columns["industry"].tolist() == ["Textiles"]
    assert before[1].columns["purchases"].tolist() == [6.0]
    happen(lead, at)
    after = known(lead, at)
    assert [features.differences(one, other) for one, other in zip(before, after, strict=True)] == [[], []]
    later = known(lead, clock.now() + timedelta(days=4))
    assert set(features.differences(before[0], later[0])) >= {"source", "note:budget", "industry", "size", "country", "orders_year", "won_before", "came_to_us"}  # fmt: skip


def test_a_planted_leak_is_named(mill, monkeypatch) -> None:
    with acting_as_system("test"):
        lead = make_lead(mill, received_at=clock.now() - timedelta(hours=3), source="Fair")
    at = clock.now() - timedelta(seconds=1)
    leaking = leadcases.KNOWN.replace("analytics_then(w.was, 'source', l.source) as source", "l.state as source")
    monkeypatch.setattr(leadcases, "KNOWN", leaking.replace("b.ordered_at <= a.at) o", "true) o"))
    before = known(lead, at)
    happen(lead, at)
    assert set(features.differences(before[0], known(lead, at)[0])) == {"source", "orders_year", "days_since_order"}


def test_what_became_of_a_lead_counts_within_ninety_days_only(mill) -> None:
    now = clock.now()
    with acting_as_system("test"):
        late = make_lead(mill, received_at=now - timedelta(days=130), state="working")
        filed = make_lead(mill, received_at=now - timedelta(days=120), state="converted")
        make_lead(mill, received_at=now - timedelta(days=80), state="converted")
        late.state = "converted"
        late.save()
        rows = leadcases.taught(now)
    came = {
        (row[0], round(float(row[leadcases.FIRST.index("day")]) - late.received_at.timestamp() / 86_400, 1)): row[3]
        for row in rows
    }
    assert came == {(late.pk, 0.0): False, (late.pk, 7.0): False, (late.pk, 30.0): False, (filed.pk, 10.0): True}


def test_who_bought_within_his_own_time_has_not_left(mill) -> None:
    now = datetime.combine(clock.now().date(), datetime.min.time(), UTC)
    with acting_as_system("test"):
        rows = leavingcases.at("CNY", [(mill.pk, now - timedelta(days=days)) for days in (119, 75, 15, -30)], 20.0)
    # a purchase every twenty days until twenty days ago: twice that is his own time; of one purchase nothing is told, nor of long silence
    assert [(row[2], row[3]) for row in rows] == [(False, 40), (True, 40)]
