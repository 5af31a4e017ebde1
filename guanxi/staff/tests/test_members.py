"""Members, departments and roles as an administrator manages them."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from guanxi.core import clock
from guanxi.core.actor import UnknownMember, acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.staff.actions import department as departments
from guanxi.staff.actions import member as members
from guanxi.staff.actions import role as roles
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Department, Member, Role
from guanxi.staff.rules import LastAdministrator
from guanxi.staff.tests.people import built_in, signed_in

pytestmark = pytest.mark.django_db
PAGES = [
    "staff_members",
    "staff_member_invite",
    "staff_departments",
    "staff_department_add",
    "staff_roles",
    "staff_role_add",
    "staff_company",
    "staff_history",
    "staff_why",
]


@pytest.mark.parametrize("name", PAGES)
def test_staff_pages_open_for_administrators_only(name: str, admin_client: Client, seller_client: Client) -> None:
    assert admin_client.get(reverse(name)).status_code == 200
    assert seller_client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("text", ["梅梅", "han mei", "HAN@example"])
def test_members_are_found_by_name_pinyin_and_address(text: str, admin_client: Client, seller: Member) -> None:
    answer = admin_client.get(reverse("staff_members"), {"q": text})
    assert [row["member"].pk for row in answer.context["rows"]] == [seller.pk]


def test_member_list_asks_equally_often_for_1_and_30_rows(admin_client: Client, seller: Member) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    admin_client.get(reverse("staff_members"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        admin_client.get(reverse("staff_members"), {"q": "han@"})
    with acting_as_system("test"):
        for _number in range(29):
            make_member(roles=[built_in("sales")], manager=seller, department=make_department())
    with CaptureQueriesContext(connection) as many:
        admin_client.get(reverse("staff_members"), {"state": ""})
    assert len(many) == len(few), sorted({one["sql"][:150] for one in many} ^ {one["sql"][:150] for one in few})


def test_member_is_edited_with_department_manager_and_roles(
    admin_client: Client, administrator: Member, seller: Member
) -> None:
    with acting_as_system("test"):
        place = make_department("杭州")
    given = {
        "name": "韩梅",
        "email": "Han.Mei@Example.com",
        "title": "经理",
        "department": place.pk,
        "manager": administrator.pk,
        "roles": [built_in("team_lead").pk, built_in("service").pk],
    }
    answer = admin_client.post(reverse("staff_member", args=[seller.pk]), given)
    assert answer.status_code == 302
    seller.refresh_from_db()
    assert (seller.name, seller.name_sort, seller.email) == ("韩梅", "han mei ", "han.mei@example.com")
    assert (seller.department_id, seller.manager_id) == (place.pk, administrator.pk)
    assert {role.built_in for role in seller.roles.all()} == {"team_lead", "service"}


def test_two_members_cannot_share_an_address(admin_client: Client, administrator: Member, seller: Member) -> None:
    given = {"name": "X", "email": "LI.LEI@example.com"}
    answer = admin_client.post(reverse("staff_member", args=[seller.pk]), given)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"email": ["A member with this mail address exists already."]}
    seller.refresh_from_db()
    assert seller.name == "韩梅梅"


def test_nobody_becomes_his_own_manager(administrator: Member, seller: Member) -> None:
    with acting_as(administrator.pk, through="page") as actor:
        members.edit_member(seller, {"manager": administrator}, actor=actor, at=clock.now())
        with pytest.raises(members.Circle):
            members.edit_member(administrator, {"manager": seller}, actor=actor, at=clock.now())


def test_deactivation_ends_sessions_at_once(admin_client: Client, seller: Member, seller_client: Client) -> None:
    assert seller_client.get(reverse("staff_account")).status_code == 200
    admin_client.post(reverse("staff_member_turn", args=[seller.pk, "deactivate"]))
    assert seller_client.get(reverse("staff_account")).headers["Location"].startswith(reverse("account_login"))
    held = [one.get_decoded().get("_auth_user_id") for one in Session.objects.all()]
    assert str(seller.pk) not in held
    with pytest.raises(UnknownMember), acting_as(seller.pk, through="api", through_id="1"):
        pass


def test_reactivated_member_signs_in_anew_but_old_sessions_stay_dead(
    admin_client: Client, seller: Member, seller_client: Client
) -> None:
    seller_client.get(reverse("staff_account"))
    admin_client.post(reverse("staff_member_turn", args=[seller.pk, "deactivate"]))
    admin_client.post(reverse("staff_member_turn", args=[seller.pk, "reactivate"]))
    assert seller_client.get(reverse("staff_account")).status_code == 302
    assert signed_in(seller).get(reverse("staff_account")).status_code == 200


def test_last_administrator_stays(admin_client: Client, administrator: Member, seller: Member) -> None:
    answer = admin_client.post(
        reverse("staff_member_turn", args=[administrator.pk, "deactivate"]),
        headers={"Referer": "http://testserver/staff/"},
    )
    assert answer.headers["Location"] == "/staff/"
    administrator.refresh_from_db()
    assert administrator.is_active
    with acting_as(administrator.pk, through="page") as actor, pytest.raises(LastAdministrator):
        members.edit_member(administrator, {}, roles=[built_in("sales")], actor=actor, at=clock.now())


def test_administrator_leaves_when_there_is_another(administrator: Member, seller: Member) -> None:
    with acting_as(administrator.pk, through="page") as actor:
        members.edit_member(seller, {}, roles=[built_in("administrator")], actor=actor, at=clock.now())
        members.edit_member(administrator, {}, roles=[], actor=actor, at=clock.now())
    assert [role.built_in for role in seller.roles.all()] == ["administrator"]
    assert administrator.roles.count() == 0


def test_members_move_together(admin_client: Client, seller: Member) -> None:
    with acting_as_system("test"):
        place, other = make_department(), make_member()
    admin_client.post(reverse("staff_member_move"), {"ids": [seller.pk, other.pk], "department": place.pk})
    assert set(place.members.values_list("pk", flat=True)) == {seller.pk, other.pk}


def test_department_moves_below_another_but_not_below_itself(administrator: Member) -> None:
    at = clock.now()
    with acting_as(administrator.pk, through="page") as actor:
        top = departments.create_department("华东", None, actor=actor, at=at)
        low = departments.create_department("杭州", top.pk, actor=actor, at=at)
        with pytest.raises(departments.BelowItself):
            departments.edit_department(top, {"parent_id": low.pk}, actor=actor, at=at)
        with pytest.raises(departments.NameTaken):
            departments.create_department("杭州", top.pk, actor=actor, at=at)
        with pytest.raises(departments.NotEmpty):
            departments.delete_department(Department.objects.get(pk=top.pk), actor=actor, at=at)
        departments.edit_department(low, {"parent_id": None}, actor=actor, at=at)
        departments.delete_department(Department.objects.get(pk=top.pk), actor=actor, at=at)
    assert [(one.name, one.parent_id) for one in Department.objects.all()] == [("杭州", None)]


def test_role_is_made_with_matrix_scope_and_masks(admin_client: Client, seller: Member) -> None:
    given = {
        "name": "外勤",
        "grant": ["customer.see", "customer.edit", "contact.see", "entry.delete"],
        "scope.customer": "tree",
        "masked": ["customer.phone", "no.such"],
    }
    answer = admin_client.post(reverse("staff_role_add"), given)
    role = Role.objects.get(name="外勤")
    assert answer.headers["Location"] == reverse("staff_role", args=[role.pk])
    assert {(one.kind, one.scope, tuple(one.verbs)) for one in role.grants.all()} == {
        ("customer", "tree", ("see", "edit")),
        ("contact", "all", ("see",)),
    }
    assert role.masked == ["customer.phone"]
    with acting_as_system("test"):
        seller.roles.set([role])
    with acting_as(seller.pk, through="page") as actor:
        assert actor.sight.powers == {"customer.see", "customer.edit", "contact.see"}
        assert actor.masks("customer", "phone")


def test_built_in_role_is_copied_not_changed(admin_client: Client, administrator: Member) -> None:
    sales = built_in("sales")
    answer = admin_client.post(reverse("staff_role", args=[sales.pk]), {"name": "X", "grant": []})
    assert answer.status_code == 422
    admin_client.post(reverse("staff_role_copy", args=[sales.pk]))
    copy = Role.objects.get(name="Copy of Sales")
    rights = {(one.kind, tuple(sorted(one.verbs))) for one in sales.grants.all()}
    assert {(one.kind, tuple(sorted(one.verbs))) for one in copy.grants.all()} == rights
    with acting_as(administrator.pk, through="page") as actor:
        roles.delete_role(copy, actor=actor, at=clock.now())
        with pytest.raises(roles.BuiltIn):
            roles.delete_role(sales, actor=actor, at=clock.now())


def test_every_staff_change_is_in_the_history(admin_client: Client, administrator: Member, seller: Member) -> None:
    admin_client.post(reverse("staff_member_turn", args=[seller.pk, "deactivate"]))
    with acting_as(administrator.pk, through="page"):
        change = Change.objects.filter(kind="member", record_id=seller.pk, operation="U").latest("pk")
    assert (change.member_id, change.through, change.changes["is_active"]) == (administrator.pk, "page", [True, False])
    answer = admin_client.get(reverse("record_history", args=["member", seller.pk]))
    lines = {line.label: (line.old, line.new) for line in answer.context["changes"][0].lines}
    assert lines["Active"] == ("Yes", "No")


def test_password_never_reaches_the_history(owner_db, administrator: Member) -> None:
    rows = Change.objects.none()
    with acting_as(administrator.pk, through="page"):
        administrator.set_password("another long sentence")
        administrator.save()
        rows = list(Change.objects.filter(kind="member"))
    assert all("password" not in row.changes for row in rows)
