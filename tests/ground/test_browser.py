"""The browser fixtures, on the sign-in page."""

from itertools import product

import pytest
from playwright.sync_api import Page

from tests.fixtures.browser import SCREENSHOTS, Axe, Screenshot


def test_page_is_served_under_the_content_policy(page: Page, faults: list[str]) -> None:
    answer = page.goto("/accounts/login/")
    assert answer is not None
    assert answer.status == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert page.evaluate("window.ran") is None
    assert ["Content Security Policy" in fault for fault in faults] == [True]
    faults.clear()


def test_axe_reports_an_image_without_words(page: Page, axe: Axe) -> None:
    page.goto("/accounts/login/")
    page.evaluate("document.body.append(document.createElement('img'))")
    assert [line.split(":")[0] for line in axe(page) if "image-alt" in line] == ["light image-alt", "dark image-alt"]


@pytest.mark.parametrize("wanted", ["", "all"])
def test_screenshots_cover_size_theme_and_language(
    page: Page, screenshot: Screenshot, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    monkeypatch.setenv("SCREENSHOTS", wanted)
    for old in SCREENSHOTS.glob("ground-*.png"):
        old.unlink()
    page.goto("/accounts/login/")
    screenshot(page, "ground")
    taken = {tuple(path.stem.split("-")[1:]) for path in SCREENSHOTS.glob("ground-*.png")}
    every = set(product(("1440", "390"), ("dark", "light"), ("en", "zh")))
    assert taken == every if wanted else len(taken) == 4
    pairs = [{(a, b) for a, b, _ in every}, {(a, c) for a, _, c in every}, {(b, c) for _, b, c in every}]
    assert [{(a, b) for a, b, _ in taken}, {(a, c) for a, _, c in taken}, {(b, c) for _, b, c in taken}] == pairs
