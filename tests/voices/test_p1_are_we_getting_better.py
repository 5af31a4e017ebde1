"""P1: "Are we getting better?" – goals against figures per perspective, the weakest link with what to do, and the periods before."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.target import set_target
from guanxi.sales.factories import make_opportunity
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Role
from guanxi.steering.actions.reckon import reckon_cards
from guanxi.steering.factories import goal, make_card
from guanxi.steering.models import Card
from guanxi.timeline.models import Promise

pytestmark = pytest.mark.django_db
GOALS = (goal("promises_kept", 90, 50, 40), goal("target_reached", 100, 80, 60))


def test_he_sees_what_got_better_the_weakest_link_and_what_to_do(tmp_path, settings) -> None:
    settings.WAREHOUSE = tmp_path / "warehouse"
    with acting_as_system("test"):
        shop = make_department("Shop")
        ann = make_member("Ann", department=shop)
        head = make_member("Head", roles=[Role.objects.get(built_in="department_head")], department=shop)
        mill = make_customer("Mill", owner=ann)
        for month, kept in ((1, 0), (2, 1), (4, 1), (5, 1)):  # none and one of two kept, then both
            due = datetime(2026, month, 9, tzinfo=UTC)
            closed = {"closed_as": "kept", "closed_at": due} if kept else {}
            Promise.objects.create(title="ring", customer=mill, owner=ann, due_at=due, **closed)
        for month, amount in ((2, 1000), (5, 700)):
            make_opportunity(mill, "won", owner=ann, amount=Decimal(amount), closed_on=date(2026, month, 9))
    with acting_as(head.pk, through="page") as actor:
        for month in (1, 4):
            first = date(2026, month, 1)
            set_target(first, Decimal(1000), "CNY", member_id=ann.pk, actor=actor, at=clock.now())
            card = make_card(*GOALS, actor=actor, first=first, member_id=ann.pk)
    with acting_as_system("test"):
        reckon_cards(list(Card.objects.all()), clock.now())
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(ann)
    page = client.get(f"/steering/scorecards/{card.pk}/")
    text = page.content.decode()
    # the first quarter: half the promises (yellow, 50), the whole target (green, 100); the second: all promises, 70 % of the target
    assert [(row["period"], row["it"].points) for row in page.context["history"]] == [("2026-Q2", 40), ("2026-Q1", 80)]
    assert page.context["weakest"]["goals"] == ["Sales target reached: 70 % instead of 100 %"]
    assert "Weakest link: Value" in text
    assert "Go through what is open and due" in text
    assert "Nothing is measured here. Customers who bought again" in text  # no figure is made up for loyalty
    assert client.get("/steering/scorecards/?period=2026-Q1").context["rows"][0]["worst"] == "Promises kept in time"
