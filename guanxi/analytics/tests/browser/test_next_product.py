"""From a customer to what he is likely to buy next, to that product and what is bought together with it, in a real browser, on a phone too."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.analytics.actions.foresee import foresee
from guanxi.analytics.factories import make_baskets
from guanxi.core import clock, work
from guanxi.core.actor import acting_as_system
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_customer_to_the_next_product_and_what_goes_with_it(
    transactional_db: None, sign_in: Any, page: Page, axe: Any, screenshot: Any
) -> None:
    with acting_as_system("test") as actor:
        seller = make_member("Wang Jing")
        who, products = make_baskets(200, owner=seller)
        job = foresee(actor=actor, at=clock.now())
    work.run(job.pk)
    sign_in(seller)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/customers/{who[15].pk}/")
    page.get_by_role("tab", name="More").click()
    expect(page.get_by_role("heading", name="Likely next")).to_be_visible()
    expect(page.get_by_role("link", name="Begin a quote")).to_be_visible()
    first = page.locator("ol.likely li").first
    expect(first).to_contain_text("of those who bought")
    page.get_by_role("button", name="Make it my task").click()
    expect(page.get_by_text("Taken: it is a task of yours")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Offer “Beans”.")).to_be_visible()
    page.get_by_text("Not this").click()
    expect(page.get_by_role("button", name="Already done")).to_be_visible()
    assert axe(page) == []
    screenshot(page, "likely-390")
    expect(first.get_by_role("link", name="Beans")).to_be_visible()
    page.goto(f"/commerce/products/{products['Machine'].pk}/")
    expect(page.get_by_role("link", name="Scale")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="How that comes about").click()
    expect(page.get_by_role("heading", name="What a customer buys next")).to_be_visible()
    page.get_by_text("How it was reckoned").click()
    expect(page.get_by_role("columnheader", name="Best-sellers")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")  # what lies half under the bar at the top counts as too small
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
