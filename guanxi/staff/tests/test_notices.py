"""Notices reach their member, and only him."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from guanxi.core import clock
from guanxi.core.actor import acting_as
from guanxi.staff.actions.notice import mark_read, notify
from guanxi.staff.models import Member, Notice
from guanxi.staff.queries import notice as notices

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(administrator: Member, seller: Member) -> Member:
    with acting_as(administrator.pk, through="page") as actor:
        notify(seller.pk, "mention", "{who} wrote", {"who": "李雷"}, "/staff/account/", actor=actor, at=clock.now())
    return seller


def test_notice_is_read_by_its_member_only(told: Member, administrator: Member) -> None:
    with acting_as(told.pk, through="page") as actor:
        (one,) = notices.latest(actor)
        assert (one["text"], one["url"], one["read"], str(one["sender"])) == (
            "李雷 wrote",
            "/staff/account/",
            False,
            "李雷",
        )
    with acting_as(administrator.pk, through="page") as actor:
        assert notices.latest(actor) == []
        assert Notice.objects.count() == 0


def test_nobody_is_told_what_he_did_himself(administrator: Member) -> None:
    with acting_as(administrator.pk, through="page") as actor:
        notify(administrator.pk, "mention", "x", {}, "", actor=actor, at=clock.now())
        assert Notice.objects.count() == 0


def test_notice_stays_readable_when_its_words_change(told: Member) -> None:
    assert notices.sentence("{gone} wrote", {"who": "x"}) == "{gone} wrote"


def test_following_a_notice_marks_it_read(told: Member, seller_client: Client) -> None:
    page = seller_client.get(reverse("staff_notices"))
    assert page.context["notices_count"] == 1
    pk = page.context["notices"][0]["id"]
    assert seller_client.get(reverse("staff_notice_follow", args=[pk])).headers["Location"] == "/staff/account/"
    assert seller_client.get(reverse("staff_notice_state")).json()["count"] == 0


def test_all_notices_are_marked_read(told: Member) -> None:
    with acting_as(told.pk, through="page") as actor:
        assert mark_read(None, actor=actor, at=clock.now()) == 1
        assert notices.unread_count(actor) == 0


def test_colleague_cannot_mark_notices_of_others(told: Member, admin_client: Client) -> None:
    admin_client.post(reverse("staff_notice_read"))
    with acting_as(told.pk, through="page") as actor:
        assert notices.unread_count(actor) == 1


def test_poll_tells_new_notices_in_the_readers_language(told: Member, seller_client: Client) -> None:
    with translation.override("en"):
        answer = seller_client.get(reverse("staff_notice_state"), {"after": "0"}).json()
    assert [(one["text"], one["url"]) for one in answer["notices"]] == [
        ("李雷 wrote", f"/staff/notices/{answer['last']}/")
    ]
    again = seller_client.get(reverse("staff_notice_state"), {"after": str(answer["last"])}).json()
    assert (again["notices"], again["last"]) == ([], answer["last"])
