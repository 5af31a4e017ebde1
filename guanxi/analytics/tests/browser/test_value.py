"""From the segments to one customer and what one supposes of him, in a real browser, on a phone too."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.analytics.actions.reckon import reckon
from guanxi.analytics.factories import make_buyers
from guanxi.core import clock, work
from guanxi.core.actor import acting_as_system
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seller(transactional_db: None, sign_in: Any) -> Any:
    with acting_as_system("test") as actor:
        seller = make_member("Wang Jing")
        make_buyers(220, owner=seller)
        job = reckon(actor=actor, at=clock.now())
    work.run(job.pk)
    sign_in(seller)
    return seller


def test_from_a_segment_to_a_customer_and_what_one_supposes_of_him(
    seller: Any, page: Page, axe: Any, screenshot: Any
) -> None:
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto("/analytics/value/")
        expect(page.get_by_role("heading", name="Segments, in CNY")).to_be_visible()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        screenshot(page, f"value-{width}")
    page.get_by_role("row", name="Champions").get_by_role("link").click()
    expect(page.get_by_text("Segment by RFM is Champions")).to_be_visible()
    page.locator("tbody a").first.click()
    page.get_by_role("tab", name="More").click()
    link = page.locator("a[href^='/analytics/customers/']")  # "Likely next" ends with the same words
    expect(link).to_be_visible()
    link.click()
    page.get_by_label("Years as a customer").fill("10")
    page.get_by_label("Purchases a year").fill("12")
    page.get_by_label("A purchase brings").fill("1500")
    page.get_by_role("button", name="Keep as my assumption").click()
    expect(page.get_by_text("¥180,000.00")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, "customer-value-390")
