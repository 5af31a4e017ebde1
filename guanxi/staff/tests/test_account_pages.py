"""The pages of passwords: our own words, without placeholders, polite in Chinese."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts
from django.test import Client
from django.utils import translation

from guanxi.staff.models import Member

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
