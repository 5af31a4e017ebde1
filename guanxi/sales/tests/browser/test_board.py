"""The board in a real browser: by mouse, by keyboard, on a phone."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Opportunity
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seller(transactional_db: None, sign_in: Any) -> Any:
    with acting_as_system("test"):
        seller = make_member("Wang Jing")
        customer = make_customer("云杉科技有限公司", owner=seller)
        make_opportunity(customer, name="Lathe deal", owner=seller, amount=Decimal(7000))
        make_opportunity(customer, "engaging", name="Press deal", owner=seller, amount=Decimal(500), currency="USD")
    sign_in(seller)
    return seller


def stage_of(seller: Any, name: str) -> str:
    with acting_as(seller.pk, through="page"):
        return str(Opportunity.objects.get(name=name).stage)


def column(page: Page, stage: str) -> Any:
    return page.locator(f'[data-stage="{stage}"]')


def test_a_card_is_dragged_and_the_move_undone(seller: Any, page: Page, axe: Any, screenshot: Any) -> None:
    page.goto("/sales/board/")
    assert axe(page) == []
    screenshot(page, "board")
    page.locator(".board-card", has_text="Lathe deal").drag_to(column(page, "engaging").locator(".board-cards"))
    expect(column(page, "engaging")).to_contain_text("Lathe deal")
    expect(column(page, "engaging").locator(".page-count")).to_have_text("2")
    assert stage_of(seller, "Lathe deal") == "engaging"
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(column(page, "prospecting")).to_contain_text("Lathe deal")
    assert stage_of(seller, "Lathe deal") == "prospecting"


def test_a_stage_that_asks_opens_a_dialog_and_by_keyboard_all_goes(seller: Any, page: Page, axe: Any) -> None:
    page.goto("/sales/board/")
    page.get_by_role("button", name="Move Lathe deal to…").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Move “Lathe deal” to")
    assert axe(page) == []
    dialog.get_by_role("button", name="Lost").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Closed on")).to_be_visible()
    assert axe(page) == []
    dialog.get_by_label("Our reason").check()
    dialog.get_by_role("button", name="Move", exact=True).focus()
    page.keyboard.press("Enter")
    expect(column(page, "lost")).to_contain_text("Lathe deal")
    expect(dialog).to_have_count(0)
    with acting_as(seller.pk, through="page"):
        assert Opportunity.objects.get(name="Lathe deal").loss_by == "us"


def test_the_page_of_one_moves_it_on_a_phone_too(seller: Any, page: Page, axe: Any, screenshot: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/sales/board/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    forecast = page.locator(".page-actions").get_by_role("link", name="Forecast")
    expect(forecast).to_be_hidden()
    page.get_by_role("button", name="More actions").click()
    expect(forecast).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Press deal").click()
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(page.locator(".stage-next")).to_contain_text("Expected close")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="To “Proposal”").click()
    page.get_by_label("Expected close").last.fill("2027-01-31")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator(".stage-bar [aria-current]")).to_have_text("Proposal")
    screenshot(page, "opportunity")
    assert stage_of(seller, "Press deal") == "proposal"
    page.get_by_role("tab", name="More").click()
    page.reload()  # as after a dialog of this part
    expect(page.get_by_role("tab", name="More")).to_have_attribute("aria-selected", "true")
