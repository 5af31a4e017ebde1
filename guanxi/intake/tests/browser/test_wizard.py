"""The wizard in a real browser: a GB18030 file from upload to a mended row."""

import re

import pytest

from guanxi.core import work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.models import Customer
from guanxi.intake.models import Import
from guanxi.intake.tests.real import content
from guanxi.intake.tests.test_mappings import saved
from guanxi.staff.factories import make_member
from tests.fixtures.browser import SIZES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna(live):
    with acting_as_system("test"):
        return make_member("Anna", scope="own")


@pytest.fixture
def file(tmp_path):
    """Real company names in GB18030, with phones, one of them broken."""
    lines = (
        content("tables.zip", "china_gb18030/company_short_names_20k_gb18030.csv").decode("gb18030").splitlines()[1:41]
    )
    rows = ["客户编号,公司名称,联系电话,城市"]
    for at, line in enumerate(lines):
        number, name = line.split(",")
        rows.append(f"{number},{name},{'1.38E+10' if at == 7 else 13800000000 + at},{'北京' if at % 2 else '上海'}")
    path = tmp_path / "客户.csv"
    path.write_bytes("\n".join(rows).encode("gb18030"))
    return path


def wrong(axe, page):
    """What axe finds in the page itself; the frame around it is tested with the page kit."""
    return [one for one in axe(page) if "member-menu" not in one]


def cut_on_a_phone(page, selector):
    """What of the selector reaches beyond the right edge of a phone; the page is as wide as before afterwards."""
    page.set_viewport_size(SIZES["390"])
    boxes = [one.bounding_box() for one in page.locator(selector).locator("visible=true").all()]
    page.set_viewport_size(SIZES["1440"])
    assert boxes
    return [one for one in boxes if one["x"] + one["width"] > SIZES["390"]["width"]]


def do_work():
    """What the worker would do."""
    with acting_as_system("test"):
        pk = Import.objects.order_by("-pk").values_list("work_id", flat=True)[0]
    work.run(pk)


def test_a_file_goes_from_upload_to_a_mended_row(page, sign_in, anna, file, screenshot, axe):
    sign_in(anna)
    page.goto("/intake/")
    screenshot(page, "import-list-empty")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile("/file/"))
    assert page.locator("select[name=encoding]").input_value() == "gb18030"
    screenshot(page, "import-file")
    assert wrong(axe, page) == []
    page.get_by_role("button", name=re.compile("This reads right|读得对")).click()
    page.wait_for_url(re.compile("/target/"))
    screenshot(page, "import-target")
    assert wrong(axe, page) == []
    page.locator(".wizard-buttons .btn-primary").click()
    page.wait_for_url(re.compile("/columns/"))
    chosen = [page.locator(f"#field-{at}").input_value() for at in range(4)]
    assert chosen == ["reference", "name", "phone", "city"]
    screenshot(page, "import-columns")
    assert (wrong(axe, page), cut_on_a_phone(page, "#columns tbody select")) == ([], [])
    page.locator(".wizard-buttons .btn-primary").click()
    page.wait_for_url(re.compile("/matching/"))
    screenshot(page, "import-matching")
    assert wrong(axe, page) == []
    page.locator(".wizard-buttons .btn-primary").click()
    page.wait_for_url(re.compile("/check/"))
    page.locator(".wizard-buttons .btn-primary").click()
    page.locator("#import-live").wait_for()
    do_work()
    page.locator(".outcome").wait_for()
    assert page.locator(".outcome b").all_inner_texts() == ["40", "1"]
    screenshot(page, "import-check")
    assert wrong(axe, page) == []
    page.locator(".wizard-buttons .btn-primary").click()
    page.wait_for_url(re.compile("/result/"))
    do_work()
    page.get_by_role("link", name=re.compile("Mend values of 1 row")).wait_for()
    screenshot(page, "import-result")
    assert wrong(axe, page) == []
    page.get_by_role("link", name=re.compile("Mend values of 1 row")).click()
    page.wait_for_url(re.compile("/rejected/"))
    screenshot(page, "import-rejected")
    assert wrong(axe, page) == []
    page.locator(".rejected-row input[aria-invalid=true]").fill("13900000000")
    page.locator(".rejected-row button[type=submit]:not([formaction])").click()
    page.locator(".rejected-row[data-state=mended]").wait_for()
    with acting_as(anna.pk, through="page"):
        assert Customer.objects.count() == 40
    page.goto("/intake/")
    screenshot(page, "import-list")
    assert wrong(axe, page) == []


def test_saved_mappings_fit_a_phone(page, sign_in, anna, axe, screenshot):
    saved(anna, "Addresses from the trade fair in autumn")
    sign_in(anna)
    page.goto("/intake/mappings/")
    assert wrong(axe, page) == []
    page.set_viewport_size(SIZES["390"])
    name = page.get_by_text("Addresses from the trade fair in autumn").bounding_box()
    assert name["width"] > 120  # words side by side, not letters one below the other
    assert cut_on_a_phone(page, "tbody td:visible") == []
    page.set_viewport_size(SIZES["390"])
    assert wrong(axe, page) == []
    screenshot(page, "import-mappings")
