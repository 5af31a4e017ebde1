import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page

from guanxi.core.actor import acting_as_system

GALLERY = "/ui/gallery/"


@pytest.fixture(autouse=True)
def _gallery(settings):
    settings.GALLERY = True


@pytest.fixture
def live(live: str) -> str:
    """The running site with one member, since an empty one only shows its first-run page."""
    with acting_as_system("test"):
        get_user_model().objects.create_user("gallery@example.com", name="Gallery")
    return live


@pytest.fixture
def gallery(page: Page, live: str):
    """`gallery("list")` opens that part of the gallery, in English unless told otherwise, and waits for its scripts."""

    def show(part: str, language: str = "en") -> Page:
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live}])
        page.goto(f"{GALLERY}{part}")
        page.wait_for_load_state("load")
        return page

    return show
