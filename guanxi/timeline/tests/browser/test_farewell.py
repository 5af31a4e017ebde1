"""The mail to the customers of a leaver, written and read before anything is handed over, in a real browser."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Identity
from guanxi.staff.factories import make_administrator_role, make_member
from tests.fixtures.browser import Axe


def test_the_mail_of_a_plan_is_ticked_changed_and_read(
    live: str, page: Page, sign_in: Callable[[Any], None], axe: Axe
) -> None:
    with acting_as_system("test"):
        leaver, ann, bo = make_member("Leaver"), make_member("Ann"), make_member("Bo")
        admin = make_member("Admin", roles=[make_administrator_role()])
        mill = make_customer("Mill", owner=leaver)
        make_customer("Silent", owner=leaver)
        Identity.objects.create(customer=mill, channel="mail", value="mill@example.com")
    sign_in(admin)
    page.goto(f"/staff/members/{leaver.pk}/hand-over/?to={ann.pk}")
    page.get_by_label("Write to 1 customer once it is done").click()
    example = page.get_by_label("As Mill reads it")
    expect(example).to_contain_text("Dear Mill,")
    page.locator("#mail-en-text").fill("{customer}, {taker} is here for you.")
    page.get_by_role("button", name="Preview the mail again").click()
    expect(example).to_contain_text("Mill, Ann is here for you.")
    expect(page.locator(".telling")).to_contain_text("Silent")
    assert axe(page) == []
    page.locator("#rule").select_option("turns")  # which needs a second one first
    expect(page.locator(".telling")).to_be_hidden()
    page.locator("#to-2").select_option(str(bo.pk))
    expect(example).to_contain_text("is here for you.")  # another plan, the same words
    expect(page.locator("#mail-en-text")).to_have_value("{customer}, {taker} is here for you.")
    page.get_by_role("button", name="Use the suggested text").click()
    expect(example).to_contain_text("Dear Mill,")
    expect(page.get_by_role("button", name="Use the suggested text")).to_have_count(0)
    page.get_by_role("button", name="Hand over 2 records").click()
    page.wait_for_url("**/work/**")
