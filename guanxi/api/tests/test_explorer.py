"""The explorer wears our paper, follows the theme, and loads nothing from elsewhere."""

import re

import pytest
from django.test import Client

from guanxi.api.factories import make_key
from guanxi.core.actor import acting_as_system
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db


def test_explorer_follows_the_theme_and_needs_no_network(client: Client) -> None:
    client.cookies["theme"] = "dark"
    page = client.get("/api/v1/docs").content.decode()
    assert ('data-theme="dark"' in page, "api/explorer" in page) == (True, True)
    assert re.findall(r'(?:src|href)="(?!/)[^"]*"', page) == []


def test_keys_tell_their_scopes_in_words(client: Client) -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
    make_key(member, "customer:read", "*:write")
    client.force_login(member)
    page = client.get("/api/keys/").content.decode()
    assert "Everything: read and write, Customers: read" in page
