"""Every part of the kit: seen at two widths, light and dark, in both languages; without fault, and light to load."""

import gzip

import pytest

PARTS = ["components", "list", "record", "day", "wizard", "form", "rights", "sign-in"]
LARGEST = 250 * 1024  # bytes, compressed: page, styles, scripts, fonts, images
LARGEST_HTML = 100 * 1024


@pytest.mark.parametrize("part", PARTS)
def test_part_has_no_wcag_fault(gallery, axe, part):
    assert axe(gallery(part)) == []


@pytest.mark.parametrize("part", PARTS)
def test_part_has_no_wcag_fault_on_a_phone_in_chinese(gallery, axe, page, part):
    page.set_viewport_size({"width": 390, "height": 844})
    assert axe(gallery(part, "zh-hans")) == []


@pytest.mark.parametrize("part", PARTS)
def test_part_is_photographed_and_never_wider_than_the_screen(gallery, screenshot, page, part):
    screenshot(gallery(part), f"ui-{part}")
    for width in (1440, 1024, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("number", [400, 403, 404, 409, 413, 429, 500, 503])
def test_error_page_says_what_was_kept_and_has_no_fault(page, axe, number):
    page.goto(f"/ui/gallery/error/{number}")
    assert page.locator("h1").count() == 1
    assert page.locator(".error-facts dt").count() == 4
    assert axe(page) == []


def test_chinese_page_says_so_and_speaks_chinese(gallery):
    page = gallery("list", "zh-hans")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.locator("h1").inner_text().split() == ["客户", "约", "12,480"]


def test_first_page_is_light(gallery, page):
    loaded: dict[str, int] = {}

    def weigh(response):
        body = response.body()
        is_packed = response.url.endswith((".woff2", ".png"))
        loaded[response.url] = len(body) if is_packed else len(gzip.compress(body))

    page.on("response", weigh)
    gallery("list")
    page.wait_for_load_state("networkidle")
    assert sum(loaded.values()) <= LARGEST
    assert len(page.content()) <= LARGEST_HTML


def test_gallery_is_hidden_where_it_is_not_wanted(page, settings):
    settings.GALLERY = False
    assert page.goto("/ui/gallery/list").status == 404
