"""Programs read the scorecards that their member sees."""

import pytest
from django.test import Client

from guanxi.api.factories import make_key
from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.staff.factories import make_member
from guanxi.steering.actions.reckon import reckon_cards
from guanxi.steering.factories import goal, make_card, make_statement

pytestmark = pytest.mark.django_db


def test_a_program_reads_its_members_scorecards_and_no_others() -> None:
    with acting_as_system("test") as actor:
        ann, bob = make_member("Ann"), make_member("Bob")
        card = make_card(goal("promises_kept", 90, 80, 100), actor=actor, member_id=ann.pk)
        reckon_cards([card], clock.now())
    hers, his = ({"Authorization": make_key(one)} for one in (ann, bob))
    (found,) = Client().get("/api/v1/scorecards?period=2026-Q1", headers=hers).json()["items"]
    assert (found["member"], found["points"], found["goals"][0]["goal"]) == (ann.pk, None, "90.00")
    assert Client().get(f"/api/v1/scorecards/{card.pk}", headers=hers).json() == found
    assert Client().get(f"/api/v1/scorecards/{card.pk}", headers=his).status_code == 404
    assert Client().get("/api/v1/scorecards?period=2026-Q1", headers=his).json() == {"items": []}
    assert Client().get("/api/v1/scorecards?period=soon", headers=hers).status_code == 422


def test_a_program_reads_the_incentives_of_its_member_to_the_cent() -> None:
    with acting_as_system("test") as actor:
        ann, bob = make_member("Ann"), make_member("Bob")
        made = make_statement(ann, "Pumps", actor=actor)
    hers, his = ({"Authorization": make_key(one)} for one in (ann, bob))
    (found,) = Client().get("/api/v1/incentives?period=2026-Q1", headers=hers).json()["items"]
    one = Client().get(f"/api/v1/incentives/{made.pk}", headers=hers).json()
    assert (found["payout"], one["payout"], [line["payout"] for line in one["lines"]]) == ("0.30", "0.30", ["0.30"])
    assert Client().get(f"/api/v1/incentives/{made.pk}", headers=his).status_code == 404
    assert Client().get("/api/v1/incentives?period=2026-Q1", headers=his).json() == {"items": []}
