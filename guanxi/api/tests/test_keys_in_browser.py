"""A key is made on a phone."""

import pytest
from playwright.sync_api import Page, expect

from guanxi.core.actor import acting_as_system
from guanxi.staff.factories import make_member
from tests.fixtures.browser import SIZES

pytestmark = pytest.mark.django_db(transaction=True)


def test_key_is_made_on_a_phone_and_fits_it(page: Page, live: str, sign_in, axe) -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
    sign_in(member)
    page.set_viewport_size(SIZES["390"])
    page.goto("/api/keys/")
    page.fill("[name=name]", "Shop")
    page.get_by_role("button", name="Make key").click()
    expect(page.locator("#scopes-error")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("checkbox", name="Orders: read and write").check()
    page.get_by_role("button", name="Make key").click()
    shown = page.locator("#new-key").bounding_box()
    assert shown is not None
    assert shown["x"] + shown["width"] <= SIZES["390"]["width"]
    assert axe(page) == []
