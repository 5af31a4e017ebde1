"""Invitations by a real mail server, opened as the invited member does."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guanxi.core import clock
from guanxi.staff.models import Member
from guanxi.staff.tests.mailbox import SMTP, Mailbox, mail_server
from guanxi.staff.tests.people import built_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    with mail_server(settings) as box:
        yield box


def invite(admin_client: Client, email: str = "wang@example.com") -> Member:
    given = {"name": "王芳", "email": email, "roles": [built_in("sales").pk]}
    assert admin_client.post(reverse("staff_member_invite"), given).status_code == 302
    return Member.objects.get(email=email)


def link_in(mail) -> str:
    assert mail["To"] == "wang@example.com"
    (found,) = re.findall(r"http://testserver(/join/\S+)", mail.get_content())
    return found


def test_invited_member_opens_the_mail_and_is_signed_in(admin_client: Client, mailbox: Mailbox) -> None:
    member = invite(admin_client)
    link = link_in(mailbox.mails[0])
    stranger = Client()
    assert stranger.get(link).status_code == 200
    answer = stranger.post(link, {"name": "王小芳", "password": "ein ganzer langer Satz"})
    assert answer.status_code == 302
    member.refresh_from_db()
    assert (member.name, member.joined_at is not None, member.check_password("ein ganzer langer Satz")) == (
        "王小芳",
        True,
        True,
    )
    assert stranger.get(reverse("staff_account")).status_code == 200
    assert Client().get(link).status_code == 410


def test_new_invitation_spends_the_one_before(admin_client: Client, mailbox: Mailbox) -> None:
    member = invite(admin_client)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        admin_client.post(reverse("staff_member_turn", args=[member.pk, "invite"]))
        first, second = map(link_in, mailbox.mails)
        assert (Client().get(first).status_code, Client().get(second).status_code) == (410, 200)


def test_invitation_ends_after_seven_days(admin_client: Client, mailbox: Mailbox) -> None:
    invite(admin_client)
    link = link_in(mailbox.mails[0])
    with time_machine.travel(clock.now() + timedelta(days=6, hours=23)):
        assert Client().get(link).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=2)):
        assert Client().get(link).status_code == 410


def test_revoked_invitation_opens_nothing(admin_client: Client, mailbox: Mailbox) -> None:
    member = invite(admin_client)
    admin_client.post(reverse("staff_member_turn", args=[member.pk, "revoke"]))
    assert Client().get(link_in(mailbox.mails[0])).status_code == 410


def test_forged_link_opens_nothing(admin_client: Client, mailbox: Mailbox) -> None:
    invite(admin_client)
    assert Client().get(reverse("staff_join", args=["WzEsMl0:1abc:forged"])).status_code == 410


def test_link_is_shown_only_without_a_mail_server(admin_client: Client, mailbox: Mailbox, settings, tmp_path) -> None:
    member = invite(admin_client)
    page = reverse("staff_member", args=[member.pk])
    assert admin_client.get(page).context["link"] == ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    link = admin_client.get(page).context["link"]
    assert link == f"http://testserver{link_in(mailbox.mails[0])}"


def test_mail_that_cannot_be_sent_is_told(admin_client: Client, settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 1
    given = {"name": "王芳", "email": "wang@example.com"}
    answer = admin_client.post(reverse("staff_member_invite"), given, follow=True)
    assert "could not be sent" in answer.content.decode()
    assert Member.objects.get(email="wang@example.com").invited_at is not None


def test_password_reset_by_mail_ends_other_sessions(seller: Member, seller_client: Client, mailbox: Mailbox) -> None:
    assert seller_client.get(reverse("staff_account")).status_code == 200
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": seller.email})
    (link,) = re.findall(r"http://testserver(/accounts/password/reset/key/\S+)", mailbox.mails[0].get_content())
    form = visitor.get(link, follow=True).redirect_chain[-1][0]
    visitor.post(form, {"password1": "neu und lang genug", "password2": "neu und lang genug"})
    seller.refresh_from_db()
    assert seller.check_password("neu und lang genug")
    assert seller_client.get(reverse("staff_account")).status_code == 302
