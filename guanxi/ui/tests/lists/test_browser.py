"""A list as somebody uses it: filter, keep the view, hand over, take back, export; by keyboard, and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core import work
from guanxi.core.actor import acting_as_system
from guanxi.core.models import Work
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_member
from guanxi.ui.records import exporting
from tests.fixtures.browser import Axe, Screenshot

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Any], None]


def people() -> tuple[Any, Any]:
    with acting_as_system("test"):
        boss, colleague = make_member("周敏", scope="all"), make_member("Li Lei")
        for number in range(45):
            stage = ("lead", "prospect", "customer", "lapsed")[number % 4]
            make_customer(
                f"中国第{number:02}纺织有限公司" if number % 2 else f"Acme {number:02} Ltd",
                owner=boss,
                stage=stage,
                city="上海" if number % 3 else "Shenzhen",
                tags=["vip", "fair 2026"][: number % 3],
                industry="Textiles",
            )
    return boss, colleague


def test_list_filters_keeps_the_view_hands_over_and_exports(page: Page, sign_in: SignIn) -> None:
    boss, colleague = people()
    sign_in(boss)
    page.goto("/customers/")
    expect(page.locator("#list-count")).to_have_text("45")
    page.get_by_role("button", name="Add filter").click()
    page.locator("#add-filter").get_by_role("button", name="Stage", exact=True).click()
    page.get_by_role("dialog").get_by_label("Lapsed").check()
    page.get_by_role("dialog").get_by_role("button", name="Filter").click()
    expect(page.locator("#list-count")).to_have_text("11")
    assert "f=stage:any:lapsed" in page.url
    page.get_by_role("button", name="Save view").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Lost ones")
    page.get_by_role("dialog").get_by_role("button", name="Save view").click()
    expect(page.get_by_role("link", name="Lost ones")).to_have_attribute("aria-current", "page")
    expect(page.locator("#list-count")).to_have_text("11")
    page.locator("[data-select-all]").check()
    page.locator("[data-verb=assign]").click()
    box = page.get_by_role("dialog").get_by_role("combobox")
    box.press_sequentially("Li")
    page.get_by_role("option", name="Li Lei").click()
    page.get_by_role("dialog").get_by_role("button", name="Hand over").click()
    expect(page.locator(".toast")).to_contain_text("11 handed over.")
    expect(page.locator("#rows")).to_contain_text("Li Lei")
    with acting_as_system("test"):
        assert Customer.objects.filter(owner=colleague).count() == 11
    page.get_by_role("button", name="Export").first.click()
    page.get_by_role("dialog").get_by_label("Text table (CSV)").check()
    page.get_by_role("dialog").get_by_role("button", name="Export").click()
    expect(page.locator(".toast").last).to_contain_text("Under way")
    with acting_as_system("test"):
        job = Work.objects.get(kind="export")
    work.run(job.pk)
    with page.expect_download() as started:
        page.evaluate("url => { location.href = url }", f"/customers/export/{job.pk}/")
    assert started.value.path().read_bytes() == exporting.file_of(job).read_bytes()
    assert exporting.file_of(job).read_text("utf-8-sig").count("\n") == 12


def test_deleting_is_taken_back_from_the_toast(page: Page, sign_in: SignIn) -> None:
    boss, _ = people()
    sign_in(boss)
    page.goto("/customers/?f=name:starts:acme 00")
    page.locator("[data-row] [data-select]").first.check()
    page.locator("[data-verb=delete]").click()
    expect(page.locator(".toast")).to_contain_text("1 put into the recycle bin.")
    expect(page.locator("[data-row]")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-row]")).to_have_count(1)


def test_deleting_all_that_match_says_how_many_and_is_undone_from_its_page(page: Page, sign_in: SignIn) -> None:
    boss, _colleague = people()
    sign_in(boss)
    page.goto("/customers/")
    page.locator("[data-select-all]").check()
    page.get_by_role("button", name="Select all 45").click()
    page.locator("[data-verb=delete]").click()
    sure = page.get_by_role("dialog").get_by_role("button", name="Delete 45")
    expect(sure).to_be_visible()
    expect(page.locator("[data-selected-count]")).to_have_text("45")
    sure.click()
    page.locator(".toast a").click()
    with acting_as_system("test"):
        job = Work.objects.get()
    work.run(job.pk)
    page.reload()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(f"**/work/{job.pk + 1}/")
    work.run(job.pk + 1)
    page.goto("/customers/")
    expect(page.locator("#list-count")).to_have_text("45")


def test_rows_are_previewed_and_columns_chosen_by_keyboard(page: Page, sign_in: SignIn) -> None:
    boss, _ = people()
    sign_in(boss)
    page.goto("/customers/")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(page.locator("#peek")).to_contain_text("Textiles")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Columns").press("Enter")
    page.locator("#columns").get_by_role("checkbox", name="Industry").uncheck()
    page.get_by_role("button", name="Use these columns").press("Enter")
    expect(page.locator("thead")).not_to_contain_text("Industry")
    page.goto("/customers/")
    expect(page.locator("thead")).not_to_contain_text("Industry")


def test_list_and_its_dialogs_are_accessible_and_photographed(
    page: Page, sign_in: SignIn, axe: Axe, screenshot: Screenshot
) -> None:
    boss, _ = people()
    sign_in(boss)
    page.goto("/customers/?f=stage:any:lead,prospect;any(city:is:上海;city:is:Shenzhen);bogus:is:1")
    expect(page.locator("#list-count")).to_have_text("23")
    screenshot(page, "list", full_page=False)
    assert axe(page) == []
    page.goto("/customers/?f=stage:any:lead;city:is:Nowhere")
    screenshot(page, "list-empty", full_page=False)
    assert axe(page) == []
    page.goto("/customers/?f=stage:any:lead")
    for name, opener in (("filter", ".chip > button"), ("view", ".tab-add"), ("export", ".page-actions button")):
        page.locator(opener).first.click()
        page.locator("#list-dialog dialog").wait_for()
        screenshot(page, f"list-{name}", reload=False, full_page=False)
        assert axe(page) == []
        page.keyboard.press("Escape")
    page.locator("[data-select-all]").check()
    page.locator("[data-verb=edit]").click()
    page.locator("#bulk_field").select_option("stage")
    page.locator("#bulk-value select option[value=lapsed]").wait_for(state="attached")
    screenshot(page, "list-bulk-edit", reload=False, full_page=False)
    assert axe(page) == []
