"""From goals to lights and the weakest link, in a real browser, on a phone too."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core import work
from guanxi.core.actor import acting_as_system
from guanxi.core.models import Work
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Role
from guanxi.timeline.models import Promise

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def head(transactional_db: None, sign_in: Any, tmp_path: Any, settings: Any) -> Any:
    settings.WAREHOUSE = tmp_path / "warehouse"
    with acting_as_system("test"):
        shop = make_department("Shop")
        head = make_member("Head", roles=[Role.objects.get(built_in="department_head")], department=shop)
        customer = make_customer("Mill", owner=make_member("Wang Jing", department=shop), stage="customer")
        for day in (3, 4):
            due = datetime(2026, 1, day, 12, tzinfo=UTC)
            kept = {"closed_as": "kept", "closed_at": due} if day == 3 else {}
            Promise.objects.create(title=f"ring {day}", customer=customer, owner=customer.owner, due_at=due, **kept)
    sign_in(head)
    return head


def test_from_goals_to_the_weakest_link(head: Any, page: Page, axe: Any, screenshot: Any) -> None:
    page.goto("/steering/scorecards/new/")
    page.get_by_label("Period").fill("2026-Q1")
    page.get_by_label("Department, with those below").select_option(label="Shop")
    page.get_by_role("button", name="Set goals").click()
    for name, typed in (("Goal", "90"), ("Yellow from", "75"), ("Weight in percent", "100")):
        page.get_by_label(f"Promises kept in time: {name}").fill(typed)
    assert axe(page) == []
    screenshot(page, "scorecard-goals", reload=False)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Shop · 2026-Q1")).to_be_visible()
    with acting_as_system("test"):
        job = Work.objects.get(kind="scorecards")
    work.run(job.pk)
    page.reload()
    expect(page.get_by_text("Weakest link: Satisfaction")).to_be_visible()
    expect(page.get_by_text("Promises kept in time: 50 % instead of 90 %")).to_be_visible()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    screenshot(page, "scorecard", reload=False)
    page.get_by_role("link", name="50 %").click()
    expect(page.get_by_role("link", name="ring 4")).to_be_visible()
    expect(page.get_by_role("link", name="ring 3")).to_be_visible()
