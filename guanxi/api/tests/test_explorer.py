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


def test_explorer_speaks_the_members_language(client: Client) -> None:
    with acting_as_system("test"):
        member = make_member(scope="own", language="zh-hans")
    client.force_login(member)
    page = client.get("/api/v1/docs", headers={"accept-language": "en"})
    assert page.headers["Content-Language"] == "zh-hans"


def test_keys_tell_their_scopes_in_words(client: Client) -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
    make_key(member, "customer:read", "*:write")
    client.force_login(member)
    page = client.get("/api/keys/").content.decode()
    assert "Everything: read and write, Customers: read" in page


def test_scopes_of_a_new_key_are_chosen_in_a_matrix(client: Client) -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
    client.force_login(member)
    page = client.post("/api/keys/", {"name": "", "scopes": ["order:read", "customer:write"]})
    rows = dict(page.context["form"].matrix())
    assert rows["Orders"] == [("order:read", "Orders: read", True), ("order:write", "Orders: read and write", False)]
    assert [on for _scope, _words, on in rows["Customers"]] == [False, True]
    boxes = re.findall(
        r'<td><label><input type="checkbox" name="scopes" value="([^"]+)"( checked)?', page.content.decode()
    )
    assert [scope for scope, on in boxes if on] == ["customer:write", "order:read"]
    assert len(boxes) == sum(len(cells) for cells in rows.values())
    assert [scope for scope, _words, _on in rows["Scorecards"]] == ["scorecard:read"]  # reckoned, not written
