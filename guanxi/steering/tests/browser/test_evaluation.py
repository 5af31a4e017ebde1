"""Both sides of an evaluation, in two browsers."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seller(transactional_db: None, sign_in: Any) -> Any:
    with acting_as_system("test"):
        shop = make_department("Shop")
        head = make_member("Head", roles=[Role.objects.get(built_in="department_head")], department=shop)
        seller = make_member("Wang Jing", department=shop)
    sign_in(head)
    return seller


def test_both_sides_write_and_it_is_closed(seller: Any, page: Page, elsewhere: Any, sign_in: Any, axe: Any) -> None:
    page.goto("/steering/evaluations/new/")
    page.get_by_label("To be written until").fill((clock.now() + timedelta(days=30)).date().isoformat())
    page.get_by_label("Wang Jing").check()
    page.get_by_role("button", name="Open evaluations").click()
    page.get_by_role("link", name="Wang Jing").click()
    page.get_by_label("In words").fill("Ring earlier.")
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_text("It was handed in.")).to_be_visible()
    phone = elsewhere()
    sign_in(seller, phone)
    phone.goto(page.url)
    expect(phone.get_by_text("Ring earlier.")).to_be_visible()
    phone.get_by_label("Satisfaction").select_option("4")
    phone.get_by_label("In words").fill("It went well.")
    assert axe(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="Hand in", exact=True).click()
    expect(phone.get_by_text("It was handed in.")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Close with these figures").click()
    expect(page.get_by_text("Wang Jing has not agreed yet.")).to_be_visible()
    assert axe(page) == []
