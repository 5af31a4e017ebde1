"""From nothing to phases with a goal of one's own, in a real browser, on a phone too."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core.actor import acting_as_system
from guanxi.staff.factories import make_administrator_role, make_department, make_member

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_nothing_to_phases_with_a_goal(transactional_db: None, sign_in: Any, page: Page, axe: Any) -> None:
    with acting_as_system("test"):
        role = make_administrator_role()
        boss = make_member("Boss", roles=[role])
        make_member("Ann", department=make_department("Shop"))
    sign_in(boss)
    page.goto("/steering/rollout/")
    page.get_by_role("button", name="Begin with three phases").click()
    expect(page.get_by_role("heading", name="Data in")).to_be_visible()
    expect(page.get_by_text("Nobody of Shop wrote anything in the last 7 days.")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Change", exact=True).first.click()
    expect(page.get_by_role("heading", name="Data in")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("What is measured").select_option(label="Wrote something in the last 7 days")
    page.get_by_role("spinbutton", name="Goal").fill("80")
    page.get_by_label("Department, with those below").select_option(label="Shop")
    page.get_by_role("button", name="Set this goal").click()
    expect(page.get_by_role("cell", name="Shop")).to_be_visible()
