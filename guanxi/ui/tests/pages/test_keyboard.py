"""Keys, as a member uses them on a list."""

import pytest

FIRST, SECOND, THIRD = "杭州云杉科技有限公司", "Acme Corporation", "苏州同里丝绸有限公司"


@pytest.fixture
def rows(gallery):
    return gallery("list")


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def test_j_and_k_move_over_rows(rows):
    rows.keyboard.press("j")
    assert focused(rows) == FIRST
    rows.keyboard.press("j")
    assert focused(rows) == SECOND
    rows.keyboard.press("k")
    assert focused(rows) == FIRST


def test_enter_opens_the_row(rows):
    rows.keyboard.press("j")
    rows.keyboard.press("Enter")
    rows.wait_for_url("**/ui/gallery/record")


def test_space_peeks_and_escape_goes_back_to_the_row(rows):
    rows.keyboard.press("j")
    rows.keyboard.press("Space")
    rows.locator("#peek .timeline").wait_for()
    rows.keyboard.press("Escape")
    assert rows.locator("#peek").is_hidden()
    assert focused(rows) == FIRST


def test_x_selects_and_shift_x_selects_up_to_here(rows):
    for key in ["j", "x", "j", "j", "Shift+x"]:
        rows.keyboard.press(key)
    assert rows.locator("[data-select]:checked").count() == 3
    assert rows.locator("[data-selected-count]").inner_text() == "3"
    rows.keyboard.press("Escape")
    assert rows.locator("[data-select]:checked").count() == 0
    assert rows.locator("[data-selection]").is_hidden()


def test_select_all_offers_all_that_match(rows):
    rows.locator("[data-select-all]").check()
    assert rows.locator("[data-selected-count]").inner_text() == "30"
    rows.locator("[data-select-matching]").click()
    assert rows.locator("[data-selected-count]").inner_text() == "12,480"
    assert rows.locator("[data-all-matching]").input_value() == "1"
    rows.locator("[data-select]").first.click()
    assert rows.locator("[data-all-matching]").input_value() == ""


def test_slash_goes_to_the_filter_where_keys_are_letters_again(rows):
    rows.keyboard.press("/")
    rows.keyboard.type("jn/")
    assert rows.locator("input[type=search]").input_value() == "jn/"
    assert rows.locator("#new").is_hidden()


def test_n_opens_the_dialog_and_focus_returns(rows):
    opener = rows.locator("[data-dialog=new]")
    opener.focus()
    rows.keyboard.press("n")
    assert rows.locator("#new").is_visible()
    rows.keyboard.press("Escape")
    assert rows.locator("#new").is_hidden()
    assert rows.evaluate("document.activeElement.dataset.dialog") == "new"


def test_g_then_letter_goes(rows):
    rows.keyboard.press("g")
    rows.keyboard.press("d")
    rows.wait_for_url("**/ui/gallery/day")


def test_question_mark_lists_the_keys_of_this_page(rows, axe):
    rows.keyboard.press("?")
    listed = rows.locator("#keys-list li").all_inner_texts()
    assert [line.split("\n")[0] for line in listed[:4]] == ["Find anything", "All keys", "Next or previous row", "Open"]
    assert any(line.startswith("New customer") for line in listed)
    assert axe(rows) == []


def test_single_keys_can_be_switched_off(rows):
    rows.keyboard.press("?")
    rows.locator("[data-keys-switch]").uncheck()
    rows.keyboard.press("Escape")
    rows.keyboard.press("n")
    assert rows.locator("#new").is_hidden()
    rows.keyboard.press("Control+k")
    assert rows.locator("#palette").is_visible()


def test_click_on_a_row_opens_it_and_on_its_box_does_not(rows):
    rows.locator("[data-row='2'] [data-select]").click()
    assert rows.url.endswith("/list")
    rows.locator("[data-row='2'] td").nth(3).click()
    rows.wait_for_url("**/ui/gallery/record")
