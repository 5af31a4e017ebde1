"""From whom to begin with, to one customer in four dimensions, and what is missing of him put right, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.analytics.actions.survey import survey
from guanxi.core import clock, work
from guanxi.core.actor import acting_as_system
from guanxi.customers.actions.tie import add_tie
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seller(transactional_db: None, sign_in: Any) -> Any:
    with acting_as_system("test") as actor:
        seller = make_member("Wang Jing")
        mill, inn = make_customer("Mill", owner=seller), make_customer("Inn", owner=seller)
        add_tie(mill, inn, "brought", actor=actor, at=clock.now())
        job = survey(actor=actor, at=clock.now())
    work.run(job.pk)
    sign_in(seller)
    return seller


def test_from_whom_to_begin_with_to_what_is_missing_of_a_customer(
    seller: Any, page: Page, axe: Any, screenshot: Any
) -> None:
    page.goto("/analytics/dimensions/")
    expect(page.get_by_role("heading", name="Stages of life")).to_be_visible()
    assert axe(page) == []
    screenshot(page, "dimensions-1440")
    page.get_by_role("link", name="With most influence").click()
    expect(page.locator("tbody a").first).to_have_text("Mill")
    page.locator("tbody a").first.click()
    panel = page.locator("details.panel").filter(has=page.get_by_role("heading", name="Who leads to whom"))
    expect(panel.get_by_role("link", name="Inn")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("tab", name="More").click()
    page.locator("a[href^='/analytics/customers/']").click()  # "Likely next" ends with the same words
    expect(page.get_by_role("heading", name="Four dimensions")).to_be_visible()
    page.get_by_text("The parts behind it").click()
    expect(page.get_by_role("heading", name="Who leads to whom")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, "customer-dimensions-390")
    page.get_by_role("button", name="a phone number").click()
    expect(page.get_by_role("dialog").get_by_label("Number, address or name there")).to_be_visible()
