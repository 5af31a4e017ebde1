"""The second step of sign-in with a real authenticator's codes, and the list of sessions."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from guanxi.staff.factories import PASSWORD
from guanxi.staff.models import Member
from guanxi.staff.tests.people import signed_in

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client: Client, member: Member) -> str:
    return client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD}).headers["Location"]


def turn_on(client: Client, member: Member) -> str:
    sign_in(client, member)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200, page.headers
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302
    return secret


def test_authenticator_app_is_asked_for_at_the_next_sign_in(seller: Member, client: Client) -> None:
    secret = turn_on(client, seller)
    other = Client()
    assert sign_in(other, seller) == reverse("mfa_authenticate")
    assert other.get(reverse("staff_account")).status_code == 302
    wrong = "000000" if code_of(secret) != "000000" else "111111"
    assert other.post(reverse("mfa_authenticate"), {"code": wrong}).status_code == 200
    codes = Authenticator.objects.get(user=seller, type="recovery_codes").wrap().get_unused_codes()
    assert other.post(reverse("mfa_authenticate"), {"code": codes[0]}).headers["Location"] == "/"
    assert other.get(reverse("staff_account")).status_code == 200
    assert (
        len(Authenticator.objects.get(user=seller, type="recovery_codes").wrap().get_unused_codes()) == len(codes) - 1
    )


def test_code_of_the_next_half_minute_opens(seller: Member, client: Client) -> None:
    secret = turn_on(client, seller)
    other = Client()
    sign_in(other, seller)
    with time_machine.travel(time.time() + 30):
        assert other.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).headers["Location"] == "/"
        third = Client()
        sign_in(third, seller)
        assert third.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 200  # works once


def test_recovery_codes_are_shown_after_the_password_only(seller: Member, client: Client) -> None:
    turn_on(client, seller)
    fresh = signed_in(seller)
    answer = fresh.get(reverse("mfa_view_recovery_codes"))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_one_device_is_signed_out_and_the_others_stay(seller: Member) -> None:
    here, there, elsewhere = (signed_in(seller) for _number in range(3))
    for client, agent in ((here, "Firefox Linux"), (there, "Chrome Windows"), (elsewhere, "Safari iPhone")):
        assert client.get(reverse("staff_account"), headers={"User-Agent": agent}).status_code == 200
    listed = here.get(reverse("staff_account"), headers={"User-Agent": "Firefox Linux"}).context["devices"]
    assert {(one.words, one.current) for one in listed} == {
        ("Firefox on Linux", True),
        ("Chrome on Windows", False),
        ("Safari on iPhone", False),
    }
    windows = next(one.id for one in listed if one.words == "Chrome on Windows")
    page = here.post(reverse("staff_session_end"), {"id": windows}, follow=True).text
    assert "Signed out on 1 device." in page
    assert [client.get(reverse("staff_account")).status_code for client in (here, there, elsewhere)] == [200, 302, 200]
    here.post(reverse("staff_session_end"))
    assert [client.get(reverse("staff_account")).status_code for client in (here, elsewhere)] == [200, 302]
    assert Session.objects.count() == 1


def test_a_member_cannot_end_a_colleagues_session(
    seller: Member, administrator: Member, admin_client: Client, seller_client: Client
) -> None:
    admin_client.get(reverse("staff_account"))
    theirs = admin_client.get(reverse("staff_account")).context["devices"][0].id
    seller_client.get(reverse("staff_account"))
    seller_client.post(reverse("staff_session_end"), {"id": theirs})
    assert admin_client.get(reverse("staff_account")).status_code == 200


def test_every_page_of_the_second_step_is_free_of_inline_code(seller: Member, client: Client) -> None:
    turn_on(client, seller)
    pages = ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_generate_recovery_codes"]
    pages += [
        "mfa_view_recovery_codes",
        "mfa_deactivate_totp",
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
    ]
    for name in pages:
        html = client.get(reverse(name), follow=True).content.decode()
        scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", html)
        assert all('type="application/json"' in one for one in scripts), name
        assert not re.search(r"<[^>]+\s(on\w+|style)=", html), name
