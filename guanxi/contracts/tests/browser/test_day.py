"""My day with everything that sales and contracts put on it: on a desk and on a phone, in both languages, accessible."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.contracts.factories import make_contract
from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.factories import make_opportunity, make_quote
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Annual supply of lathes, presses and spare parts for all four plants"


@pytest.fixture
def seller(transactional_db: None, sign_in: Any) -> Any:
    now = clock.now()
    with acting_as_system("test"):
        seller = make_member("Wang Jing")
        customer = make_customer("上海云杉精密机械设备制造有限公司", owner=seller)
        own = {"owner": seller, "amount": Decimal(12_345_678), "name": LONG}
        make_opportunity(customer, next_step="Send the offer to all of them", next_at=now - timedelta(days=2), **own)
        make_opportunity(customer, stage_since=now - timedelta(days=3413), **own)
        make_quote(
            customer, owner=seller, subject=LONG, status="sent", valid_until=now.date(), total=Decimal(9_999_999)
        )
        make_contract(customer, 9_999_999, owner=seller, name=LONG, ends_on=now.date() + timedelta(days=9))
    sign_in(seller)
    return seller


@pytest.mark.parametrize("width", [1440, 390])
def test_every_part_of_the_day_fits_and_can_be_read(seller: Any, page: Page, axe: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/")
    for name in ("Next steps with opportunities", "Opportunities without a next step", "Quotes awaiting an answer"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    for name in ("Overdue payments", "Contracts that end soon"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    narrow = "Math.min(...[...document.querySelectorAll('.day-what')].map((one) => one.clientWidth))"
    assert page.evaluate(narrow) > 120  # words are not squeezed to a letter a line
    assert axe(page) == []
