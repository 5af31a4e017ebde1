"""A scheme is tried, put in force, and its member traces a cent to its record, in a real browser, on a phone too."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core import work
from guanxi.core.actor import acting_as_system
from guanxi.core.models import Work
from guanxi.customers.factories import make_customer
from guanxi.sales.factories import make_opportunity
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: None, sign_in: Any) -> Any:
    with acting_as_system("test"):
        shop = make_department("Shop")
        boss = make_member("Boss", roles=[Role.objects.get(built_in="administrator")])
        seller = make_member("Wang Jing", department=shop)
        mill = make_customer("Mill", owner=seller)
        make_opportunity(mill, "won", name="Pumps", amount=Decimal("1234.56"), owner=seller, closed_on=date(2026, 2, 3))
    sign_in(boss)
    return seller


def test_from_a_trial_to_the_record_behind_a_cent(
    people: Any, page: Page, elsewhere: Any, sign_in: Any, axe: Any, screenshot: Any
) -> None:
    page.goto("/steering/incentives/schemes/new/")
    page.get_by_label("Name", exact=True).fill("Commission")
    page.get_by_label("Department, with those below").select_option(label="Shop")
    page.get_by_label("Step 1 rate").fill("3")
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_label("Period").fill("2026-Q1")
    page.get_by_role("button", name="Try").click()
    expect(page.get_by_role("row", name="Wang Jing").get_by_text("¥37.04").first).to_be_visible()
    assert axe(page) == []
    screenshot(page, "incentive-trial", reload=False)
    page.get_by_label("First period").fill("2026-Q1")
    page.get_by_role("button", name="Put in force").click()
    expect(page.get_by_text("The scheme is in force.")).to_be_visible()
    with acting_as_system("test"):
        job = Work.objects.get(kind="incentives")
    work.run(job.pk)
    phone = elsewhere()
    sign_in(people, phone)
    phone.goto("/steering/incentives/")
    phone.get_by_role("link", name="2026-Q1").click()
    expect(phone.get_by_text("¥1,234.56 × 3 %")).to_be_visible()
    assert axe(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("link", name="Pumps").click()
    expect(phone.get_by_role("heading", name="Pumps")).to_be_visible()
