"""From the work list by expected value to a lead's reasons and to how good chances are, in a real browser, on a phone too."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.analytics.actions.foresee import foresee
from guanxi.analytics.factories import make_leads
from guanxi.core import clock, work
from guanxi.core.actor import acting_as_system
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seller(transactional_db: None, sign_in: Any) -> Any:
    with acting_as_system("test") as actor:
        seller = make_member("Wang Jing")
        make_leads(600, owner=seller, received=clock.now() - timedelta(days=120))
        make_leads(2, owner=seller, received=clock.now() - timedelta(hours=2), seed=4, state="open")
        job = foresee(actor=actor, at=clock.now())
    work.run(job.pk)
    sign_in(seller)
    return seller


def test_from_the_work_list_to_reasons_and_to_how_good_they_are(
    seller: Any, page: Page, axe: Any, screenshot: Any
) -> None:
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto("/analytics/leads/?whose=mine")
        expect(page.get_by_role("heading", name="Leads by what they are expected to bring")).to_be_visible()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    page.get_by_role("tab", name="More").click()
    expect(page.get_by_text("Converts within 90 days")).to_be_visible()
    page.get_by_role("link", name="How good these chances are").click()
    page.get_by_text("How good it is, and how it was reckoned").click()
    expect(page.get_by_role("img", name="Chance that was told")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, "chances-390")
