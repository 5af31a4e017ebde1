"""Colleagues from files."""

import pytest

from guanxi.core.actor import acting_as_system
from guanxi.intake.factories import columns, make_import
from guanxi.intake.models import Import
from guanxi.intake.tests.real import content
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
