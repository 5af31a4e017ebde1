"""Menus that were open, on pages whose parts are exchanged afterwards."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db(transaction=True)


def test_menu_that_was_open_leaves_no_style_for_the_content_policy_to_refuse(
    page: Page, sign_in: Callable[[Any], None], faults: list[str]
) -> None:
    with acting_as_system("test"):
        boss = make_member("Boss", scope="all")
        make_customer("Acme", owner=boss, stage="lead")
    sign_in(boss)
    page.goto("/customers/")
    page.get_by_role("button", name="Add filter").click()
    expect(page.locator("#add-filter")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#add-filter")).to_have_attribute("style", re.compile("left"))
    page.evaluate("htmx.ajax('GET', '?', {target: 'main', select: 'main', swap: 'outerHTML'})")
    expect(page.locator("#add-filter")).not_to_have_attribute("style", re.compile("left"))
    page.get_by_role("button", name="Add filter").click()
    expect(page.locator("#add-filter")).to_be_visible()
    assert faults == []
