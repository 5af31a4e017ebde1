"""From a figure by month to the records behind it, in a real browser, on a phone too."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.analytics.actions.fill import fill
from guanxi.analytics.factories import END, make_purchases
from guanxi.core import clock, work
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_member

LONG = 60_000  # ms: a process of its own answers, and this machine may be busy
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seller(transactional_db: None, sign_in: Any, tmp_path: Path, settings: Any) -> Any:
    settings.WAREHOUSE = tmp_path / "warehouse"
    with acting_as_system("test") as actor:
        seller = make_member("Wang Jing")
        customer = make_customer("Mill", owner=seller)
        make_purchases(customer, (END, 700), (END.replace(month=2, day=3), 300))
        job = fill(actor=actor, at=clock.now())
    work.run(job.pk)
    sign_in(seller)
    return seller


def test_from_a_figure_to_its_records(seller: Any, page: Page, axe: Any, screenshot: Any) -> None:
    page.set_default_timeout(LONG)
    page.goto("/analytics/explore/")
    page.get_by_label("Second figure").select_option("orders")
    page.get_by_label("Split by").select_option("month")
    page.get_by_role("button", name="Show").click()
    march = page.get_by_role("row", name="2026-03")
    expect(march.get_by_role("link", name="¥700.00")).to_be_visible(timeout=LONG)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        expect(page.locator(".chart canvas")).to_be_visible()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        screenshot(page, f"explorer-{width}", reload=False)
    page.set_viewport_size({"width": 1440, "height": 900})
    march.get_by_role("link", name="¥700.00").click()
    expect(page.get_by_role("heading", name="Orders")).to_be_visible()
    expect(page.get_by_role("link", name="Mill")).to_be_visible()
