import pytest
from playwright.sync_api import Page

GALLERY = "/ui/gallery/"


@pytest.fixture(autouse=True)
def _gallery(settings):
    settings.GALLERY = True


@pytest.fixture
def gallery(page: Page, live: str):
    """`gallery("list")` opens that part of the gallery, in English unless told otherwise, and waits for its scripts."""

    def show(part: str, language: str = "en") -> Page:
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live}])
        page.goto(f"{GALLERY}{part}")
        page.wait_for_load_state("load")
        return page

    return show
