"""From a question of the explorer to a card on a dashboard, moved by keyboard and by hand, and sent by mail, in a real browser, on a phone too."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core import clock
from guanxi.core.actor import acting_as
from guanxi.dashboards.actions.dashboard import begin

LONG = 60_000  # ms: this machine may be busy
pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_question_to_a_card_in_its_place(
    transactional_db: None, shop: Any, sign_in: Any, page: Page, axe: Any, screenshot: Any
) -> None:
    with acting_as(shop.seller.pk, through="page") as actor:
        begin("seller", actor=actor, at=clock.now(), period="all")
    page.set_default_timeout(LONG)
    sign_in(shop.seller)
    page.goto("/analytics/explore/?m=revenue&by=month")
    page.get_by_role("button", name="Pin", exact=True).click()
    page.get_by_role("button", name="Pin it").click()
    card = page.get_by_role("region", name="Revenue · Month")
    expect(card.get_by_role("link", name="¥1,000.00")).to_be_visible(timeout=LONG)
    expect(card.locator("canvas")).to_be_visible()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        screenshot(page, f"dashboard-{width}", reload=False)
    page.get_by_role("link", name="Change").click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    rows = page.locator(".dash-row input[name=name]")
    expect(rows.last).to_have_attribute("placeholder", "Revenue · Month")
    up = page.get_by_role("button", name="Up: Revenue · Month")
    up.press("Enter")
    expect(rows.nth(6)).to_have_attribute("placeholder", "Revenue · Month")
    expect(up).to_be_focused()
    page.locator(".dash-grip").nth(6).drag_to(page.locator(".dash-row").first, target_position={"x": 40, "y": 4})
    expect(rows.first).to_have_attribute("placeholder", "Revenue · Month")
    page.get_by_role("button", name="Take away: Revenue · Month").click()
    expect(rows.first).to_have_attribute("placeholder", "Won amount")
    page.get_by_role("button", name="Undo").click()
    expect(rows.first).to_have_attribute("placeholder", "Revenue · Month")
    page.goto(page.url.replace("/change/", "/mails/"))
    page.get_by_label("How often").select_option("month")
    page.get_by_label("Day of the month").fill("31")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Every month · day 31 · 08:00")).to_be_visible()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
