from pathlib import Path

import pytest

from guanxi.intake.readers import Limits, RawRow, TableOptions, open_table
from guanxi.intake.tests.real import unpacked
from guanxi.intake.values import Problem, Unreadable


def written(folder: Path, content: bytes | str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(path: Path, options: TableOptions | None = None, limits: Limits | None = None) -> list[RawRow]:
    return list(open_table(path, options, limits).rows())


@pytest.mark.parametrize(
    ("name", "options", "columns", "count"),
    [
        ("bank_marketing/bank-additional-full.csv", TableOptions("utf-8", ";", '"', "none", 1), 17, 199),
        ("bank_marketing/bank-full.csv", TableOptions("utf-8", ",", '"', "none", 1), 17, 199),
        ("banking77_tickets/train.csv", TableOptions("utf-8", ",", '"', "none", 1), 2, 299),
        ("cdnow/CDNOW_master.txt", TableOptions("utf-8", " ", "none", "none", 1), 4, 299),
        ("cdnow/CDNOW_sample.txt", TableOptions("utf-8", " ", "none", "none", 0), 5, 300),
        ("china_companies/company_short_names.txt", TableOptions("utf-8", "none", '"', "none", 1), 1, 5998),
        ("china_gb18030/cities_gb18030.csv", TableOptions("gb18030", ",", '"', "none", 1), 3, 342),
        ("china_gb18030/company_short_names_20k_gb18030.csv", TableOptions("gb18030", ",", '"', "none", 1), 2, 4999),
        ("contact_exports/outlook_shared_contacts.csv", TableOptions("utf-8", ",", '"', "none", 1), 22, 3),
        ("febrl/dataset1.csv", TableOptions("utf-8", ",", '"', "none", 1), 11, 199),
        ("maven_crm_sales/accounts.csv", TableOptions("utf-8", ",", '"', "none", 1), 7, 85),
        ("maven_crm_sales/data_dictionary.csv", TableOptions("utf-8", ",", '"', "none", 2), 14, 6),
        ("online_retail/online_retail.csv", TableOptions("utf-8", ",", '"', "none", 1), 8, 299),
    ],
)
def test_real_files_are_read_as_they_are(
    tmp_path: Path, name: str, options: TableOptions, columns: int, count: int
) -> None:
    table = open_table(unpacked("tables.zip", name, tmp_path))
    found = list(table.rows())
    assert (table.options, len(table.header), len(found)) == (options, columns, count)
    assert [row for row in found if row.problem] == []
    assert {len(row.cells) for row in found} == {columns}


def test_short_rows_of_a_real_export_are_filled_with_a_note(tmp_path: Path) -> None:
    table = open_table(unpacked("tables.zip", "contact_exports/outlook_shared_contacts.csv", tmp_path))
    first, second, third = table.rows()
    assert (first.note, first.cells[-4]) == (None, "8999 Corporate Way")
    note = Problem("row_short", {"expected": 22, "found": 11})
    assert (second.note, third.note, third.cells[-3:]) == (note, note, [None, None, None])


def test_header_only_is_a_table_without_rows(tmp_path: Path) -> None:
    table = open_table(unpacked("tables.zip", "contact_exports/hubspot_contacts_header.csv", tmp_path))
    assert (table.header[:3], list(table.rows()), table.warnings) == (
        ["Record ID", "First Name", "Last Name"], [], [Problem("header_only")],
    )  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n  ", b"\xff\xfe", b"\x00\x00\x00\x00"])
def test_empty_file_says_so(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        open_table(written(tmp_path, content))
    assert refused.value.problem == Problem("empty_file")


def test_long_row_is_a_problem_and_trailing_delimiters_are_not(tmp_path: Path) -> None:
    found = rows(written(tmp_path, "name,city\nA,x\nB,y,z\nC,z,,\n\n,\nD,w\n"))
    assert found == [
        RawRow(2, ["A", "x"]),
        RawRow(3, ["B", "y", "z"], Problem("row_too_long", {"expected": 2, "found": 3})),
        RawRow(4, ["C", "z"]),
        RawRow(7, ["D", "w"]),
    ]


def test_header_names_are_unique_and_clean(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, "\ufeffName\u200b,Phone,,phone,Phone (2),\u00a0Phone\nA,1,2,3,4,5\n"))
    assert table.header == ["Name", "Phone", "Column 3", "phone (3)", "Phone (2)", "Phone (4)"]
    assert table.warnings == [Problem("empty_headers"), Problem("duplicate_headers")]


def test_nul_bytes_cost_their_own_row_only(tmp_path: Path) -> None:
    found = rows(written(tmp_path, b"name,city\nA,x\nB\x00,y\nC,z\n"))
    assert [(row.number, row.problem) for row in found] == [
        (2, None), (3, Problem("nul_byte", {"position": 15})), (4, None),
    ]  # fmt: skip


def test_undecodable_bytes_cost_their_own_row_and_say_where(tmp_path: Path) -> None:
    good = "".join(f"公司{at},上海\n" for at in range(50)).encode()
    content = "名称,城市\n".encode() + good + "坏".encode()[:2] + b",x\n" + good
    found = rows(written(tmp_path, content))
    broken = [row for row in found if row.problem]
    place = len("名称,城市\n".encode()) + len(good)
    assert (len(found), broken[0].number, len(broken)) == (101, 52, 1)
    assert broken[0].problem == Problem("undecodable", {"position": place, "byte": "E5", "encoding": "utf-8"})


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-8"])
def test_byte_positions_are_right_far_into_the_file(tmp_path: Path, encoding: str) -> None:
    good = "".join(f"公司{at},上海{at}\n" for at in range(40_000)).encode(encoding)
    bad = {"gb18030": b"\x81\x20", "utf-16-le": b"\x00\xdc", "utf-8": b"\xff"}[encoding]
    content = "名称,城市\n".encode(encoding) + good + bad + "x,y\n".encode(encoding) + good
    found = rows(written(tmp_path, content), TableOptions(encoding=encoding))
    broken = [row for row in found if row.problem]
    assert (len(found), [row.number for row in broken]) == (80_001, [40_002])
    assert broken[0].problem is not None
    assert broken[0].problem.params["position"] == len("名称,城市\n".encode(encoding)) + len(good)


def test_ten_megabyte_cell_costs_its_own_row_only(tmp_path: Path) -> None:
    for huge in (
        "x" * 10_000_000,
        '"' + "x, and y of it\n" * 660_000 + '"',
        '"' + "words of prose without end or sense\n" * 280_000 + '"',
    ):
        found = rows(written(tmp_path, f"name,note,city\nA,a,x\nB,{huge},y\nC,c,z\n"))
        assert next((row.number, row.cells) for row in found if not row.problem) == (2, ["A", "a", "x"])
        broken = [row for row in found if row.problem]
        assert (broken[0].number, broken[0].cells[0]) == (3, "B")
        assert broken[0].problem is not None
        assert broken[0].problem.code in {"cell_too_large", "row_too_large"}
        assert (len(broken), len(found), found[-1].cells) == (1, 3, ["C", "c", "z"])


def test_cell_over_the_limit_on_one_line_is_refused(tmp_path: Path) -> None:
    found = rows(written(tmp_path, f"name,note\nA,{'x' * 50}\nB,{'x' * 51}\n"), limits=Limits(cell=50))
    assert [row.problem for row in found] == [None, Problem("cell_too_large", {"limit": 50})]


@pytest.mark.parametrize("rest", [3, 20_000, 300_000])
@pytest.mark.parametrize("quoted", [True, False])
def test_unclosed_quote_costs_its_own_line_only(tmp_path: Path, rest: int, quoted: bool) -> None:
    good = "".join(f'"C{at}","z, {at}"\n' if quoted else f"C{at},z {at}\n" for at in range(rest))
    found = rows(written(tmp_path, f'name,city\nA,x\n"B,y\n{good}'))
    broken = [(row.number, row.problem) for row in found if row.problem]
    assert broken == [(3, Problem("unclosed_quote"))]
    assert len(found) == rest + 2
    assert found[-1].number == rest + 3


def test_stray_quotes_are_read_over_with_a_note(tmp_path: Path) -> None:
    found = rows(written(tmp_path, 'name,city\n"Acme" Ltd,x\n5" pipe,y\nB,"He said "hi" to\nme"\nC,z\n'))
    assert [(row.number, row.cells[0], row.note and row.note.code) for row in found if not row.problem] == [
        (2, "Acme Ltd", "stray_quote"), (3, '5" pipe', None), (6, "C", None),
    ]  # fmt: skip
    assert [(row.number, row.problem) for row in found if row.problem] == [(4, Problem("stray_quote"))]


def test_cells_of_several_lines_keep_the_number_of_their_first(tmp_path: Path) -> None:
    found = rows(written(tmp_path, 'name,note\r\nA,"one\r\ntwo"\r\nB,"x\ny\nz"\r\n\r\nC,c\r\n'))
    assert found == [RawRow(2, ["A", "one\r\ntwo"]), RawRow(4, ["B", "x\ny\nz"]), RawRow(8, ["C", "c"])]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_every_line_end_is_one(tmp_path: Path, end: str) -> None:
    text = end.join(["name,city", *(f"A{at},{'x' * (at % 97)}" for at in range(20_000))])
    found = rows(written(tmp_path, text))
    assert (len(found), found[-1]) == (20_000, RawRow(20_001, ["A19999", "x" * (19_999 % 97)]))


@pytest.mark.parametrize(
    ("text", "options", "cells"),
    [
        ("name;amount\nA;1,5\nB;2,5\n", TableOptions("utf-8", ";", '"', "none", 1), ["A", "1,5"]),
        ("name\tcity\nA\tx y\n", TableOptions("utf-8", "\t", '"', "none", 1), ["A", "x y"]),
        ("name|city\nA|x, y\n", TableOptions("utf-8", "|", '"', "none", 1), ["A", "x, y"]),
        ("sep=;\nname;city\nA;x\n", TableOptions("utf-8", ";", '"', "none", 2), ["A", "x"]),
        ("name,city\n'A, B','x'\n'C','y'\n", TableOptions("utf-8", ",", "'", "none", 1), ["A, B", "x"]),
        ('name,note\nA,"say \\"hi\\" now"\n', TableOptions("utf-8", ",", '"', "\\", 1), ["A", 'say "hi" now']),
        ('name, note\nA, "x, y"\n', TableOptions("utf-8", ",", '"', "none", 1), ["A", "x, y"]),
        (
            "Customers of 2024\n\nname,phone\nA,13800138000\n",
            TableOptions("utf-8", ",", '"', "none", 3),
            ["A", "13800138000"],
        ),
    ],
)
def test_dialects_are_told_by_their_rows(tmp_path: Path, text: str, options: TableOptions, cells: list[str]) -> None:
    table = open_table(written(tmp_path, text))
    assert (table.options, next(table.rows()).cells) == (options, cells)


def test_options_that_are_given_win(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b,c\n1;2,3\n4;5,6\n".encode("gb18030"))
    table = open_table(path, TableOptions(encoding="latin-1", delimiter=",", header_row=0))
    assert (table.header, [row.cells for row in table.rows()]) == (
        ["Column 1", "Column 2"], [["a;b", "c"], ["1;2", "3"], ["4;5", "6"]],
    )  # fmt: skip
    with pytest.raises(Unreadable) as refused:
        open_table(path, TableOptions(encoding="klingon"))
    assert refused.value.problem == Problem("unknown_encoding", {"encoding": "klingon"})


def test_rows_resume_after_those_counted(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, "name,city\n" + "".join(f"A{at},x\n\n" for at in range(100))))
    assert list(table.rows(40)) == list(table.rows())[40:]
    assert next(table.rows(40)) == RawRow(82, ["A40", "x"])
