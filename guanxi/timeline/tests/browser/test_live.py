"""Two people at their screens: what one writes stands on the other's at once, told by the stream and asked for once."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from guanxi.config import env
from guanxi.core import clock
from guanxi.core.actor import acting_as
from guanxi.timeline.actions.task import create_task
from guanxi.timeline.tests.people import House, make_house

WITHIN = 2_000  # milliseconds
Screen = Callable[[Any], Page]


@pytest.fixture
def house(live: str) -> House:
    return make_house()


@pytest.fixture
def streams(live: str, worker_database: Any) -> Iterator[None]:
    """The stream server as `guanxi run` starts it, on this process's database."""
    url = worker_database.url(env.APP_ROLE)
    given = {**os.environ, "APP_DATABASE_URL": url, "DATABASE_URL": url, "GUANXI_VAR": str(env.VAR)}
    process = subprocess.Popen([sys.executable, "-m", "guanxi.config.cli", "streams"], env=given)
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        with suppress(URLError), urlopen(f"http://localhost:{env.STREAM_PORT}/health", timeout=5):
            break
        time.sleep(0.1)
    yield
    process.terminate()
    process.wait(20)


@pytest.fixture
def screen(browser: Browser, live: str, streams: None) -> Iterator[Screen]:
    """`screen(member)`: a page of a browser of the member's own."""
    opened = []

    def open_for(member: Any) -> Page:
        client = Client()
        client.force_login(member, backend=settings.AUTHENTICATION_BACKENDS[0])
        context = browser.new_context(base_url=live)
        opened.append(context)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live}])
        return context.new_page()

    yield open_for
    for context in opened:
        context.close()


def listening(page: Page, path: str) -> list[str]:
    """Open a page and wait until its stream stands; answers the addresses it asks for from then on."""
    with page.expect_response(lambda answer: answer.url.endswith("/events") and answer.status == 200):
        page.goto(path)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("?")[0].removeprefix("http://localhost:")))
    return asked


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
