"""The promise ledger in a real browser: written, asked about, kept track of, contradicted, kept."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.timeline.factories import make_promise
from guanxi.timeline.models import Declined, Promise
from guanxi.timeline.tests.browser.test_composer import open_record
from guanxi.timeline.tests.people import House, make_house

SignIn = Callable[[Any], None]


@pytest.fixture
def house(live: str) -> House:
    return make_house()


def test_a_written_promise_is_asked_about_tracked_contradicted_and_kept(
    page: Page, sign_in: SignIn, house: House
) -> None:
    sign_in(house.seller)
    open_record(page, house)
    page.fill("#log-text", "We will deliver the pump by Friday. I'll send you the brochure tomorrow.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".suggestion")).to_have_count(2)
    page.locator(".suggestion", has_text="brochure").get_by_role("button", name="No, this is not a promise").click()
    expect(page.locator(".suggestion")).to_have_count(1)
    page.locator(".suggestion").get_by_role("button", name="Keep track").click()
    dialog = page.locator("#dialogs dialog")
    expect(dialog.locator("#promise-title")).to_have_value("We will deliver the pump by Friday")
    dialog.get_by_role("button", name="Keep track").click()
    expect(page.locator(".promise-tag")).to_contain_text("We will deliver the pump by Friday")
    expect(page.locator(".suggestion")).to_have_count(0)

    page.fill("#log-text", "Rang them")
    page.locator(".composer-promise .preset").click()
    page.fill("[name=promise_title]", "The pump arrives next month")
    page.select_option("[name=promise_topic]", "delivery")
    page.fill("[name=promise_due]", "2031-01-31T18:00")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".contradicts")).to_have_count(2)

    page.get_by_role("button", name="Kept: We will deliver the pump by Friday").click()
    dialog.locator("#promise-proof").fill("Signed for by Mr Li")
    dialog.get_by_role("button", name="Kept").click()
    expect(page.locator(".contradicts")).to_have_count(0)
    expect(page.locator("#timeline-entries")).to_contain_text("kept a promise")
    with acting_as_system("test"):
        assert sorted(Promise.objects.values_list("title", "closed_as")) == [
            ("The pump arrives next month", ""),
            ("We will deliver the pump by Friday", "kept"),
        ]
        assert Declined.objects.count() == 1


def test_on_a_phone_the_dialogs_open_from_every_part_of_the_record(page: Page, sign_in: SignIn, house: House) -> None:
    with acting_as_system("test"):
        make_promise(house.customer, "Send the brochure", owner=house.seller)
    sign_in(house.seller)
    page.set_viewport_size({"width": 390, "height": 844})
    open_record(page, house)
    page.get_by_role("tab", name="More").click()
    for opener in ("Kept: Send the brochure", "New promise", "New task"):
        page.locator(".panel").get_by_text(opener).or_(page.get_by_role("button", name=opener)).first.click()
        expect(page.locator("#dialogs dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#dialogs dialog")).to_have_count(0)


def test_keeping_from_my_day_takes_it_off_the_list(page: Page, sign_in: SignIn, house: House) -> None:
    with acting_as_system("test"):
        make_promise(house.customer, "Send the brochure", owner=house.seller, due_at=clock.now())
    sign_in(house.seller)
    page.goto("/")
    page.get_by_role("button", name="Kept: Send the brochure").click()
    page.get_by_role("button", name="Kept", exact=True).click()
    expect(page.locator("#promise-errors")).to_contain_text("Say how it was kept")
    page.locator("#promise-proof").fill("Sent by mail")
    page.get_by_role("button", name="Kept", exact=True).click()
    expect(page.locator(".day-done")).to_have_count(0)


def test_the_pages_are_accessible_and_photographed(
    page: Page, sign_in: SignIn, house: House, axe: Any, screenshot: Any
) -> None:
    with acting_as_system("test"):
        first = make_promise(house.customer, "周五前发货", owner=house.seller, topic="delivery", due_at=clock.now())
        make_promise(
            house.customer, "十二月发货", owner=house.manager, topic="delivery", due_at=clock.now().replace(year=2030)
        )
    sign_in(house.seller)
    for path, name in (
        (f"/timeline/promises/{first.pk}/", "promise"),
        ("/timeline/promises/new/", "promise-new"),
        ("/timeline/promises/?view=all", "promises"),
        ("/", "promise-day"),
    ):
        page.goto(path)
        assert [one for one in axe(page) if "member-menu" not in one] == [], path
        screenshot(page, f"timeline-{name}")
    open_record(page, house)
    page.fill("#log-text", "我们会在周五前把样品寄给您。")
    page.keyboard.press("Control+Enter")
    page.locator(".suggestion").wait_for()
    page.locator(".contradicts").first.wait_for()
    parts = ("suggestion", "promise", "contradicts", "#timeline", "log-")
    assert [one for one in axe(page) if any(part in one for part in parts)] == []
    screenshot(page, "timeline-promise-record", reload=False)
