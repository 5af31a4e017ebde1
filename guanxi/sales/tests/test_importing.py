"""Opportunities from files: the real pipeline of Maven's set, and files that are not so good."""

import json
import lzma
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from guanxi.commerce.models import Product
from guanxi.config.env import ROOT
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import Refused
from guanxi.customers.models import Customer
from guanxi.intake.actions.importing import undo_import
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import RejectedRow
from guanxi.sales.actions.move import move_opportunity
from guanxi.sales.actions.opportunity import edit_opportunity
from guanxi.sales.actions.steering import bring_up_to_date
from guanxi.sales.models import Flow, Line, Move, Opportunity
from guanxi.sales.queries.ended import ended
from guanxi.staff.factories import make_department, make_member
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db
PLAN = json.loads((ROOT / "demo" / "plans" / "3b-opportunities.json").read_text())
HEADER = ["number", "name", "customer", "stage", "start", "end", "amount", "who"]
OWN = {
    "columns": columns("number=reference", "name", "customer", "stage", "start=opened_on", "end=closed_on", "amount", "who=owner"),
    "keys": ["reference"], "owner": {"to": "column"}, "currency": "CNY",
}  # fmt: skip


def real(lines: int) -> bytes:
    with lzma.open(ROOT / "demo" / "files" / PLAN["file"]) as source:
        return b"".join(source.readline() for _ in range(lines + 1))


@pytest.fixture
def boss(db):
    with acting_as_system("test"):
        return make_member("Boss", scope="all")


def test_the_real_pipeline_comes_in_with_stages_days_owners_products_and_a_log(boss) -> None:
    data = real(300)
    rows = [line.split(",") for line in data.decode().splitlines()[1:]]
    with acting_as_system("test"):
        for name in sorted({row[1] for row in rows}):
            make_member(name, scope="own")
    run = make_import(boss.pk, data, "opportunity", PLAN)
    assert (run.counts["created"], run.counts["rejected"]) == (300, 0)
    with acting_as(boss.pk, through="page"):
        first = Opportunity.objects.get(reference="1C1I7A6R")
        assert (first.stage, first.amount, first.currency) == ("won", Decimal(1054), "USD")
        assert (first.opened_on, first.closed_on) == (date(2016, 10, 20), date(2017, 3, 1))
        assert (str(first.owner), first.customer.name) == ("Moses Frase", "Cancity")
        assert Line.objects.get(opportunity=first).product.name == "GTX Plus Basic"
        log = list(
            Move.objects.filter(opportunity=first).order_by("pk").values_list("from_stage", "to_stage", "seconds")
        )
        assert log == [("", "engaging", None), ("engaging", "won", 132 * 86_400)]
        assert Opportunity.objects.filter(state="won").count() == sum(row[4] == "Won" for row in rows)
        assert Entry.objects.filter(kind="opportunity", customer=first.customer, subject=first.name).count() == 2
        products = Product.objects.count()
    again = make_import(boss.pk, data, "opportunity", PLAN, name="again.csv")
    assert again.counts["skipped"] == 300
    with acting_as(boss.pk, through="page"):
        assert (Opportunity.objects.count(), Product.objects.count()) == (300, products)


def test_rows_that_cannot_be_placed_wait_with_their_reason(boss) -> None:
    tomorrow = (clock.now().date().replace(year=clock.now().year + 1)).isoformat()
    data = csv(
        HEADER,
        ["1", "A", "Mill", "Dreaming", "2026-01-01", "", "", "Boss"],
        ["2", "B", "Mill", "赢单", "2026-01-01", "", "5", "Boss"],
        ["3", "C", "Mill", "Won", "2026-01-01", tomorrow, "5", "Boss"],
        ["4", "D", "Mill", "方案报价", "2026-01-01", "", "5", "Nobody"],
        ["5", "E", "", "方案报价", "2026-01-01", "", "5", "Boss"],
    )
    run = make_import(boss.pk, data, "opportunity", OWN)
    assert (run.counts["created"], run.counts["rejected"]) == (1, 4)
    with acting_as(boss.pk, through="page"):
        codes = [row.problems[0]["code"] for row in RejectedRow.objects.order_by("number")]
        assert codes == ["stage_unknown", "missing", "in_the_future", "owner_unknown"]
        one = Opportunity.objects.get()
        assert (one.stage, one.customer) == ("proposal", None)
        assert Move.objects.get().at == datetime(2026, 1, 1, 4, tzinfo=UTC)  # noon in Shanghai


def test_whose_first_day_a_file_does_not_know_began_in_no_month_and_can_still_be_worked_on(boss) -> None:
    data = csv(
        HEADER,
        ["1", "A", "Mill", "Engaging", "", "", "9", "Boss"],
        ["2", "B", "Mill", "Won", "", "2026-01-09", "5", "Boss"],
    )
    assert make_import(boss.pk, data, "opportunity", OWN).counts["created"] == 2
    bare = csv(["name", "stage"], ["C", "Engaging"])
    assert (
        make_import(boss.pk, bare, "opportunity", {"columns": columns("name", "stage")}, name="bare.csv").counts[
            "created"
        ]
        == 1
    )
    today = timezone.localtime(clock.now()).date()
    with acting_as(boss.pk, through="page") as actor:
        days = dict(Opportunity.objects.values_list("name", "opened_on"))
        assert days == {"A": None, "B": date(2026, 1, 9), "C": today}
        bring_up_to_date()
        months = Flow.objects.filter(face="").values_list("month", flat=True)
        assert set(months) == {date(2026, 1, 1), today.replace(day=1)}
        one = Opportunity.objects.get(name="A")
        edit_opportunity(one, {"amount": Decimal(10)}, actor=actor, at=clock.now())
        with pytest.raises(Refused):
            edit_opportunity(one, {"opened_on": None}, actor=actor, at=clock.now())
    client = Client()
    client.force_login(boss)
    assert [
        client.get(url).status_code
        for url in (f"/sales/opportunities/{one.pk}/", "/sales/opportunities/?view=all&sort=opened_on")
    ] == [200, 200]
    assert "opened_on%3Aempty" in client.get("/sales/funnel/").content.decode()
    with acting_as(boss.pk, through="page") as actor:
        move_opportunity(one, "won", actor=actor, at=clock.now())
        assert [row.closed for row in ended(actor)] == [today, date(2026, 1, 9)]


def test_a_seller_may_bring_in_what_becomes_a_colleagues(boss) -> None:
    with acting_as_system("test"):
        seller, other = make_member("Seller"), make_member("Other")
    run = make_import(
        seller.pk, csv(HEADER, ["1", "A", "Mill", "Engaging", "2026-01-01", "", "", "Other"]), "opportunity", OWN
    )
    assert run.counts["created"] == 1
    with acting_as(seller.pk, through="page"):
        assert Opportunity.objects.count() == 0
    with acting_as(other.pk, through="page"):
        assert (Opportunity.objects.get().name, Move.objects.count()) == ("A", 1)


def test_opportunities_are_spread_over_a_department(boss) -> None:
    with acting_as_system("test"):
        east = make_department("East")
        sellers = {make_member(name, department=east).pk for name in ("One", "Two")}
    rows = [[str(n), f"Deal {n}", "", "Engaging", "2026-01-01", "", "", ""] for n in range(4)]
    plan = {**OWN, "owner": {"to": "spread", "department": "East"}}
    assert make_import(boss.pk, csv(HEADER, *rows), "opportunity", plan).counts["created"] == 4
    with acting_as(boss.pk, through="page"):
        owners = list(Opportunity.objects.values_list("owner_id", flat=True))
    assert {pk: owners.count(pk) for pk in sellers} == dict.fromkeys(sellers, 2)


def test_an_import_is_undone_but_what_moved_since_stays(boss) -> None:
    rows = [[str(n), f"Deal {n}", "Mill", "Engaging", "2026-01-01", "", "", "Boss"] for n in (1, 2)]
    run = make_import(boss.pk, csv(HEADER, *rows), "opportunity", OWN)
    with acting_as(boss.pk, through="page") as actor:
        move_opportunity(Opportunity.objects.get(reference="2"), "prospecting", actor=actor, at=clock.now())
        job = undo_import(run, actor=actor, at=clock.now())

    work.run(job.pk)
    with acting_as(boss.pk, through="page"):
        assert list(Opportunity.objects.alive().values_list("reference", flat=True)) == ["2"]
        assert Customer.objects.alive().filter(name="Mill").count() == 1


def test_where_it_stands_in_the_forecast_comes_in_by_its_words_in_both_languages(boss) -> None:
    words = ["Committed", "最好情况", "不计入", "", "perhaps"]
    rows = [[str(n), f"Deal {n}", "Mill", "Engaging", word] for n, word in enumerate(words)]
    plan = {
        "columns": columns("number=reference", "name", "customer", "stage", "forecast=category"),
        "keys": ["reference"],
    }
    run = make_import(boss.pk, csv(["number", "name", "customer", "stage", "forecast"], *rows), "opportunity", plan)
    with acting_as(boss.pk, through="page"):
        found = dict(Opportunity.objects.values_list("reference", "category"))
    assert {number: found[number] for number in "0123"} == {"0": "commit", "1": "best", "2": "left_out", "3": ""}
    assert found.get("4", "") == ""
    assert run.counts["created"] == len(found)
