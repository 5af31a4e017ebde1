"""The pages of passwords: our own words, without placeholders, polite in Chinese."""

import re

import pytest
from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from allauth.usersessions import urls as session_urls
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import translation

from guanxi.staff.models import Member
from guanxi.staff.tests.test_second_step import sign_in, turn_on

pytestmark = pytest.mark.django_db


def test_hints_about_passwords_are_polite_in_chinese() -> None:
    with translation.override("zh-hans"):
        hints = [str(one) for one in password_validators_help_texts()]
    assert hints == [
        "密码不能与您的其他个人信息过于相似。",
        "密码至少包含 10 个字符。",
        "不能使用过于常见的密码。",
    ]


def test_a_label_of_ours_takes_the_placeholder_with_it(client: Client, seller: Member) -> None:
    for path in ("/accounts/login/", "/accounts/password/reset/"):
        page = client.get(path).content.decode()
        assert ("Mail address" in page, "placeholder=" in page) == (True, False)
    client.force_login(seller)
    page = client.get("/accounts/password/change/").content.decode()
    assert ("New password again" in page, "placeholder=" in page) == (True, False)


def test_a_spent_link_leads_to_a_new_one(client: Client, seller: Member) -> None:
    page = client.get("/accounts/password/reset/key/1-bad/", follow=True).content.decode()
    assert ("This link no longer works" in page, 'href="/accounts/password/reset/"' in page) == (True, True)


def _names(patterns: list[URLPattern | URLResolver]) -> list[str]:
    inner = [_names(one.url_patterns) if isinstance(one, URLResolver) else [one.name or ""] for one in patterns]
    return [name for names in inner for name in names]


ADDRESSES = [*_names(account_urls.urlpatterns), *_names(mfa_urls.urlpatterns), *_names(session_urls.urlpatterns)]
ARGUMENTS = {
    "account_confirm_email": ["abc"],
    "account_reset_password_from_key": ["1", "bad"],
    "mfa_edit_webauthn": [1],
    "mfa_remove_webauthn": [1],
}
WITHOUT_WORDS = {"mfa/webauthn/snippets/login_script.html", "mfa/recovery_codes/download.txt"}


def test_no_address_of_sign_in_shows_a_page_that_is_not_ours(seller: Member, client: Client) -> None:
    turn_on(client, seller)
    halfway = Client()
    assert sign_in(halfway, seller) == reverse("mfa_authenticate")
    shown, headings = set(), set()
    for name in ADDRESSES:
        for visitor in (client, halfway, Client()):
            answer = visitor.get(reverse(name, args=ARGUMENTS.get(name, [])), follow=True)
            shown |= {one.name for one in answer.templates if "/allauth/templates/" in str(one.origin)}
            headings |= set(re.findall(r"<h1>([^<]*)</h1>", answer.content.decode()))
    assert shown - WITHOUT_WORDS == set()
    assert {"Second step of sign-in", "Turn off the authenticator app", "Recovery codes", "Add a passkey"} <= headings
    assert {one for one in headings if re.search(r"\s[A-Z]|\?$", one)} == {"Forgotten your password?"}


def test_second_step_is_refused_and_confirmed_in_polite_chinese(seller: Member, client: Client) -> None:
    turn_on(client, seller)
    other = Client()
    other.cookies["django_language"] = "zh-hans"
    assert sign_in(other, seller) == reverse("mfa_authenticate")
    page = other.post(reverse("mfa_authenticate"), {"code": "wrong"}).content.decode()
    assert ("登录未成功" in page, "验证码不正确。" in page, "安全密钥" in page) == (True, True, False)  # he has none
    client.cookies["django_language"] = "zh-hans"
    page = client.post(reverse("mfa_deactivate_totp"), follow=True).content.decode()
    assert "身份验证器已关闭。" in page


def test_mail_of_a_forgotten_password_is_ours_in_both_languages(client: Client, seller: Member) -> None:
    for language in ("en", "zh-hans"):
        client.cookies["django_language"] = language
        client.post(reverse("account_reset_password"), {"email": seller.email})
        client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    subjects = [
        "Your link to a new password",
        "No account under this address",
        "您的密码重设链接",
        "没有使用这个邮箱的账号",
    ]
    assert [one.subject for one in mail.outbox] == subjects
    assert [str(seller) in one.body for one in mail.outbox] == [True, False, True, False]
    assert ["/accounts/password/reset/key/" in one.body for one in mail.outbox] == [True, False, True, False]
    assert [one.subject for one in mail.outbox if "testserver!" in one.body or "/signup/" in one.body] == []
