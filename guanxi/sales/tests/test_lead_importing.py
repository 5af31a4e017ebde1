"""Leads from files: lists of a web form, the bank's campaign, and cards of a fair."""

import json
from datetime import UTC, datetime

import pytest

from guanxi.config.env import ROOT
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.models import Contact, Customer
from guanxi.intake.actions.importing import undo_import
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import RejectedRow
from guanxi.sales.factories import make_rule
from guanxi.sales.models import Lead
from guanxi.staff.factories import make_administrator_role, make_department, make_member
from guanxi.staff.models import Notice
from guanxi.timeline.models import Entry, Task

pytestmark = pytest.mark.django_db
HEADER = ["id", "company", "person", "phone", "province", "interest", "channel", "when", "who"]
PLAN = {
    "columns": columns(
        "id=lead_reference", "company=customer", "person=name", "phone", "province=region", "interest", "channel=source",
        "when=received_at", "who=owner",
    ),
    "keys": ["phone", "customer"],
}  # fmt: skip


@pytest.fixture
def boss(db):
    with acting_as_system("test"):
        return make_member("Boss", roles=[make_administrator_role()])


def test_rows_become_leads_of_customers_found_or_made_and_the_rules_share_them_out(boss) -> None:
    with acting_as_system("test"):
        clerk, ann, bo = make_member("Clerk"), make_member("Ann"), make_member("Bo")
        make_rule(ann, bo, sources=["Web"], places=["江苏"])
    data = csv(
        HEADER,
        ["1", "云杉机械", "张三", "13800000001", "江苏省", "水泵", "Web", "2026-03-02 10:00", ""],
        ["2", "白桦机械", "李四", "13800000002", "江苏", "阀门", "web", "2026-03-03 10:00", ""],
        ["3", "雪松机械", "王五", "13800000003", "浙江", "管道", "Web", "2026-03-04 10:00", ""],
        ["4", "冷杉机械", "赵六", "13800000004", "江苏", "管道", "Web", "2026-03-04 10:00", "Boss"],
        ["5", "红杉机械", "钱七", "13800000005", "江苏", "管道", "Web", "2999-03-04 10:00", ""],
    )
    run = make_import(clerk.pk, data, "lead", PLAN)
    assert (run.counts["created"], run.counts["rejected"], run.counts["customers"]) == (4, 1, 4)
    with acting_as(boss.pk, through="page"):
        rows = Lead.objects.order_by("reference").values_list(
            "name", "customer__name", "contact__name", "owner__name", "customer__owner__name"
        )
        assert list(rows) == [
            ("水泵", "云杉机械", "张三", "Ann", "Ann"),
            ("阀门", "白桦机械", "李四", "Bo", "Bo"),
            ("管道", "雪松机械", "王五", None, None),
            ("管道", "冷杉机械", "赵六", "Boss", "Boss"),
        ]
        assert Entry.objects.filter(kind="lead").count() == 4
        assert RejectedRow.objects.get().problems[0]["code"] == "in_the_future"
    with acting_as_system("test"):
        told = Notice.objects.filter(kind="sales.lead").values_list("member__name", flat=True)
        assert sorted(told) == ["Ann", "Bo", "Boss"]
    again = make_import(clerk.pk, data, "lead", PLAN, name="again.csv")
    assert (again.counts["created"], again.counts["skipped"]) == (0, 4)


def test_the_banks_campaign_comes_in_with_its_day_channel_and_outcome(boss) -> None:
    plan = json.loads((ROOT / "demo" / "plans" / "9-leads.json").read_text())
    lines = (ROOT / "demo" / "files" / plan["file"]).read_bytes().splitlines()[:201]
    with acting_as_system("test"):
        make_member("Central seller", department=make_department("Central"))
    run = make_import(boss.pk, b"\n".join(lines), "lead", plan)
    assert (run.counts["created"], run.counts["rejected"]) == (200, 0)
    won = sum(line.endswith(b",yes") for line in lines)
    with acting_as(boss.pk, through="page"):
        assert Lead.objects.filter(state="converted").count() == won
        assert Lead.objects.filter(state="disqualified", reason="no_need").count() == 200 - won
        first = Lead.objects.get(reference="bank-00030")
        assert (first.received_at, first.customer.name) == (datetime(2008, 5, 4, 23, tzinfo=UTC), "Bank client 00030")
        assert (first.note, first.owner.name) == (
            "job: technician, reached by: unknown, calls: 1, campaign before: unknown",
            "Central seller",
        )
        assert (Task.objects.count(), Notice.objects.filter(kind="sales.lead").count()) == (0, 0)


def test_an_import_is_undone_but_a_lead_that_somebody_works_on_stays(boss) -> None:
    data = csv(HEADER, *[[str(n), f"Mill {n}", "", "", "", "Pumps", "", "", "Boss"] for n in (1, 2)])
    run = make_import(boss.pk, data, "lead", PLAN)
    with acting_as(boss.pk, through="page") as actor:
        Lead.objects.filter(reference="2").update(note="rang them")
        job = undo_import(run, actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as(boss.pk, through="page"):
        assert list(Lead.objects.alive().values_list("reference", flat=True)) == ["2"]


def test_a_dry_run_writes_nothing_and_tells_nobody(boss) -> None:
    data = csv(HEADER, ["1", "Mill", "Ann", "13800000001", "", "Pumps", "", "", "Boss"])
    run = make_import(boss.pk, data, "lead", PLAN, check=True)
    assert run.check_result["counts"]["created"] == 1
    with acting_as(boss.pk, through="page"):
        assert (Lead.objects.count(), Customer.objects.count(), Contact.objects.count()) == (0, 0, 0)
