"""Next steps in a real browser, on a phone too: why, taken where it stands, put aside, undone."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.analytics.actions.propose import propose
from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_member
from guanxi.timeline.factories import make_promise

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_step_is_taken_and_another_put_aside_where_they_stand(
    transactional_db: None, sign_in: Any, page: Page, axe: Any
) -> None:
    with acting_as_system("test") as actor:
        seller, now = make_member("Wang Jing"), clock.now()
        mill = make_customer("Mill", owner=seller, last_contact_at=now - timedelta(days=400))
        make_promise(mill, "A sample", owner=seller, due_at=now - timedelta(days=3))
        make_customer("Forge", owner=seller, last_contact_at=now - timedelta(days=400))
        while propose(actor=actor, at=now):
            pass
    sign_in(seller)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/analytics/steps/")
    cards = page.get_by_role("listitem").filter(has=page.get_by_role("heading", level=2))
    first, second = cards.nth(0), cards.nth(1)
    expect(first.get_by_text("Keep the promise “A sample”.")).to_be_visible()
    first.get_by_text("Why").click()
    expect(first.get_by_text("It was due 3 days ago.")).to_be_visible()
    first.get_by_role("button", name="Make it my task").click()
    expect(first.get_by_text("Taken: it is a task of yours")).to_be_visible()
    expect(first.get_by_text("Get in touch.")).to_be_visible()
    second.get_by_text("Not this").click()
    second.get_by_role("button", name="Not now").click()
    expect(second.get_by_text("Put aside for thirty days.")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    second.get_by_role("button", name="Undo").click()
    expect(second.get_by_text("Get in touch.")).to_be_visible()
