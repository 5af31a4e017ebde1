"""The demo's prices, targets and rules: computed from the real set, loaded by the product's own importer."""

import csv
import json

import pytest

from guanxi.commerce.models import Price
from guanxi.config import demo
from guanxi.config.cli.import_ import begin
from guanxi.core import work
from guanxi.core.actor import acting_as
from guanxi.intake.models import Import
from guanxi.sales.models import LeadRule, Target

pytestmark = pytest.mark.django_db
PLANS = ("1-members", "2-accounts", "3-products", "3a-prices")


def rows(name: str) -> list[dict[str, str]]:
    with (demo.FOLDER / "files" / name).open(newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_demos_prices_and_steering_come_in_whole() -> None:
    member_id = demo._found()
    for name in PLANS:
        plan = json.loads((demo.FOLDER / "plans" / f"{name}.json").read_text())
        _run, job = begin(member_id, demo.FOLDER / "files" / plan["file"], plan)
        work.run(job)
    demo._steer(member_id)
    with acting_as(member_id, through="page"):
        counts = {one.target: (one.counts["created"], one.counts["rejected"]) for one in Import.objects.all()}
        assert (counts["price"], Price.objects.count()) == ((7, 0), 7)
        assert Target.objects.count() == len(rows("targets.csv"))
        turn, pool = LeadRule.objects.order_by("place")
        assert (turn.product_lines, len(turn.members) > 5, pool.way) == (["Deposits"], True, "pool")
