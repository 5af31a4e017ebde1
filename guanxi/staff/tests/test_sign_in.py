"""Signing in and out, as a browser's requests see it."""

import pytest
from django.test import Client
from django.urls import reverse

from guanxi.core.actor import acting_as_system
from guanxi.staff.factories import PASSWORD, make_member
from guanxi.staff.models import Company, Member, Role

pytestmark = pytest.mark.django_db


def test_empty_installation_asks_for_company_and_administrator(client: Client) -> None:
    assert client.get("/staff/account/").headers["Location"] == reverse("staff_first_run")
    given = {
        "company": "远山贸易",
        "name": "李雷",
        "email": "Li.Lei@Example.com",
        "password": "a sentence is long",
        "time_zone": "Asia/Shanghai",
    }
    answer = client.post(reverse("staff_first_run"), given)
    assert answer.status_code == 302
    member = Member.objects.get()
    assert (member.email, member.name_sort) == ("li.lei@example.com", "li lei ")
    assert [role.built_in for role in member.roles.all()] == ["administrator"]
    assert Company.objects.get().name == "远山贸易"
    assert client.get(reverse("staff_account")).status_code == 200
    assert Client().get(reverse("staff_first_run")).headers["Location"] == reverse("account_login")


def test_first_run_refuses_a_weak_password(client: Client) -> None:
    given = {"company": "A", "name": "B", "email": "b@example.com", "password": "short", "time_zone": "Asia/Shanghai"}
    answer = client.post(reverse("staff_first_run"), given)
    assert answer.status_code == 422
    assert Member.objects.count() == 0


def test_member_signs_in_with_mail_address_and_password(client: Client) -> None:
    with acting_as_system("test"):
        member = make_member(email="wang@example.com")
    answer = client.post(reverse("account_login"), {"login": "WANG@example.com", "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert client.get(reverse("staff_account")).context["request"].actor.member_id == member.pk


def test_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    with acting_as_system("test"):
        make_member()
    answer = client.get("/staff/account/?a=1")
    assert answer.headers["Location"] == "/accounts/login/?next=/staff/account/%3Fa%3D1"
    partial = client.get("/staff/account/", headers={"HX-Request": "true", "HX-Current-URL": "http://x/customers/"})
    assert (partial.status_code, partial.headers["HX-Redirect"]) == (401, "/accounts/login/?next=/customers/")


def test_built_in_roles_stand_with_their_scopes() -> None:
    scopes = {role.built_in: role.grants.get(kind="customer").scope for role in Role.objects.prefetch_related("grants")}
    assert scopes == {
        "administrator": "all",
        "sales": "own",
        "team_lead": "team",
        "department_head": "tree",
        "service": "department",
        "read_only": "all",
    }


def test_nobody_signs_himself_up(client: Client) -> None:
    with acting_as_system("test"):
        make_member()
    answer = client.post("/accounts/signup/", {"email": "x@example.com", "password1": PASSWORD})
    assert "account/signup_closed.html" in [template.name for template in answer.templates]
    assert Member.objects.count() == 1


def test_failed_sign_ins_are_limited_across_processes(client: Client) -> None:
    with acting_as_system("test"):
        make_member(email="wang@example.com")
    for _number in range(5):
        answer = client.post(reverse("account_login"), {"login": "wang@example.com", "password": "wrong"})
        assert answer.status_code == 200
    other_process = Client()
    answer = other_process.post(reverse("account_login"), {"login": "wang@example.com", "password": PASSWORD})
    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()
