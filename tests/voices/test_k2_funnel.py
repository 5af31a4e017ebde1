"""K2: "100 contacts become 80 talks, 20 offers, 5 orders." The funnel with conversion and time, and a forecast with its range."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.move import move_opportunity
from guanxi.sales.actions.outlook import foresee_sales
from guanxi.sales.actions.steering import bring_up_to_date
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Opportunity
from guanxi.staff.factories import make_administrator_role, make_member

pytestmark = pytest.mark.django_db


def test_the_manager_sees_conversion_time_and_a_forecast_with_its_range() -> None:
    now = clock.now()
    today = timezone.localtime(now).date()
    with acting_as_system("test"):
        seller = make_member("Wang Jing", password=None)
        manager = make_member("Manager", roles=[make_administrator_role()], password=None)
        customer = make_customer("杭州机械", owner=seller)
    with acting_as(seller.pk, through="page") as actor:
        began = today.replace(day=1) - timedelta(days=600)
        for number in range(100):
            one = make_opportunity(
                customer, owner=seller, opened_on=began, stage_since=now - timedelta(days=30), amount=Decimal(5)
            )
            for stage, reached, day in (("engaging", 80, 20), ("proposal", 20, 12), ("won", 5, 4)):
                if number < reached:
                    given = {"closed_on": today - timedelta(days=day)} if stage == "won" else {"expected_on": today}
                    move_opportunity(one, stage, given, actor=actor, at=now - timedelta(days=day))
    with acting_as_system("test") as system:
        dice = random.Random(2)
        for back in range(420, 0, -1):  # deals of more than a year, half of them won within two months
            opened = today - timedelta(days=back)
            closed = opened + timedelta(days=dice.randrange(5, 60))
            state = "open" if closed >= today else dice.choice(("won", "lost"))
            ended = {"closed_on": None if state == "open" else closed}
            stage = "engaging" if state == "open" else state
            make_opportunity(
                customer, stage, owner=seller, opened_on=opened, amount=Decimal(dice.randrange(900, 1500)), **ended
            )
        bring_up_to_date()
        foresee_sales(actor=system, at=now)
    client = Client()
    client.force_login(manager)
    month = f"{began:%Y-%m}"
    funnel = client.get(f"/sales/funnel/?first={month}&last={month}")
    steps = {row["it"].stage.key: row["it"] for row in funnel.context["steps"]}
    assert [steps[name].reached for name in ("prospecting", "engaging", "proposal", "won")] == [100, 80, 20, 5]
    assert (steps["engaging"].on, steps["proposal"].on) == (80.0, 25.0)
    assert (steps["prospecting"].days, steps["engaging"].days, steps["proposal"].days) == (10.0, 8.0, 8.0)
    page = client.get("/sales/forecast/")
    whole = page.context["whole"][0]["it"]
    with acting_as_system("test"):
        won = Opportunity.objects.filter(
            state="won", closed_on__gte=today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        )
        assert whole.won == sum(one.amount for one in won)
    assert (
        float(whole.won) - 30 <= whole.learnt.low < whole.learnt.middle < whole.learnt.high
    )  # today's are still to come for it
    assert whole.tried >= 9
    text = page.content.decode()
    assert "The range lies where it would have held four out of five forecasts of your own past." in text
    past = [row["it"] for row in page.context["past"]]
    assert [one.held for one in past] == [one.said.low <= float(one.won) <= one.said.high for one in past]
    checked = [one for one in past if one.checked]
    assert (
        f"Of {len(checked)} ranges that were held against the past of that day, {sum(one.held for one in checked)} held."
        in text
    )
