"""Approving in a real browser: asked on a desk, decided on a phone with one tap, refused with a reason."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.approvals.factories import make_chain
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.quote import create_quote
from guanxi.sales.actions.quote_line import add_quote_line
from guanxi.sales.models import Quote
from guanxi.staff.factories import make_administrator_role, make_member

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_asked_at_a_desk_and_decided_on_a_phone(
    transactional_db: None, sign_in: Any, page: Page, elsewhere: Any, axe: Any, screenshot: Any
) -> None:
    with acting_as_system("test"):
        lead = make_member("Li Na", roles=[make_administrator_role()])
        seller = make_member("Wang Jing", manager=lead)
        customer = make_customer("云杉科技有限公司", owner=seller)
        make_chain(over_amount=Decimal(1000))
    with acting_as(seller.pk, through="page") as actor:
        quote = create_quote({"customer": customer.pk}, actor=actor, at=clock.now())
        line = {"text": "Lathe", "quantity": Decimal(2), "price": Decimal(900)}
        add_quote_line(quote, line, actor=actor, at=clock.now())
    sign_in(seller)
    page.goto(f"/sales/quotes/{quote.pk}/")
    page.get_by_role("button", name="Ask for approval…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why it should be approved").fill("First order")
    assert axe(page) == []
    dialog.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Waits for the approval of Li Na")).to_be_visible()
    phone = elsewhere()
    sign_in(lead, phone)
    phone.goto("/")
    expect(phone.get_by_role("heading", name="Waiting for your approval")).to_be_visible()
    for url in ("/approvals/", "/approvals/rules/", "/approvals/rules/new/", "/approvals/stand-ins/new/"):
        phone.goto(url)
        assert axe(phone) == [], url
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
    phone.goto("/approvals/")
    phone.get_by_role("link", name="Look").click()
    assert axe(phone) == []
    screenshot(phone, "approval")
    phone.get_by_text("Do not approve…").click()
    phone.get_by_role("button", name="Do not approve", exact=True).click()
    expect(phone.get_by_role("alert")).to_contain_text("Say why not.")
    phone.goto("/approvals/")
    phone.get_by_role("button", name="Approve").click()
    expect(phone.get_by_text("Nothing waits for your approval.")).to_be_visible()
    page.goto(f"/sales/quotes/{quote.pk}/")
    expect(page.get_by_text("Approved by Li Na.")).to_be_visible()
    page.get_by_role("button", name="Send…").click()
    page.get_by_role("button", name="Freeze and make the link").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Version 1 as PDF in Chinese").click()
    assert download.value.suggested_filename == f"{quote.number}-1.pdf"
    with acting_as(seller.pk, through="page"):
        assert Quote.objects.get().status == "sent"
