"""Any table that Python's csv writes, in any dialect and encoding, reads back equal."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.intake.readers import TableOptions, open_table
from guanxi.intake.values import Unreadable

letters = st.characters(exclude_categories=["Cs", "Cc"], max_codepoint=0xFFFF)
cells = st.one_of(st.text(letters, max_size=12), st.text("abc 客户,;|\t\"'\n\r\\", max_size=12))
CODECS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    row = st.lists(cells, min_size=width, max_size=width)
    rows = draw(st.lists(row, min_size=1, max_size=8))
    return [["x" + row[0], *row[1:]] for row in rows]  # rows without anything to see are left out by design


@settings(max_examples=400, deadline=None)
@given(
    tables(), st.sampled_from(CODECS), st.sampled_from(",;|\t"), st.sampled_from("\"'"), st.sampled_from(["\r\n", "\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]), st.booleans(),
)  # fmt: skip
def test_what_csv_writes_reads_back_equal(
    table: list[list[str]], codec: str, delimiter: str, quote: str, end: str, quoting: int, double: bool
) -> None:
    if len(end) == 1:  # before Python 3.13 csv quotes only the line ends that it writes itself
        table = [[cell.replace("\r", end).replace("\n", end) for cell in row] for row in table]
    text = io.StringIO(newline="")
    form = {"quotechar": quote, "quoting": quoting, "doublequote": double, "escapechar": None if double else "\\"}
    csv.writer(text, delimiter=delimiter, lineterminator=end, **form).writerows(table)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        path.write_bytes(text.getvalue().encode(codec))
        encoding = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(codec, codec)
        given_options = TableOptions(encoding, delimiter, quote, "none" if double else "\\", 0)
        found = list(open_table(path, given_options).rows())
    assert [row.cells for row in found] == table
    assert [row.problem for row in found] == [None] * len(table)
    assert [row.number for row in found] == sorted({row.number for row in found})


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400)
    | st.text("a1,;\"'\n\r\x00客\ud800\\", max_size=60).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_a_table_or_say_why_not(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        path.write_bytes(data)
        try:
            table = open_table(path)
        except Unreadable as refused:
            assert refused.problem.code  # noqa: PT017 - either outcome is right
            return
        numbers = [row.number for row in table.rows()]
    assert numbers == sorted(set(numbers))
    assert len(set(table.header)) == len(table.header)
