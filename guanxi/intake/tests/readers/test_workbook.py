import datetime as dt
import tracemalloc
import zipfile
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import numbers

from guanxi.intake.readers import Limits, RawRow, Sheet, TableOptions, open_table
from guanxi.intake.readers.formats import Shape, plain_figure, shape_of, shown_figure
from guanxi.intake.tests.real import FILES, unpacked
from guanxi.intake.values import Problem, Unreadable

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(folder: Path, rows: list[list[object]], name: str = "a.xlsx", **formats: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell, code in formats.items():
        sheet[cell].number_format = code
    book.save(folder / name)
    return folder / name


def raw_book(folder: Path, sheet: str, strings: str = "") -> Path:
    """A workbook of which the test writes the XML itself."""
    path = folder / "raw.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        root = f'<Relationships><Relationship Id="r1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        archive.writestr("_rels/.rels", root)
        book = (
            f'<x:workbook xmlns:x="m" xmlns:r="{REL}"><x:sheets><x:sheet name="S" r:id="r1"/></x:sheets></x:workbook>'
        )
        archive.writestr("xl/workbook.xml", book)
        parts = f'<Relationship Id="r1" Type="{REL}/worksheet" Target="/xl/s.xml"/>'
        parts += f'<Relationship Id="r2" Type="{REL}/sharedStrings" Target="strings.xml"/>' if strings else ""
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{parts}</Relationships>")
        archive.writestr("xl/s.xml", sheet)
        if strings:
            archive.writestr("xl/strings.xml", strings)
    return path


def test_cells_are_what_a_person_sees(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["name", "sum", "phone", "day", "moment", "clock", "zip", "yes", "tiny", "text"],
        ["中国移动", 0.1 + 0.2, 13800000000.0, dt.date(2024, 1, 31), dt.datetime(2024, 1, 31, 8, 26), dt.time(8, 30),  # noqa: DTZ001
         1234, True, 1e-7, "1.38E+10"],
    ]  # fmt: skip
    found = list(open_table(saved(tmp_path, rows, G2="000000")).rows())
    assert found == [
        RawRow(2, ["中国移动", "0.3", "13800000000", "2024-01-31", "2024-01-31 08:26:00", "08:30:00", "001234", "TRUE",
                   "0.0000001", "1.38E+10"]),
    ]  # fmt: skip


def test_real_workbook_reads_as_openpyxl_reads_it(tmp_path: Path) -> None:
    path = unpacked("tables.zip", "china_names/chinese_family_name_1k.xlsx", tmp_path)
    table = open_table(path)
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    expected = [[None if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    found = list(table.rows())
    assert (table.header, len(found), [row.problem for row in found]) == (expected[0], 1074, [None] * 1074)
    assert [row.cells[0] for row in found] == [row[0] for row in expected[1:]]


def test_old_workbook_reads_with_its_hidden_sheet(tmp_path: Path) -> None:
    table = open_table(FILES / "accounts.xls")
    assert (table.kind, table.sheets) == ("xls", [Sheet("Accounts"), Sheet("隐藏", hidden=True)])
    assert table.warnings == [Problem("hidden_sheets", {"sheets": "隐藏"})]
    first = next(table.rows())
    assert first == RawRow(
        2,
        [
            "Acme Corporation",
            "technolgy",
            "1996",
            "1100.04",
            "2822",
            "United States",
            None,
            "1996-01-31",
            "13800000001",
        ],
    )
    assert open_table(FILES / "accounts.xls", TableOptions(sheet="隐藏")).header == ["x"]


def test_sheets_can_be_chosen_and_the_first_that_shows_is_the_default(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Hidden"
    book.active.sheet_state = "hidden"
    book.active.append(["secret"])
    for name in ("客户", "订单"):
        book.create_sheet(name).append([name, "编号"])
        book[name].append(["A", 1])
    book.save(tmp_path / "a.xlsx")
    table = open_table(tmp_path / "a.xlsx")
    assert (table.options.sheet, table.header, table.sheets[0]) == (
        "客户",
        ["客户", "编号"],
        Sheet("Hidden", hidden=True),
    )
    assert open_table(tmp_path / "a.xlsx", TableOptions(sheet="订单")).header == ["订单", "编号"]
    with pytest.raises(Unreadable) as refused:
        open_table(tmp_path / "a.xlsx", TableOptions(sheet="none"))
    assert refused.value.problem == Problem("unknown_sheet", {"sheet": "none"})


def test_merged_header_cells_are_filled(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["客户名单", None, None],
        ["名称", "联系", None],
        [None, "电话", "邮箱"],
        ["A", "13800138000", "a@b.cn"],
    ):
        sheet.append(row)
    for cells in ("A1:C1", "A2:A3", "B2:C2"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    table = open_table(tmp_path / "a.xlsx")
    assert (table.options.header_row, table.header) == (3, ["名称", "电话", "邮箱"])
    assert list(table.rows()) == [RawRow(4, ["A", "13800138000", "a@b.cn"])]
    wide = open_table(tmp_path / "a.xlsx", TableOptions(header_row=2))
    assert wide.header == ["名称", "联系", "联系 (2)"]


def test_formulas_give_their_saved_result_and_errors_a_note(tmp_path: Path) -> None:
    sheet = (
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>'
        '<x:c t="inlineStr"><x:is><x:r><x:t>b</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh><x:r><x:t>c</x:t></x:r></x:is></x:c></x:row>'
        '<x:row r="5"><x:c r="A5"><x:f>1+1</x:f><x:v>2</x:v></x:c><x:c r="B5" t="str"><x:f>x</x:f><x:v>_x4E2D_</x:v></x:c></x:row>'
        '<x:row r="6"><x:c r="A6" t="e"><x:v>#N/A</x:v></x:c><x:c r="B6"><x:v>1.38E+10</x:v></x:c></x:row>'
        '<x:row r="7"><x:c r="A7"><x:f>1+1</x:f></x:c><x:c r="B7" t="b"><x:v>0</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    table = open_table(raw_book(tmp_path, sheet))
    assert table.header == ["a", "bc"]
    assert list(table.rows()) == [
        RawRow(5, ["2", "中"]),
        RawRow(6, [None, "13800000000"], None, Problem("cell_error", {"column": 1, "error": "#N/A"})),
        RawRow(7, [None, "FALSE"], None, Problem("not_computed", {"column": 1})),
    ]


def test_huge_cell_costs_its_own_row_only(tmp_path: Path) -> None:
    huge = "x" * 10_000_000
    strings = f"<sst><si><t>name</t></si><si><t>{huge}</t></si><si><t>C</t></si></sst>"
    sheet = (
        '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>'
        f'<row r="3"><c r="A3" t="str"><v>{huge}</v></c></row><row r="4"><c r="A4" t="s"><v>2</v></c></row></sheetData></worksheet>'
    )
    found = list(open_table(raw_book(tmp_path, sheet, strings)).rows())
    large = Problem("cell_too_large", {"limit": 1_000_000})
    assert [(row.number, row.problem) for row in found] == [(2, large), (3, large), (4, None)]
    assert found[-1].cells == ["C"]


def test_workbook_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _megabyte in range(300):
                part.write(b" " * 1_000_000)
    with pytest.raises(Unreadable) as refused:
        open_table(path)
    assert refused.value.problem.code == "packed_too_tightly"
    with pytest.raises(Unreadable) as refused:
        open_table(path, limits=Limits(unpacked=200_000_000))
    assert refused.value.problem == Problem("unpacks_too_large", {"limit": 200})


def test_workbook_with_entities_or_too_many_parts_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData/></worksheet>'
    with pytest.raises(Unreadable) as refused:
        open_table(raw_book(tmp_path, bomb))
    assert refused.value.problem == Problem("has_entities")
    with pytest.raises(Unreadable) as refused:
        open_table(saved(tmp_path, [["a"]]), limits=Limits(parts=3))
    assert refused.value.problem == Problem("too_many_parts", {"limit": 3})


def test_damaged_workbooks_say_so_at_every_cut(tmp_path: Path) -> None:
    whole = saved(tmp_path, [["name", "n"], *([f"客户{at}", at] for at in range(200))]).read_bytes()
    path = tmp_path / "cut.xlsx"
    for size in range(100, len(whole), 251):
        path.write_bytes(whole[:size])
        with pytest.raises(Unreadable):
            list(open_table(path).rows())
        path.write_bytes(whole[:size] + b"\x00" * 8 + whole[size + 8 :])
        try:
            list(open_table(path).rows())
        except Unreadable as refused:
            assert refused.problem.code  # noqa: PT017 - either outcome is right


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        strings = "".join(f"<si><t>客户{at}有限公司</t></si>" for at in range(count))
        rows = "".join(f'<row r="{at + 1}"><c r="A{at + 1}" t="s"><v>{at}</v></c></row>' for at in range(count))
        path = raw_book(tmp_path, f"<worksheet><sheetData>{rows}</sheetData></worksheet>", f"<sst>{strings}</sst>")
        table = open_table(path, TableOptions(header_row=1))
        tracemalloc.start()
        assert sum(1 for _row in table.rows()) == count - 1
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    small, large = peak(20_000), peak(100_000)
    assert large < small + 40 * 80_000  # eight bytes for each string, more while the array moves; a row alone is 100


@pytest.mark.parametrize(
    ("number", "code", "shape"),
    [
        (0, None, "plain"), (14, None, "date"), (22, None, "moment"), (20, None, "time"), (31, None, "date"), (46, None, "elapsed"),
        (164, "yyyy-mm-dd", "date"), (164, 'yyyy"年"m"月"d"日"', "date"), (164, "h:mm AM/PM", "time"), (164, "[$-409]d-mmm-yy", "date"),
        (164, "yyyy/m/d h:mm", "moment"), (164, "#,##0.00", "plain"), (164, '"days" 0', "plain"), (164, "[Red]0.00", "plain"),
        (164, "0.00E+00", "plain"), (164, "[h]:mm:ss", "elapsed"), (164, "000000", "zeros"), (164, "General", "plain"),
        (164, "mmm-yy", "date"), (164, "mm:ss", "time"), (164, numbers.FORMAT_CURRENCY_USD_SIMPLE, "plain"),
    ],
)  # fmt: skip
def test_shape_of_a_number_format(number: int, code: str | None, shape: str) -> None:
    assert shape_of(number, code)[0] == Shape(shape)


def test_figures_are_shown_without_noise() -> None:
    assert [plain_figure(text) for text in ("0.30000000000000004", "1.38E+10", "-0", "1E-7", "5.0", "123456789012345678", "nan", "abc")] == [
        "0.3", "13800000000", "0", "0.0000001", "5", "123456789012346000", "nan", "abc",
    ]  # fmt: skip
    assert shown_figure("1.5", Shape.MOMENT, 0, False) == "1900-01-01 12:00:00"
    assert shown_figure("60", Shape.DATE, 0, False) == "1900-02-28"
    assert shown_figure("0", Shape.DATE, 0, True) == "0"
    assert shown_figure("43860", Shape.DATE, 0, True) == "2024-01-31"
    assert shown_figure("1.25", Shape.ELAPSED, 0, False) == "30:00:00"
    assert shown_figure("99999999", Shape.DATE, 0, False) == "99999999"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"), (b"\x89PNG\r\n\x1a\n", "image"), (b"\xff\xd8\xff\xe0", "image"), (b"\x1f\x8b\x08\x00", "gzip"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "html"), (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>", "html"),
        ('<html xmlns:o="x"><table>'.encode("utf-16"), "html"), (b"<?xml version='1.0'?><Workbook/>", "xml"),
        (b"BEGIN:VCARD\r\nEND:VCARD", "vcard"), (bytes(range(256)) * 20, "binary"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "ole"),
    ],
)  # fmt: skip
def test_other_files_are_named_whatever_they_call_themselves(tmp_path: Path, content: bytes, kind: str) -> None:
    for name in ("a.csv", "a.xls", "a.xlsx"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Unreadable) as refused:
            open_table(tmp_path / name)
        assert refused.value.problem == Problem("wrong_kind", {"kind": kind})


def test_tables_with_a_wrong_name_are_read_with_a_warning(tmp_path: Path) -> None:
    saved(tmp_path, [["name", "n"], ["A", 1]], "book.csv")
    (tmp_path / "text.xlsx").write_bytes(b"name,n\nA,1\n")
    book, text = open_table(tmp_path / "book.csv"), open_table(tmp_path / "text.xlsx")
    assert list(islice(book.rows(), 1)) == list(islice(text.rows(), 1)) == [RawRow(2, ["A", "1"])]
    assert book.warnings == [Problem("wrong_extension", {"extension": ".csv", "kind": "xlsx"})]
    assert text.warnings == [Problem("wrong_extension", {"extension": ".xlsx", "kind": "csv"})]


def test_archives_and_passwords_are_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("notes.txt", "x")
    (tmp_path / "b.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")
    )
    for name, problem in (("a.xlsx", Problem("wrong_kind", {"kind": "zip"})), ("b.xlsx", Problem("password"))):
        with pytest.raises(Unreadable) as refused:
            open_table(tmp_path / name)
        assert refused.value.problem == problem
