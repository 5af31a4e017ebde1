"""Who can buy, who decides and the plan of a key account in a real browser, on a phone too."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.commerce.factories import make_product
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_contact, make_customer
from guanxi.sales.factories import make_opportunity
from guanxi.staff.factories import make_administrator_role, make_member

pytestmark = pytest.mark.django_db(transaction=True)


def _house() -> tuple[Any, Any, Any]:
    with acting_as_system("test"):
        boss = make_member("Zhao Min", roles=[make_administrator_role()])
        make_member("Wang Jing")
        customer = make_customer("云杉科技有限公司", owner=boss, industry="机械", size="50-249")
        make_contact(customer, "陈建国", title="采购总监")
        make_product("L-1", name="Lathe", series="Lathes")
        return boss, customer, make_opportunity(customer, owner=boss, name="Lathe deal")


def test_it_is_said_with_evidence_placed_on_the_map_split_planned_and_handed_over(
    transactional_db: None, sign_in: Any, page: Page, axe: Any, screenshot: Any
) -> None:
    boss, customer, deal = _house()
    sign_in(boss)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/sales/opportunities/{deal.pk}/")
    page.get_by_role("button", name="Say what is known of: Money").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Confirmed").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Say by what you know it")
    dialog.get_by_label("Evidence").fill("The budget is signed")
    assert axe(page) == []
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".man")).to_contain_text("The budget is signed")
    expect(page.locator(".skeleton")).to_have_count(0)
    assert axe(page) == []
    screenshot(page, "man")
    page.goto(f"/sales/opportunities/{deal.pk}/people/")
    page.get_by_role("button", name="Place 陈建国").click()
    dialog.get_by_label("Part in the purchase").select_option("decides")
    dialog.get_by_label("For or against").select_option("for")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".people-table")).to_contain_text("Decides")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, "people")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/sales/plans/new/?customer={customer.pk}")
    page.get_by_label("Goals").fill("Second hall\nService contract")
    assert axe(page) == []
    page.get_by_role("button", name="Create plan").click()
    page.get_by_role("button", name="Review the plan").click()
    dialog.get_by_label("What the review found").fill("On the way")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".plan-log")).to_contain_text("On the way")
    assert axe(page) == []
    screenshot(page, "account-plan")
    page.goto(f"/sales/opportunities/{deal.pk}/whom/")
    assert axe(page) == []
    screenshot(page, "whom")
    page.get_by_role("button", name="Hand it to Wang Jing").click()
    expect(page.locator(".head-facts")).to_contain_text("Wang Jing")
    page.locator("summary", has_text="Credit").click()
    page.get_by_role("button", name="Split the credit").click()
    assert axe(page) == []
    screenshot(page, "credit")
