"""Forecast, losses, cohorts and the calendar of closing in a real browser, on a phone too."""

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.steering import bring_up_to_date
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Opportunity
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seller(transactional_db: None, sign_in: Any) -> Any:
    today = clock.now().date()
    with acting_as_system("test"):
        seller = make_member("Wang Jing")
        customer = make_customer("云杉科技有限公司", owner=seller)
        of = {"owner": seller, "amount": 5000}
        make_opportunity(customer, "won", name="Won deal", closed_on=today, **of)
        make_opportunity(customer, "lost", name="Lost deal", closed_on=today, loss_by="us", **of)
        make_opportunity(customer, "engaging", name="Due deal", expected_on=today.replace(day=15), **of)
        bring_up_to_date()
    sign_in(seller)
    return seller


def due_on(seller: Any) -> date:
    with acting_as(seller.pk, through="page"):
        found: date = Opportunity.objects.get(name="Due deal").expected_on
        return found


def test_the_pages_are_drawn_clean_and_fit_a_phone(seller: Any, page: Page, axe: Any, screenshot: Any) -> None:
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for name in ("forecast", "losses", "cohorts", "closing"):
            page.goto(f"/sales/{name}/")
            if name in ("forecast", "losses"):
                expect(page.locator("[data-chart] canvas")).to_be_visible()
            assert axe(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            screenshot(page, f"{name}-{width}")
    assert faults == []
    page.goto("/sales/forecast/")
    page.get_by_role("row", name="Wang Jing").get_by_role("link", name="¥10,000.00").click()
    expect(page.get_by_role("link", name="Due deal")).to_be_visible()
    expect(page.get_by_role("link", name="Lost deal")).to_have_count(0)


def test_a_card_is_moved_to_another_day_by_mouse_and_by_keyboard(seller: Any, page: Page, axe: Any) -> None:
    page.goto("/sales/closing/")
    day = due_on(seller)
    card = page.locator(".closing-card", has_text="Due deal")
    card.drag_to(page.locator(f'[data-day="{day + timedelta(days=1)}"]'))
    expect(page.locator(f'[data-day="{day + timedelta(days=1)}"]')).to_contain_text("Due deal")
    assert due_on(seller) == day + timedelta(days=1)
    page.get_by_role("button", name="Move Due deal to another day").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Expected close").fill(str(day + timedelta(days=3)))
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-day="{day + timedelta(days=3)}"]')).to_contain_text("Due deal")
    assert due_on(seller) == day + timedelta(days=3)
