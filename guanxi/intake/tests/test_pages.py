"""The wizard from upload to undo, page by page."""

import html
import io
import re
import zipfile
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.core import work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer, Identity
from guanxi.intake.models import Import, Mapping, RejectedRow
from guanxi.intake.tests.real import content
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db
CSV = "客户名称,电话,城市\n中国移动,13800000001,北京\n坏电话,123,上海\n".encode("gb18030")


@pytest.fixture
def anna():
    with acting_as_system("test"):
        return make_member("Anna", scope="own")


@pytest.fixture
def browser(client: Client, anna):
    client.force_login(anna)
    return client


def send(browser, data, name="kunden.csv"):
    return browser.post("/intake/upload/", {"file": SimpleUploadedFile(name, data)})


def number(response):
    found = re.search(r"/intake/(\d+)/", response.headers["Location"])
    return int(found[1])


def stored(pk):
    with acting_as_system("test"):
        return Import.objects.select_related("work").get(pk=pk)


def do(pk):
    """What the worker would do now."""
    work.run(stored(pk).work_id)


def planned(browser, data=CSV, name="kunden.csv"):
    pk = number(send(browser, data, name))
    assert browser.post(f"/intake/{pk}/target/", {"target": "customer"}).status_code == 302
    page = browser.get(f"/intake/{pk}/columns/").content.decode()
    chosen = dict(re.findall(r'name="(field-\d+)".*?value="(\w*)" selected', page))
    assert browser.post(f"/intake/{pk}/columns/", chosen).headers["Location"] == f"/intake/{pk}/matching/"
    answer = browser.post(f"/intake/{pk}/matching/", {"keys": ["phone"], "on_match": "fill", "owner": "me"})
    assert answer.headers["Location"] == f"/intake/{pk}/check/"
    return pk


def test_the_whole_way_from_a_gb18030_file_to_undo(browser, anna):
    pk = number(send(browser, CSV))
    page = browser.get(f"/intake/{pk}/file/").content.decode()
    assert "中国移动" in page
    assert '<option value="gb18030" selected>' in page
    pk = planned(browser)
    assert [one["field"] for one in stored(pk).plan["columns"]] == ["name", "phone", "city"]
    browser.post(f"/intake/{pk}/check/")
    assert stored(pk).state == "checking"
    assert browser.get(f"/intake/{pk}/live/").status_code == 200
    do(pk)
    assert browser.get(f"/intake/{pk}/live/").headers["HX-Refresh"] == "true"
    page = browser.get(f"/intake/{pk}/check/").content.decode()
    assert "“123” is not a phone number." in page
    browser.post(f"/intake/{pk}/start/")
    do(pk)
    page = browser.get(f"/intake/{pk}/result/").content.decode()
    assert "Mend 1 rejected row" in page
    page = browser.get(f"/intake/{pk}/rejected/").content.decode()
    assert 'name="cell-1" value="123"' in page
    answer = browser.post(f"/intake/{pk}/rejected/3/", {"cell-1": "13800000002"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert stored(pk).counts["rejected"] == 0
    assert stored(pk).counts["created"] == 2
    with acting_as(anna.pk, through="page"):
        assert set(Customer.objects.values_list("name", "city")) == {("中国移动", "北京"), ("坏电话", "上海")}
    browser.post(f"/intake/{pk}/undo/")
    do(pk)
    assert stored(pk).state == "undone"
    with acting_as(anna.pk, through="page"):
        assert Customer.objects.alive().count() == 0
        assert Identity.objects.alive().count() == 0


def test_undo_puts_old_values_back_and_keeps_what_was_touched_since(browser, anna):
    with acting_as_system("test"):
        old = make_customer("Old", owner=anna)
        Identity.objects.create(customer=old, channel="phone", value="+8613800000001")
    pk = planned(browser, b"name,phone,city\nOld,13800000001,Paris\nA,13800000002,X\nB,13800000003,Y\n")
    browser.post(f"/intake/{pk}/start/")
    do(pk)
    with acting_as(anna.pk, through="page"):
        assert Customer.objects.get(pk=old.pk).city == "Paris"
        Customer.objects.filter(name="B").update(city="Z")
    browser.post(f"/intake/{pk}/undo/")
    do(pk)
    with acting_as(anna.pk, through="page"):
        assert set(Customer.objects.alive().values_list("name", "city")) == {("Old", ""), ("B", "Z")}
        assert set(Identity.objects.alive().values_list("value", flat=True)) == {"+8613800000001", "+8613800000003"}
    assert stored(pk).counts["undo_kept"] == 2  # the customer and the phone that goes with him
    assert "B" in browser.get(f"/intake/{pk}/result/").content.decode()


def test_a_row_that_is_still_wrong_says_why(browser):
    pk = planned(browser)
    browser.post(f"/intake/{pk}/start/")
    do(pk)
    answer = browser.post(f"/intake/{pk}/rejected/3/", {"cell-1": "77"}, headers={"HX-Request": "true"})
    assert "“77” is not a phone number." in answer.content.decode()


def test_rejected_rows_are_downloaded_mended_and_sent_again(browser, anna):
    pk = planned(browser)
    browser.post(f"/intake/{pk}/start/")
    do(pk)
    text = b"".join(browser.get(f"/intake/{pk}/rejected.csv").streaming_content).decode("utf-8-sig")
    assert text.splitlines() == ["客户名称,电话,城市,Problem", "坏电话,123,上海,Phone: “123” is not a phone number."]
    answer = browser.post(
        "/intake/upload/",
        {"file": SimpleUploadedFile("mended.csv", text.replace("123,", "13800000009,").encode()), "like": pk},
    )
    again = number(answer)
    assert answer.headers["Location"] == f"/intake/{again}/check/"
    browser.post(f"/intake/{again}/start/")
    do(again)
    assert stored(again).counts["created"] == 1


def test_an_import_that_was_undone_offers_no_row_for_mending(browser):
    pk = planned(browser)
    browser.post(f"/intake/{pk}/start/")
    do(pk)
    pages = (f"/intake/{pk}/result/", f"/intake/{pk}/rejected/")
    offers = ["Mend 1 rejected row" in browser.get(pages[0]).text, "Try this row again" in browser.get(pages[1]).text]
    imported = stored(pk).ended_at
    browser.post(f"/intake/{pk}/undo/")
    do(pk)
    offers += ["Mend 1 rejected row" in browser.get(pages[0]).text, "Try this row again" in browser.get(pages[1]).text]
    assert offers == [True, True, False, False]
    assert stored(pk).ended_at > imported


def test_rows_are_discarded(browser):
    pk = planned(browser)
    browser.post(f"/intake/{pk}/start/")
    do(pk)
    browser.post(f"/intake/{pk}/rejected/discard/", {"number": "3"})
    assert (stored(pk).counts["rejected"], stored(pk).counts["discarded"]) == (0, 1)
    with acting_as_system("test"):
        assert RejectedRow.objects.get(run_id=pk).state == "discarded"


def test_discarding_says_how_many_rows_and_is_taken_back(browser):
    pk = planned(browser)
    browser.post(f"/intake/{pk}/start/")
    do(pk)
    assert "Discard 1 row</button>" in browser.get(f"/intake/{pk}/rejected/").content.decode()
    page = browser.post(f"/intake/{pk}/rejected/discard/", follow=True).content.decode()
    assert (stored(pk).counts["rejected"], stored(pk).counts["discarded"]) == (0, 1)
    undo = html.unescape(re.search(r'data-undo="(/intake/[^"]+)"', page).group(1))
    assert browser.post(undo.partition("?")[0] + "?at=2026-01-01").status_code == 404
    assert browser.post(undo)["HX-Redirect"] == f"/intake/{pk}/rejected/"
    assert (stored(pk).counts["rejected"], stored(pk).counts["discarded"]) == (1, 0)
    with acting_as_system("test"):
        row = RejectedRow.objects.get(run_id=pk)
    assert (row.state, row.mended_at) == ("open", None)


def test_a_mapping_is_saved_and_offered_for_the_same_columns(browser):
    pk = planned(browser)
    browser.post(
        f"/intake/{pk}/matching/", {"keys": ["phone"], "on_match": "fill", "owner": "me", "save_as": "Monthly list"}
    )
    with acting_as_system("test"):
        saved = Mapping.objects.get(name="Monthly list")
    other = number(send(browser, CSV))
    browser.post(f"/intake/{other}/target/", {"target": "customer"})
    assert "Monthly list" in browser.get(f"/intake/{other}/columns/").content.decode()
    browser.post(f"/intake/{other}/columns/", {"mapping": saved.pk})
    assert stored(other).plan == saved.settings


def test_a_wrong_encoding_is_put_right(browser):
    pk = number(send(browser, CSV))
    page = browser.post(
        f"/intake/{pk}/file/", {"encoding": "latin-1", "delimiter": ",", "header_row": "1"}
    ).content.decode()
    assert "中国移动" not in page
    page = browser.post(
        f"/intake/{pk}/file/", {"encoding": "gb18030", "delimiter": ",", "header_row": "1"}
    ).content.decode()
    assert "中国移动" in page


def test_the_reasons_are_told_in_chinese(browser):
    pk = planned(browser)
    browser.post(f"/intake/{pk}/start/")
    do(pk)
    page = browser.get(f"/intake/{pk}/rejected/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "不是电话号码" in page


def test_imports_are_private(browser, client):
    pk = planned(browser)
    with acting_as_system("test"):
        bert = make_member("Bert", scope="all")
    client.force_login(bert)
    assert client.get(f"/intake/{pk}/file/").status_code == 404
    assert client.get(f"/intake/{pk}/rejected.csv").status_code == 404
    assert "kunden.csv" not in client.get("/intake/").content.decode()


BAD = [
    (b"", "empty.csv", 422),
    (b"%PDF-1.4\n%\xe2\xe3\n1 0 obj", "list.csv", 422),
    (b"PK\x03\x04broken", "list.xlsx", 422),
    (b"<html><body><table><tr><td>x", "list.xls", 422),
    (b"name,phone\n", "header.csv", 302),
    (b"name,phone\na,13800000001,extra,more\nb,13800000002\n", "ragged.csv", 302),
    (b"name,phone\na\x00b,13800000001\n", "nul.csv", 302),
    (b"name,phone\n" + b"x" * 10_000_000 + b",13800000001\nb,13800000002\n", "huge.csv", 302),
    (b"name,name\na,b\n", "double.csv", 302),
    (b"name,phone\n\xff\xfe\xff broken,13800000001\nb,13800000002\n", "bytes.csv", 302),
    (b"name,phone\na,1.38E+10\n", "excel.csv", 302),
]


@pytest.mark.parametrize(("data", "name", "status"), BAD, ids=[name for _data, name, _status in BAD])
def test_bad_files_are_refused_or_shown_never_a_crash(browser, data, name, status):
    answer = send(browser, data, name)
    assert answer.status_code == status
    if status == 302:
        pk = number(answer)
        assert browser.get(f"/intake/{pk}/file/").status_code == 200
        browser.post(f"/intake/{pk}/target/", {"target": "customer"})
        assert browser.get(f"/intake/{pk}/columns/").status_code == 200


def test_a_ragged_file_goes_in_but_for_its_broken_rows(browser):
    pk = planned(browser, b"name,phone\na,13800000001,extra,more\nb,13800000002\nc\n", "ragged.csv")
    browser.post(f"/intake/{pk}/start/")
    do(pk)
    assert (stored(pk).counts["created"], stored(pk).counts["rejected"]) == (2, 1)


def test_every_real_table_can_be_looked_at(browser):
    for name in (
        "contact_exports/outlook_shared_contacts.csv",
        "maven_crm_sales/accounts.csv",
        "china_names/chinese_family_name_1k.xlsx",
    ):
        pk = number(send(browser, content("tables.zip", name), name.split("/")[1]))
        assert browser.get(f"/intake/{pk}/file/").status_code == 200
        assert browser.get(f"/intake/{pk}/target/").status_code == 200


def bomb():
    """An XLSX of a few kilobytes whose sheet unpacks to 600 MB of blanks."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>')
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _block in range(600):
                sheet.write(b" " * 1_000_000)
    return made.getvalue()


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(browser):
    data = bomb()
    assert len(data) < 1_000_000
    answer = send(browser, data, "bomb.xlsx")
    assert answer.status_code == 422
    assert "unpacks" in answer.content.decode()


def run_plan(browser, data, chosen, **writing):
    """Upload, fill these columns, run; the import as stored."""
    pk = number(send(browser, data))
    browser.post(f"/intake/{pk}/target/", {"target": "customer"})
    assert browser.post(f"/intake/{pk}/columns/", {**chosen, **writing}).status_code == 302
    browser.post(f"/intake/{pk}/start/")
    do(pk)
    return stored(pk)


def test_dates_in_five_styles_and_numbers_with_wan_and_separators(browser, anna):
    rows = [
        ("A", "2026-03-04", "1.2万"), ("B", "2026/3/4", "1,234,567.50"), ("C", "2026年3月4日", "3亿"),
        ("D", "20260304", "¥ 12 000"), ("E", "Mar 4, 2026", "(5)"),
    ]  # fmt: skip
    data = "\n".join(["name;next;revenue", *(";".join(row) for row in rows)]).encode()
    run = run_plan(browser, data, {"field-0": "name", "field-1": "next_contact_at", "field-2": "revenue"})
    assert run.counts["created"] == 5
    with acting_as(anna.pk, through="page"):
        found = list(Customer.objects.order_by("name").values_list("next_contact_at", "revenue"))
    assert {moment.astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat() for moment, _revenue in found} == {
        "2026-03-04"
    }
    assert [float(revenue) for _moment, revenue in found] == [12_000, 1_234_567.5, 300_000_000, 12_000, -5]


def test_ambiguous_dates_are_left_out_until_their_order_is_chosen(browser, anna):
    data = b"name,next\nA,03/04/2026\nB,05/06/2026\n"
    chosen = {"field-0": "name", "field-1": "next_contact_at"}
    first = run_plan(browser, data, chosen).counts
    assert (first["created"], first["partly"]) == (2, 2)
    assert run_plan(browser, data, chosen, date_order="dmy").counts["updated"] == 2
    with acting_as(anna.pk, through="page"):
        moment = Customer.objects.get(name="A").next_contact_at
    assert moment.astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat() == "2026-04-03"


def test_invisible_characters_are_taken_out_and_lost_digits_told(browser, anna):
    data = "name,phone\n\u200bAc\u00adme\u00a0Ltd\ufeff,\u202a138\u00a00000 0001\nBad,1.38E+10\nGood,13800000002.0\n".encode()
    run = run_plan(browser, data, {"field-0": "name", "field-1": "phone"})
    assert (run.counts["created"], run.counts["rejected"]) == (2, 1)
    with acting_as(anna.pk, through="page"):
        assert set(Customer.objects.values_list("name", flat=True)) == {"Acme Ltd", "Good"}
        assert set(Identity.objects.values_list("value", flat=True)) == {"+8613800000001", "+8613800000002"}
        assert RejectedRow.objects.get().problems[0]["code"] == "digits_lost"


def test_a_huge_cell_and_broken_bytes_reject_their_rows_alone(browser, anna):
    data = (
        b"name,phone\n"
        + b"x" * 10_000_000
        + b",13800000001\nb,13800000002\na\xc3\x28\x81,13800000003\n"
        + "中国,13800000004\n".encode()
    )
    run = run_plan(browser, data, {"field-0": "name", "field-1": "phone"}, encoding="utf-8")
    assert run.state == "done", run.work.error
    assert run.counts["rejected"] >= 1
    with acting_as(anna.pk, through="page"):
        assert "b" in set(Customer.objects.values_list("name", flat=True))


def test_the_list_asks_equally_often_for_one_import_and_for_many(browser):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert browser.get("/intake/").status_code == 200
        return len(seen)

    send(browser, CSV)
    one = queries()
    for _time in range(5):
        send(browser, CSV)
    assert queries() == one


def test_a_value_left_out_is_shown_mended_and_not_sent_twice(browser, anna):
    data = b"name,next,city\nA,soon,Paris\n"
    run = run_plan(browser, data, {"field-0": "name", "field-1": "next_contact_at", "field-2": "city"})
    page = browser.get(f"/intake/{run.pk}/result/").content.decode()
    assert "Mend values of 1 row" in page
    page = browser.get(f"/intake/{run.pk}/rejected/").content.decode()
    assert "The row is in without these values." in page
    assert ('name="cell-1" value="soon"' in page, 'name="cell-2"' in page) == (True, False)
    lines = b"".join(browser.get(f"/intake/{run.pk}/rejected.csv").streaming_content).decode().splitlines()
    assert len(lines) == 2  # known by its name
    with acting_as(anna.pk, through="page"):
        Import.objects.filter(pk=run.pk).update(plan={**run.plan, "keys": []})
    lines = b"".join(browser.get(f"/intake/{run.pk}/rejected.csv").streaming_content).decode().splitlines()
    assert len(lines) == 1  # nothing would recognise it: sent again it would be doubled
    answer = browser.post(f"/intake/{run.pk}/rejected/2/", {"cell-1": "2026-03-04"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    with acting_as(anna.pk, through="page"):
        assert [one.next_contact_at is not None for one in Customer.objects.all()] == [True]
