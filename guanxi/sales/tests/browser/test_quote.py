"""A quote in a real browser: made, sent, accepted by the customer on his phone."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.quote import create_quote
from guanxi.sales.models import Quote
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_priced_sent_and_accepted_on_a_phone(
    transactional_db: None, sign_in: Any, page: Page, elsewhere: Any, axe: Any, screenshot: Any
) -> None:
    with acting_as_system("test"):
        seller = make_member("Wang Jing")
        customer = make_customer("云杉科技有限公司", owner=seller)
        make_product("L-1", name="Lathe", price=Decimal(700), currency="CNY")
    with acting_as(seller.pk, through="page") as actor:
        quote = create_quote({"customer": customer.pk}, actor=actor, at=clock.now())
    sign_in(seller)
    page.goto(f"/sales/quotes/{quote.pk}/")
    page.get_by_role("button", name="Add a line").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("In words").fill("Lathe with service")
    dialog.get_by_label("Unit price").fill("650")
    assert axe(page) == []
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".quote-total")).to_contain_text("¥650.00")
    expect(page.locator(".skeleton")).to_have_count(0)
    assert axe(page) == []
    screenshot(page, "quote")
    page.get_by_role("button", name="Send…").click()
    page.get_by_role("button", name="Freeze and make the link").click()
    link = page.get_by_label("Link for the customer").input_value()
    phone = elsewhere()
    phone.goto(link)
    assert axe(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="Accept the quote").click()
    expect(phone.get_by_role("alert")).to_contain_text("Your name")
    phone.get_by_label("Your name").fill("Li Lei")
    phone.get_by_role("button", name="Accept the quote").click()
    expect(phone.get_by_role("status")).to_contain_text("Accepted by Li Lei")
    screenshot(phone, "quote-public")
    with acting_as(seller.pk, through="page"):
        assert Quote.objects.get().status == "accepted"
