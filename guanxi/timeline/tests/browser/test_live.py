"""Two people at their screens: what one writes stands on the other's at once, told by the stream and asked for once."""

import pytest
from playwright.sync_api import expect

from guanxi.config import env
from guanxi.core import clock
from guanxi.core.actor import acting_as
from guanxi.timeline.actions.task import create_task
from guanxi.timeline.tests.people import House, make_house
from tests.fixtures.screens import Screen, listening

WITHIN = 2_000  # milliseconds


@pytest.fixture
def house(live: str) -> House:
    return make_house()


def test_a_mention_and_a_task_stand_on_the_colleagues_screen_at_once(screen: Screen, house: House) -> None:
    hers, his = screen(house.seller), screen(house.manager)
    asked = listening(his, f"/customers/{house.customer.pk}/")
    expect(his.locator("#log-text")).to_be_visible()
    expect(his.locator("[data-notices-count]").first).to_be_hidden()
    hers.goto(f"/customers/{house.customer.pk}/")
    hers.locator("#log-text").fill("@李强 please look at this")
    his.evaluate("window.untouched = true")
    asked.clear()

    hers.locator("#log-save").click()
    expect(hers.locator("#timeline-entries .entry").first).to_contain_text("please look at this")
    expect(his.locator("[data-notices-count]").first).to_have_text("1", timeout=WITHIN)
    told = his.locator("#toasts a", has_text="Wang Jing mentioned you at 杭州机械")
    expect(told).to_be_visible(timeout=WITHIN)
    with acting_as(house.seller.pk, through="page") as actor:
        create_task({"title": "Call back", "owner": house.manager.pk}, actor=actor, at=clock.now())
    expect(his.locator("[data-notices-count]").first).to_have_text("2", timeout=WITHIN)
    expect(his.locator("#toasts a", has_text="Wang Jing gave you a task: Call back")).to_be_visible(timeout=WITHIN)

    his.wait_for_timeout(2_000)  # time in which a page that polls would ask again
    assert asked == [f"{env.PORT}/staff/notices/{name}/" for name in ("state", "menu")] * 2
    assert his.evaluate("window.untouched")
    told.click()
    expect(his.locator("#timeline-entries .entry").first).to_contain_text("please look at this")


def test_pages_beyond_the_limit_make_room_in_a_browser(screen: Screen, house: House) -> None:
    first = screen(house.manager)
    listening(first, "/")
    pages = [first.context.new_page() for _ in range(6)]
    for page in pages:
        listening(page, "/")
    with acting_as(house.seller.pk, through="page") as actor:
        create_task({"title": "Call back", "owner": house.manager.pk}, actor=actor, at=clock.now())
    for page in pages[2:]:
        expect(page.locator("[data-notices-count]").first).to_have_text("1", timeout=WITHIN)
    expect(first.locator("[data-notices-count]").first).to_be_hidden()
