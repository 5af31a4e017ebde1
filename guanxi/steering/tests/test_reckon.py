"""What scorecards say is what the records say, for a member, a department and the company; closed ones stay."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.sales.actions.target import set_target
from guanxi.steering.actions.card import close_cards, reopen_card
from guanxi.steering.actions.reckon import Running, reckon, reckon_cards, reckon_stale
from guanxi.steering.factories import QUARTER, goal, make_card
from guanxi.steering.models import Card, Goal, Result
from guanxi.steering.queries.card import card_of, judge
from guanxi.timeline.models import Promise

pytestmark = pytest.mark.django_db
GOALS = (
    goal("won_amount", 1000, 800, 10), goal("win_rate", 60, 50, 10), goal("sales_cycle", 25, 35, 10), goal("revenue", 100, 50, 10),
    goal("average_order", 80, 50, 10), goal("promises_kept", 90, 30, 20), goal("bought_again", 60, 40, 10), goal("reached", 50, 40, 10),
    goal("target_reached", 100, 80, 10),
)  # fmt: skip


def test_every_figure_is_that_of_the_records(quarter) -> None:
    with acting_as(quarter.boss.pk, through="page") as actor:
        set_target(QUARTER, Decimal(1500), "CNY", member_id=quarter.seller.pk, actor=actor, at=clock.now())
        who = {"member_id": quarter.seller.pk}, {"department_id": quarter.department.pk}, {}
        cards = [make_card(*GOALS, actor=actor, **one).pk for one in who]
        job = reckon(actor=actor, at=clock.now())
        with pytest.raises(Running):
            reckon(actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as_system("test"):
        told = {
            name: [Result.objects.get(card=pk).figures[name] for pk in cards] for name in (one.measure for one in GOALS)
        }
    assert told == {
        "won_amount": ["1200.00", "1500.00", "1500.00"],
        "win_rate": ["66.67", "75.00", "75.00"],
        "sales_cycle": ["30.00", "29.33", "29.33"],  # 20, 40 and 28 days
        "revenue": ["90.00", "150.00", "150.00"],
        "average_order": ["90.00", "75.00", "75.00"],
        "promises_kept": ["33.33", "33.33", "33.33"],  # one in time, one late, one open
        "bought_again": ["100.00", "50.00", "50.00"],
        "reached": ["0.00", "0.00", "0.00"],
        "target_reached": ["80.00", None, None],
    }
    with acting_as(quarter.seller.pk, through="page"):
        shown = judge(card_of(cards[0]))
    lights = {row.goal.measure: row.judged.light for row in shown.rows}
    assert (lights["won_amount"], lights["sales_cycle"], lights["reached"], lights["promises_kept"]) == (
        "ok",
        "warn",
        "bad",
        "warn",
    )
    # four green of 10, revenue, cycle, target and promises (20) yellow, contact red
    assert shown.points == 65
    assert shown.perspectives == {"satisfaction": 50, "loyalty": 50, "value": 75, "process": 75}
    # loyalty and satisfaction have as many points and cost as much: the wider gap decides
    assert [row.goal.measure for row in shown.weakest] == ["reached"]


def test_what_is_closed_stays_until_it_is_opened_again_and_says_so(house) -> None:
    with acting_as_system("test"):
        due = datetime(2026, 1, 5, tzinfo=UTC)
        Promise.objects.create(title="ring", customer=house.mill, owner=house.seller, due_at=due)
    with acting_as(house.boss.pk, through="page") as actor:
        card = make_card(goal("promises_kept", 90, 80, 100), actor=actor, member_id=house.seller.pk)
    with acting_as_system("test"):
        reckon_cards([card], clock.now())
    with acting_as(house.boss.pk, through="page") as actor:
        assert close_cards([card_of(card.pk)], actor=actor, at=clock.now()) == 1
    with acting_as_system("test") as actor:
        Promise.objects.update(closed_as="kept", closed_at=due)
        assert reckon_stale(actor=actor, at=clock.now()) is None
        for rows in (Goal.objects.filter(card=card), Result.objects.filter(card=card)):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.delete()
        assert Result.objects.get(card=card).figures == {"promises_kept": "0.00"}
    with acting_as(house.boss.pk, through="page") as actor:
        reopen_card(card, "a deal was booked late", actor=actor, at=clock.now())
        again = Card.objects.get(pk=card.pk)
    assert (again.state, again.reopened_by_id, again.reason) == ("open", house.boss.pk, "a deal was booked late")
    with acting_as_system("test"):
        reckon_cards([again], clock.now())
        assert Result.objects.get(card=card).figures == {"promises_kept": "100.00"}


def test_the_job_does_what_is_stale_and_nothing_else(house) -> None:
    with acting_as_system("test") as actor:
        assert reckon_stale(actor=actor, at=clock.now()) is None
        card = make_card(
            goal("promises_kept", 90, 80, 50), goal("won_amount", 5, 4, 50), actor=actor, first=date(2024, 1, 1)
        )
        job = reckon_stale(actor=actor, at=clock.now())
        assert job is not None
    work.run(job.pk)
    with acting_as_system("test") as actor:
        assert Result.objects.get(card=card).figures == {"promises_kept": None, "won_amount": None}  # no warehouse yet
        assert reckon_stale(actor=actor, at=clock.now()) is None
