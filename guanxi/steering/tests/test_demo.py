"""The demo's goals are ones that the product itself takes."""

import csv
from decimal import Decimal
from itertools import groupby

from guanxi.config.demo import FOLDER
from guanxi.steering import periods
from guanxi.steering.actions.card import GoalGiven, check


def test_every_scorecard_of_the_demo_can_be_judged_by() -> None:
    with (FOLDER / "files" / "scorecards.csv").open(newline="") as file:
        cards = [
            (
                whose,
                [
                    GoalGiven(row["measure"], Decimal(row["goal"]), Decimal(row["warn"]), int(row["weight"]))
                    for row in rows
                ],
            )
            for whose, rows in groupby(csv.DictReader(file), key=lambda row: tuple(row.values())[:4])
        ]
    for _whose, goals in cards:
        check(goals)
    assert len({whose for whose, _goals in cards}) == len(cards) == 71
    assert {periods.read(whose[0])[0] for whose, _goals in cards} == {"quarter"}
