"""G1 in a real browser: the hand-over planned and started by mouse, the briefing on a phone; both accessible."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core import work
from guanxi.core.actor import acting_as_system
from guanxi.core.models import Work
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Member, Role
from tests.voices.test_g1_briefing import make_full

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leaver(transactional_db: None, sign_in: Any) -> Member:
    with acting_as_system("test"):
        house = make_department("Sales")
        leaver = make_member("Leaver", department=house)
        for name in ("Ann", "Bo"):
            make_member(name, department=house)
        for n in range(4):
            make_customer(f"Customer {n}", owner=leaver)
        boss = make_member("Boss", roles=[Role.objects.get(built_in="administrator")])
    sign_in(boss)
    return leaver


def test_a_leavers_work_is_handed_over_from_the_page_that_deactivates(leaver: Member, page: Page, axe: Any) -> None:
    page.goto(f"/staff/members/{leaver.pk}/")
    page.get_by_role("button", name="Deactivate").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Leaver still holds: Customers 4")
    dialog.get_by_role("link", name="Hand over first").click()
    expect(page.get_by_role("heading", name="Hand over the work of Leaver")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("How it is divided").select_option(label="Customers in turn")
    page.get_by_label("Successor 1").select_option(label="Ann")
    expect(page.get_by_role("alert")).to_contain_text("Choose at least two colleagues")
    page.get_by_label("Successor 2").select_option(label="Bo")
    row = page.locator("#plan tbody tr", has_text="Customers")
    expect(row.locator("td")).to_have_text(["4", "2", "2"])
    page.locator("details", has_text="Ann · 简体中文").locator("summary").click()
    expect(page.locator("[id^=farewell-]:visible")).to_contain_text("自即日起由Ann接手")
    assert axe(page) == []
    page.get_by_role("button", name="Hand over 4 records").click()
    expect(page.get_by_role("heading", name="Hand over the work of Leaver")).to_be_visible()
    with acting_as_system("test"):
        job = Work.objects.latest("pk")
    work.run(job.pk)
    page.goto(f"/staff/members/{leaver.pk}/hand-over/")
    expect(page.locator("#hand-over")).to_contain_text("4 records to Ann, Bo")
    expect(page.locator("#hand-over")).to_contain_text("Leaver holds nothing that could be handed over.")
    with acting_as_system("test"):
        owners = Customer.objects.order_by("pk").values_list("owner__name", flat=True)
        assert list(owners) == ["Ann", "Bo", "Ann", "Bo"]


def test_the_briefing_is_read_on_a_phone(transactional_db: None, sign_in: Any, page: Page, axe: Any) -> None:
    with acting_as_system("test"):
        seller = make_member("Ann")
    customer = make_full(seller, 2)
    sign_in(seller)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/customers/{customer.pk}/")
    page.get_by_role("link", name="Briefing").click()
    expect(page.get_by_role("heading", name="What is missing")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
    page.get_by_role("link", name="deliver pump 0").click()
    page.wait_for_url("**/timeline/promises/*/")
