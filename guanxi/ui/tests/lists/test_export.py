"""Exports: complete, once, whoever kills them; no formula, no secret, no stranger."""

import csv
import io
import json
import os
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone, translation

from guanxi.core import work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.kinds import kind
from guanxi.core.models import Work
from guanxi.core.refused import NotAllowed
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_member, make_role
from guanxi.staff.models import Notice
from guanxi.staff.queries import notice
from guanxi.ui.records import exporting, sheets

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12)  # noqa: DTZ001 - a spreadsheet knows no zones
COLUMNS = ["name", "stage", "owner", "city", "revenue", "last_contact_at", "tags"]


def start(member: Any, file_format: str, columns: list[str] | None = None, **chosen: Any) -> Work:
    with acting_as(member.pk, through="page") as actor:
        chosen = chosen or {"filter": {"all": []}}
        return exporting.start(kind("customer"), columns or COLUMNS, file_format, chosen, total=0, actor=actor)


def finished(job: Work) -> Work:
    work.run(job.pk)
    with acting_as_system("test"):
        job.refresh_from_db()
    return job


def rows_of(job: Work) -> list[list[str]]:
    return list(csv.reader(io.StringIO(exporting.file_of(job).read_text("utf-8-sig"), newline="")))


def test_csv_has_a_mark_words_for_choices_and_only_the_members_records() -> None:
    with acting_as_system("test"):
        ann, bob = make_member("Ann"), make_member("Bob")
        at = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)
        make_customer(
            "中国, 纺织",
            owner=ann,
            city="上海",
            revenue=Decimal("-12.50"),
            currency="CNY",
            last_contact_at=at,
            tags=["a", "b"],
        )
        make_customer("Not mine", owner=bob)
    job = finished(start(ann, "csv"))
    assert exporting.file_of(job).read_bytes()[:3] == b"\xef\xbb\xbf"
    head, *rows = rows_of(job)
    assert len(head) == 8
    assert rows == [
        ["中国, 纺织", str(Customer.Stage.LEAD.label), "Ann", "上海", "-12.50", "CNY", "2026-03-01 12:30:00", "a, b"]
    ]
    assert (job.state, job.result["rows"]) == ("done", 1)


def test_a_member_who_chose_no_language_exports_in_that_of_the_page() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann")
        make_customer("中国纺织", owner=ann, stage="lead", last_contact_at=datetime(2026, 3, 1, 4, 30, tzinfo=UTC))
    with translation.override("zh-hans"), timezone.override(ZoneInfo("Europe/Berlin")):
        job = start(ann, "csv", ["stage", "last_contact_at"])
    with translation.override("en"):
        rows = rows_of(finished(job))
    assert rows == [["阶段", "最近联系"], ["线索", "2026-03-01 05:30:00"]]
    with translation.override("zh-hans"), acting_as(ann.pk, through="page"):
        told = notice.shown(Notice.objects.get(member=ann))["text"]
    assert told == "导出客户（CSV）：文件已就绪，共 1 行，保留 7 天。"


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_text_that_a_sheet_would_calculate_is_defused(text: str, tmp_path: Path) -> None:
    assert sheets.csv_cell(text) == f"'{text}"
    lines = tmp_path / "lines"
    lines.write_text(json.dumps(["Head"]) + "\n" + json.dumps([text]) + "\n")
    sheets.pack_xlsx(lines, tmp_path / "book.xlsx", title="T")
    cell = openpyxl.load_workbook(tmp_path / "book.xlsx").active["A2"]
    assert (cell.data_type, cell.value.strip()) == ("s", text.strip())


def test_numbers_stay_numbers() -> None:
    assert [sheets.csv_cell(one) for one in (-5, Decimal("-1.5"), None, True)] == [-5, Decimal("-1.5"), "", True]


def test_workbook_opens_with_types_and_goes_on_on_a_second_sheet(tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    rows = [["Name", "When", "Sum"], *[[f"N{n}", ["t", 46082.5], ["n", "1.25"]] for n in range(5)]]
    lines.write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    sheets.pack_xlsx(lines, tmp_path / "book.xlsx", title="Cust/omers", rows_of_a_sheet=3)
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == ["Cust omers", "Cust omers 2", "Cust omers 3"]
    found = [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows(min_row=2)]
    assert found == [[f"N{n}", NOON, 1.25] for n in range(5)]
    assert [sheet["A1"].value for sheet in book] == ["Name"] * 3


def test_empty_export_is_a_workbook_with_its_head() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann")
    job = finished(start(ann, "xlsx", ["name", "city"]))
    sheet = openpyxl.load_workbook(exporting.file_of(job)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["Name", "City"]]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize("fatal", [1, 2, 3, 4])
def test_export_killed_at_any_step_ends_as_the_same_one_file(
    file_format: str, fatal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "CHUNK", 3)
    with acting_as_system("test"):
        ann = make_member("Ann")
        for number in range(7):
            make_customer(f"A{number}", owner=ann)
    whole = finished(start(ann, file_format, ["name"]))
    job = start(ann, file_format, ["name"])
    original, calls = exporting._append, []
    finish = exporting._finish

    def dying(*given: Any) -> Any:
        calls.append(1)
        answer = original(*given)
        if len(calls) == fatal:
            raise RuntimeError("killed")  # the bytes are written, the cursor is not
        return answer

    def dying_at_the_end(given: Work) -> None:
        finish(given)
        calls.append(1)
        if len(calls) == fatal:
            raise RuntimeError("killed")

    monkeypatch.setattr(exporting, "_append", dying)
    monkeypatch.setattr(exporting, "_finish", dying_at_the_end)
    work.run(job.pk)
    with acting_as_system("test"):
        job.refresh_from_db()
        assert job.state == "failed"
        work.resume(job)
    assert finished(job).state == "done"
    assert _content(job) == _content(whole)
    assert sorted(path.name for path in exporting.folder().iterdir() if path.name.startswith(f"{job.pk}.")) == [
        f"{job.pk}.{file_format}"
    ]


def _content(job: Work) -> Any:
    path = exporting.file_of(job)
    if path.suffix == ".csv":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_masked_field_is_masked_in_the_file() -> None:
    with acting_as_system("test"):
        ann = make_member(roles=[make_role("all", masked=["customer.city"])])
        make_customer("A", city="Ghent")
    assert rows_of(finished(start(ann, "csv", ["name", "city"])))[1:] == [["A", "G***"]]


def test_export_needs_its_power_at_the_start_and_while_it_runs() -> None:
    with acting_as_system("test"):
        ann, reader = make_member("Ann"), make_member(roles=[make_role("all", verbs=["see"])])
    with pytest.raises(NotAllowed):
        start(reader, "csv")
    job = start(ann, "csv")
    with acting_as_system("test"):
        ann.roles.set(reader.roles.all())
    assert finished(job).state == "failed"
    assert not exporting.file_of(job).exists()


def test_file_is_handed_to_its_maker_only_and_is_gone_after_seven_days() -> None:
    with acting_as_system("test"):
        ann, boss = make_member("Ann"), make_member(scope="all")
        make_customer("A", owner=ann)
    job = finished(start(ann, "csv"))
    clients = {}
    for member in (ann, boss):
        clients[member.pk] = Client()
        clients[member.pk].force_login(member)
    url = f"/customers/export/{job.pk}/"
    answer = clients[ann.pk].get(url)
    assert b"".join(answer.streaming_content) == exporting.file_of(job).read_bytes()
    assert "attachment" in answer.headers["Content-Disposition"]
    assert clients[boss.pk].get(url).status_code == 404
    old = (datetime.now(UTC) - timedelta(days=7, minutes=1)).timestamp()
    os.utime(exporting.file_of(job), (old, old))
    assert exporting.sweep() == 1
    assert clients[ann.pk].get(url).status_code == 404


def test_only_chosen_records_in_the_order_of_the_columns() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann")
        made = [make_customer(f"A{number}", owner=ann, city=str(number)) for number in range(3)]
    job = finished(start(ann, "csv", ["city", "name"], ids=[made[0].pk, made[2].pk, 10**9]))
    assert rows_of(job) == [["City", "Name"], ["0", "A0"], ["2", "A2"]]
    with acting_as_system("test"):
        assert Customer.objects.count() == 3
