"""The funnel in a real browser: drawn without breaking the content policy, followed to the records, on a phone too."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.steering import bring_up_to_date
from guanxi.sales.factories import make_opportunity
from guanxi.staff.factories import make_administrator_role, make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seller(transactional_db: None, sign_in: Any) -> Any:
    with acting_as_system("test"):
        seller = make_member("Wang Jing")
        customer = make_customer("云杉科技有限公司", owner=seller)
        for number, stage in enumerate(["prospecting", "engaging", "engaging", "lost", "won"]):
            make_opportunity(customer, stage, name=f"Deal {number}", owner=seller, source="展会")
        bring_up_to_date()
    sign_in(seller)
    return seller


def test_the_chart_is_drawn_and_its_bars_and_figures_lead_to_the_records(
    seller: Any, page: Page, axe: Any, screenshot: Any
) -> None:
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    page.goto("/sales/funnel/")
    expect(page.locator("[data-chart] canvas")).to_be_visible()
    assert axe(page) == []
    screenshot(page, "funnel")
    page.get_by_role("row", name="Engaging").get_by_role("link", name="3").click()
    expect(page.get_by_role("link", name="Deal 1")).to_be_visible()
    expect(page.get_by_role("link", name="Deal 0")).to_have_count(0)
    page.go_back()
    box = page.locator("[data-chart] canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + 170, box["y"] + box["height"] - 24 - 17)
    expect(page.get_by_role("link", name="Deal 4")).to_be_visible()
    expect(page.get_by_role("link", name="Deal 1")).to_have_count(0)
    assert faults == []


def test_a_target_is_set_and_the_chance_stands_beside_the_sellers_figure(
    seller: Any, page: Page, axe: Any, sign_in: Any, screenshot: Any
) -> None:
    with acting_as_system("test"):
        boss = make_member("Boss", roles=[make_administrator_role()])
        one = make_opportunity(None, "engaging", name="Open deal", owner=seller, probability=35, amount=5000)
    sign_in(boss)
    page.goto("/sales/targets/")
    page.get_by_role("link", name="Set a target of Wang Jing in CNY").click()
    page.get_by_label("Amount").fill("20000")
    assert axe(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="Wang Jing")).to_contain_text("¥20,000")
    assert axe(page) == []
    screenshot(page, "targets")
    page.goto(f"/sales/opportunities/{one.pk}/")
    panel = page.locator("details", has_text="Win chance")
    expect(panel).to_contain_text("35 %")
    expect(panel).to_contain_text("Not learnt yet")
    assert axe(page) == []


def test_on_a_phone_the_comparison_fits_and_the_file_comes(seller: Any, page: Page, axe: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/sales/funnel/")
    page.locator("summary", has_text="Conditions").click()
    page.get_by_label("Compare").select_option("source")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row", name="展会")).to_contain_text("5")
    expect(page.locator("[data-chart] canvas")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSV").click()
    assert "展会" in coming.value.path().read_text(encoding="utf-8-sig")
