"""An administrator looks through a colleague's eyes."""

import pytest
from django.test import Client
from django.urls import reverse

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.staff.actions.sight import MorePowers, begin_seeing
from guanxi.staff.factories import make_member, make_role
from guanxi.staff.models import Member

pytestmark = pytest.mark.django_db


def test_administrator_sees_as_a_colleague_and_comes_back(
    admin_client: Client, administrator: Member, seller: Member
) -> None:
    admin_client.post(reverse("staff_see_as", args=[seller.pk]))
    page = admin_client.get(reverse("staff_notices"))
    assert page.context["see_as"] == seller
    assert page.context["request"].actor.member_id == seller.pk
    assert admin_client.get(reverse("staff_members")).status_code == 403
    back = admin_client.post(reverse("staff_see_as_stop"))
    assert back.headers["Location"] == reverse("staff_member", args=[seller.pk])
    assert admin_client.get(reverse("staff_members")).status_code == 200
    with acting_as(administrator.pk, through="page"):
        noted = Change.objects.filter(kind="member", record_id=seller.pk, changes__has_key="seen_as").order_by("pk")
        assert [(one.member_id, one.changes["seen_as"]) for one in noted] == [
            (administrator.pk, [False, True]),
            (administrator.pk, [True, False]),
        ]


def test_nothing_can_be_changed_meanwhile(admin_client: Client, seller: Member) -> None:
    admin_client.post(reverse("staff_see_as", args=[seller.pk]))
    answer = admin_client.post(reverse("staff_account"), {"name": "Hacked"})
    assert answer.status_code == 403
    seller.refresh_from_db()
    assert seller.name == "韩梅梅"


def test_seller_cannot_see_as_anybody(seller_client: Client, administrator: Member) -> None:
    assert seller_client.post(reverse("staff_see_as", args=[administrator.pk])).status_code == 403
    assert "sees_as" not in seller_client.session


def test_nobody_gains_powers_by_seeing_as(administrator: Member) -> None:
    with acting_as_system("test"):
        clerk = make_member(roles=[make_role("own", kinds=["staff"], verbs=["administer"])])
    with acting_as(clerk.pk, through="page") as actor, pytest.raises(MorePowers):
        begin_seeing(administrator, actor=actor, at=clock.now())


def test_colleague_who_leaves_meanwhile_ends_the_view(admin_client: Client, seller: Member) -> None:
    admin_client.post(reverse("staff_see_as", args=[seller.pk]))
    with acting_as_system("test"):
        Member.objects.filter(pk=seller.pk).update(is_active=False)
    assert admin_client.get(reverse("staff_notices")).headers["Location"] == "/"
    assert admin_client.get(reverse("staff_members")).status_code == 200
