"""Colleagues from files."""

import pytest

from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.intake.actions.importing import undo_import
from guanxi.intake.factories import columns, make_import
from guanxi.intake.models import Import
from guanxi.intake.tests.real import content
from guanxi.staff.actions.member import edit_member
from guanxi.staff.factories import make_administrator_role, make_member
from guanxi.staff.models import Department, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    with acting_as_system("test"):
        return make_member("Boss", roles=[make_administrator_role()])


def test_the_sales_teams_become_members_in_departments(boss):
    lines = content("tables.zip", "maven_crm_sales/sales_teams.csv").decode().splitlines()
    managers = sorted({line.split(",")[1] for line in lines[1:]})
    data = "\n".join([*lines, *(f"{name},,Central" for name in managers)]).encode()
    plan = {
        "columns": [
            *columns("sales_agent=name", "manager", "regional_office=department"),
            {"field": "mail", "value": "{sales_agent}@example.com"},
        ],
        "keys": ["mail"],
    }
    run = make_import(boss.pk, data, "member", plan)
    assert (run.state, run.counts["rejected"], run.counts["created"]) == (
        Import.State.DONE,
        0,
        len(lines) - 1 + len(managers),
    )
    with acting_as_system("test"):
        anna = Member.objects.get(email="anna.snelling@example.com")
        assert (anna.manager.name, anna.department.name, anna.has_usable_password()) == (
            "Dustin Brinkmann",
            "Central",
            False,
        )
        assert set(Department.objects.values_list("name", flat=True)) == {"Central", "East", "West"}


def test_unknown_managers_and_roles_reject_the_row(boss):
    data = b"name,mail,manager,roles\nA,a@example.com,Nobody,\nB,b@example.com,,Emperor\n"
    plan = {"columns": columns("name", "mail", "manager", "roles"), "keys": ["mail"]}
    run = make_import(boss.pk, data, "member", plan)
    assert run.counts["rejected"] == 2


def test_undo_takes_back_members_nobody_has_used_and_names_the_others(boss):
    with acting_as_system("test"):
        known = make_member("Zoe Old", email="zoe@example.com", title="")
    rows = [
        "Zoe New,zoe@example.com,Head,",
        "Lead,lead@example.com,,",
        "Idle,idle@example.com,,Lead",
        "Chief,chief@example.com,,",
        "Owner,owner@example.com,,Chief",
        "Signed,signed@example.com,,",
        "Edited,edited@example.com,,",
        "Asked,asked@example.com,,Idle",
    ]
    data = "\n".join(["name,mail,title,manager", *rows]).encode()
    plan = {"columns": columns("name", "mail", "title", "manager"), "keys": ["mail"], "on_match": "overwrite"}
    run = make_import(boss.pk, data, "member", plan)
    assert (run.counts["created"], run.counts["updated"]) == (7, 1)
    with acting_as_system("test"):
        made = {one.name: one for one in Member.objects.all()}
        make_customer("Acme", owner=made["Owner"])
        Member.objects.filter(name="Signed").update(joined_at=clock.now())
        other = make_member("Other", roles=[make_administrator_role()])
    with acting_as(other.pk, through="page") as actor:
        edit_member(made["Edited"], {"title": "Buyer"}, actor=actor, at=clock.now())
        Member.objects.filter(name="Asked").update(invited_at=clock.now())
    with acting_as(boss.pk, through="page") as actor:
        job = undo_import(Import.objects.get(pk=run.pk), actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as_system("test"):
        job.refresh_from_db()
        found = Member.objects.exclude(pk__in=[boss.pk, other.pk]).order_by("name_sort")
        assert [(one.name, one.name_sort[:3]) for one in found] == [
            ("Chief", "chi"),
            ("Edited", "edi"),
            ("Owner", "own"),
            ("Signed", "sig"),
            ("Zoe Old", "zoe"),
        ]
        assert Member.objects.get(pk=known.pk).title == ""
        assert (job.state, job.result["removed"], job.result["kept"], job.result["restored"]) == ("done", 3, 4, 1)
        assert sorted(one["title"] for one in job.result["listed"]) == ["Chief", "Edited", "Owner", "Signed"]
