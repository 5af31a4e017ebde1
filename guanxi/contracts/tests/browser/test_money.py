"""A contract from its form to the money received, in a real browser."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.contracts.factories import make_contract
from guanxi.contracts.models import Contract, Payment
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seller(transactional_db: None, sign_in: Any) -> Any:
    with acting_as_system("test"):
        seller = make_member("Wang Jing")
        customer = make_customer("云杉科技有限公司", owner=seller)
        make_contract(customer, 1000, parts=3, number="HT-7", name="Lathe supply", owner=seller)
    sign_in(seller)
    return seller


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_payment_is_written_down_and_made_void(seller: Any, page: Page, axe: Any, screenshot: Any) -> None:
    page.goto("/contracts/")
    page.get_by_role("link", name="HT-7").click()
    expect(page.locator(".skeleton")).to_have_count(0)
    assert axe(page) == []
    screenshot(page, "contract")
    page.get_by_role("button", name="Payment received").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Amount")).to_have_value("333.33")
    dialog.get_by_text("Put it to instalments by hand").click()
    assert axe(page) == []
    dialog.get_by_label("Amount").fill("2000")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("That is more than the ¥1,000.00 that are still owed.")
    dialog.get_by_label("Amount").fill("400")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".money")).to_contain_text("¥66.67")
    expect(page.locator(".toast")).to_contain_text("¥400.00 were written down as received.")
    page.get_by_role("button", name="Make the payment of").click()
    dialog.get_by_label("Reason").fill("cheque bounced")
    dialog.get_by_role("button", name="Make void").click()
    expect(page.locator(".booked")).to_contain_text("cheque bounced")
    with acting_as(seller.pk, through="page"):
        assert (Contract.objects.get().received, Payment.objects.get().status) == (Decimal(0), "void")


def test_the_plan_is_parted_and_saved_on_a_phone(seller: Any, page: Page, axe: Any, screenshot: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/contracts/")
    page.get_by_role("link", name="HT-7").click()
    expect(page.locator(".skeleton")).to_have_count(0)
    assert (axe(page), fits(page)) == ([], True)
    page.get_by_role("link", name="Change the plan").click()
    page.get_by_label("Equal instalments").fill("4")
    page.get_by_role("button", name="Fill in equal instalments").click()
    expect(page.get_by_label("Amount", exact=True).nth(3)).to_have_value("250.00")
    assert (axe(page), fits(page)) == ([], True)
    screenshot(page, "plan")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.locator(".money tbody tr")).to_have_count(4)
    with acting_as(seller.pk, through="page"):
        assert Contract.objects.get().instalments.count() == 4
