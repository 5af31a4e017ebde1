"""Ctrl-K, also while Chinese is being composed."""

import pytest


@pytest.fixture
def palette(gallery):
    page = gallery("day")
    page.keyboard.press("Control+k")
    page.locator("#palette-input").wait_for()
    return page


def options(page) -> list[str]:
    return page.locator("#palette-list [role=option] [data-label]").all_inner_texts()


def test_typing_finds_and_arrows_choose(palette, axe):
    palette.keyboard.type("con")
    palette.get_by_role("option", name="Condax").wait_for()
    assert options(palette) == ["Condax"] or options(palette) == ["Condax", "Konex"][:1]
    assert axe(palette) == []
    palette.keyboard.press("Enter")
    palette.wait_for_url("**/ui/gallery/record")


def test_arrow_keys_move_and_are_told_to_screen_readers(palette):
    palette.keyboard.type("a")
    palette.get_by_role("option", name="Acme Corporation").wait_for()
    palette.keyboard.press("ArrowDown")
    chosen = palette.locator("#palette-list [aria-selected=true]")
    assert chosen.locator("[data-label]").inner_text() == options(palette)[1]
    assert palette.locator("#palette-input").get_attribute("aria-activedescendant") == chosen.get_attribute("id")


def test_enter_before_the_answer_takes_the_first_hit(palette):
    palette.keyboard.type("acme")
    palette.keyboard.press("Enter")
    palette.wait_for_url("**/ui/gallery/record")


def test_nothing_is_searched_while_composing(palette):
    asked: list[str] = []
    palette.on("request", lambda request: asked.append(request.url) if "/find" in request.url else None)
    keyboard = palette.context.new_cdp_session(palette)
    keyboard.send("Input.imeSetComposition", {"text": "su zhou", "selectionStart": 7, "selectionEnd": 7})
    palette.wait_for_timeout(300)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "苏州"})
    palette.get_by_role("option", name="苏州同里丝绸有限公司").wait_for()
    assert len(asked) == 1


def test_what_is_not_found_is_said(palette):
    palette.keyboard.type("qqqq")
    palette.get_by_text("Nothing found for “qqqq”").wait_for()


def test_opened_lately_is_offered_first(palette):
    palette.keyboard.type("acme")
    palette.keyboard.press("Enter")
    palette.wait_for_url("**/ui/gallery/record")
    palette.keyboard.press("Control+k")
    assert palette.locator("#palette-list [role=group]").get_attribute("aria-label") == "Opened lately"
    assert palette.locator("#palette-list [role=option]").all_inner_texts() == ["Acme Corporation"]


def test_escape_closes_and_gives_the_focus_back(gallery):
    page = gallery("day")
    page.locator(".stat").first.focus()
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "stat"


def test_combobox_takes_a_value_by_keyboard(gallery):
    page = gallery("components")
    page.locator("#pick").fill("acm")
    page.locator("#pick-list [role=option]").first.wait_for()
    assert page.locator("#pick").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert page.locator("#pick").get_attribute("aria-expanded") == "false"
