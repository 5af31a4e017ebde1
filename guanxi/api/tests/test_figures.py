"""Figures by programs: the measures in words, sums over what the key's member sees, and clear problems where there are none."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from guanxi.analytics.actions.fill import fill
from guanxi.analytics.factories import END, make_purchases
from guanxi.analytics.queries import explorer
from guanxi.analytics.tests.test_fill import filled
from guanxi.analytics.warehouse import ask
from guanxi.api.factories import make_key
from guanxi.api.tests.test_calls import Program
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import Refused
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_administrator_role, make_member, make_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def warehouse(tmp_path: Path, settings: Any, monkeypatch) -> None:
    """Questions are answered in this process, which loads the libraries once."""
    settings.WAREHOUSE = tmp_path / "warehouse"
    monkeypatch.setattr(explorer, "run", ask.answer)


def test_figures_cover_what_the_member_sees_by_dimensions_and_days() -> None:
    with acting_as_system("test"):
        ann, boss = make_member("Ann"), make_member("Boss", roles=[make_administrator_role()])
        make_purchases(make_customer("Mill", owner=ann), (END, 10), (END - timedelta(days=40), 5))
        make_purchases(make_customer("Inn", owner=boss), (END, 100), currency="EUR")
    filled(boss)
    hers, his = Program(make_key(ann)), Program(make_key(boss, "figure:read"))
    url = "/figures?measure=revenue&measure=orders&by=owner"
    answer = hers("get", url).json()
    assert (answer["groups"], answer["complete"], answer["behind"]) == ([{
        "keys": [ann.pk], "names": ["Ann"],
        "figures": [{"measure": "revenue", "currency": "CNY", "value": "15.00"}, {"measure": "orders", "currency": "", "value": "2"}],
    }], True, False)  # fmt: skip
    everything = his("get", url).json()
    assert [one["keys"] for one in everything["groups"]] == [[ann.pk], [boss.pk]]
    assert {(one["currency"], one["value"]) for one in everything["whole"]} == {("CNY", "15.00"), ("EUR", "100.00"), ("", "3")}  # fmt: skip
    narrowed = his("get", f"/figures?measure=orders&only=owner:{ann.pk}&first={END}&last={END}").json()
    assert (narrowed["groups"], [one["value"] for one in narrowed["whole"]]) == ([], ["1"])


def test_measures_are_told_as_far_as_roles_show_them_and_what_cannot_be_asked_is_refused() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann", roles=[make_role("own", kinds=["customer", "order", "fact"])])
        blind = make_member("Blind", roles=[make_role("own", kinds=["customer"])])
    hers = Program(make_key(ann))
    told = hers("get", "/measures").json()
    revenue = next(one for one in told["items"] if one["name"] == "revenue")
    assert (revenue["unit"], revenue["grain"], revenue["period"], revenue["definition"][:34]) == ("money", "orders", True, "The totals of placed orders, by th")  # fmt: skip
    assert ("won_amount" in {one["name"] for one in told["items"]}, told["dimensions"]["owner"]) == (False, "Owner")
    wrong = ("measure=won_amount", "measure=nosuch", "measure=orders&by=product", "measure=orders&only=owner:x", "measure=orders&only=month:2026-01-01")  # fmt: skip
    answers = [hers("get", f"/figures?{one}") for one in wrong]
    assert [(one.status_code, one.json()["errors"][0]["field"]) for one in answers] == [
        (422, "measure"), (422, "measure"), (422, "by"), (422, "only"), (422, "only"),
    ]  # fmt: skip
    assert Program(make_key(blind))("get", "/measures").status_code == 403
    assert Program(make_key(ann, "order:read"))("get", "/figures?measure=orders").status_code == 403


def test_a_warehouse_that_is_empty_or_busy_is_a_problem_that_says_so(monkeypatch) -> None:
    with acting_as_system("test"):
        ann, boss = make_member("Ann"), make_member("Boss", roles=[make_administrator_role()])
    program = Program(make_key(ann))
    empty = program("get", "/figures?measure=orders")
    assert (empty.status_code, empty.json()["code"]) == (409, "warehouse_empty")
    with acting_as(boss.pk, through="page") as actor:
        job = fill(actor=actor, at=clock.now())
    filling = program("get", "/figures?measure=orders")
    assert (filling.status_code, filling.json()["code"], filling["Retry-After"]) == (503, "warehouse_filling", "60")
    work.run(job.pk)

    def busy(_sent):
        raise Refused("busy", code="busy")

    monkeypatch.setattr(explorer, "run", busy)
    assert (program("get", "/figures?measure=orders").status_code) == 503
