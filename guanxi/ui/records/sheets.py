"""Files for spreadsheets: CSV that opens with the right letters, XLSX in a stream, and no text that a sheet would calculate."""

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

BOM = b"\xef\xbb\xbf"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ROWS_OF_A_SHEET = 1_048_576
LONGEST_CELL = 32_767
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day zero has no zone
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def csv_lines(rows: Sequence[Sequence[Any]]) -> bytes:
    """Rows as UTF-8 lines; text that begins like a formula gets a ' in front (phone numbers too: + is a sign)."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows([[csv_cell(value) for value in row] for row in rows])
    return stream.getvalue().encode("utf-8", "replace")


def csv_cell(value: Any) -> Any:
    """A value as it is written; numbers stay numbers, also negative ones."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, str):
        text = value.replace("\0", "")
        return f"'{text}" if text.startswith(DANGEROUS) else text
    return value


def plain(value: Any) -> Any:
    """A value as JSON keeps it until the file is packed: moments and numbers marked by a list."""
    if isinstance(value, datetime | date):
        at = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001 - local already
        seconds = (at - EPOCH).total_seconds()
        return ["t" if isinstance(value, datetime) else "d", seconds / 86400]
    if isinstance(value, Decimal):
        return ["n", str(value)]
    raise TypeError(type(value))


def pack_xlsx(lines: Path, target: Path, *, title: str, rows_of_a_sheet: int = ROWS_OF_A_SHEET) -> None:
    """Rows (a JSON list per line, the first is the head) as a workbook; a full sheet is followed by another with the same head."""
    with lines.open("rb") as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        head = _row(json.loads(source.readline()), 1, bold=True)
        sheets = 0
        rows = (json.loads(line) for line in source)
        waiting = next(rows, None)
        while waiting is not None or sheets == 0:
            sheets += 1
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w", force_zip64=True) as sheet:
                sheet.write(_START + head)
                waiting = _fill(sheet, waiting, rows, rows_of_a_sheet)
                sheet.write(b"</sheetData></worksheet>")
        for name, content in _frame(sheets, title):
            book.writestr(name, content)


def workbook(rows: Iterable[list[Any]], title: str) -> bytes:
    """A small workbook at once, of rows that a page has; the first is the head."""
    with tempfile.TemporaryDirectory() as folder:
        lines, book = Path(folder) / "lines", Path(folder) / "book.xlsx"
        lines.write_text("".join(json.dumps(row, default=plain) + "\n" for row in rows))
        pack_xlsx(lines, book, title=title)
        return book.read_bytes()


def _fill(sheet: IO[bytes], waiting: Any, rows: Iterator[Any], most: int) -> Any:
    number = 1
    while waiting is not None and number < most:
        number += 1
        sheet.write(_row(waiting, number))
        waiting = next(rows, None)
    return waiting


def _row(values: list[Any], number: int, *, bold: bool = False) -> bytes:
    cells = "".join(_cell(value, bold=bold) for value in values)
    return f'<row r="{number}">{cells}</row>'.encode()


def _cell(value: Any, *, bold: bool) -> str:
    """Text is always a string cell, which no program calculates."""
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, list):
        kind, number = value
        style = {"d": ' s="1"', "t": ' s="2"', "n": ""}[kind]
        return f"<c{style}><v>{number}</v></c>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    text = escape(UNPRINTABLE.sub("", str(value))[:LONGEST_CELL])
    style = ' s="3"' if bold else ""
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{text}</t></is></c>'


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_START = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
).encode()


def _frame(sheets: int, title: str) -> Iterator[tuple[str, str]]:
    """The small parts of a workbook."""
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, sheets + 1)
    name = re.sub(r"[\\/*?:\[\]]", " ", title).strip("' ")[:25] or "Guanxi"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{types}.worksheet+xml"/>' for n in numbers
    )
    listed = "".join(
        f'<sheet name={quoteattr(name if n == 1 else f"{name} {n}")} sheetId="{n}" r:id="s{n}"/>' for n in numbers
    )
    linked = "".join(
        f'<Relationship Id="s{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    yield (
        "[Content_Types].xml",
        (
            f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{types}.styles+xml"/>{parts}</Types>'
        ),
    )
    root = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    yield "_rels/.rels", f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{root}</Relationships>'
    yield "xl/workbook.xml", f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    styles = f'<Relationship Id="st" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{linked}{styles}</Relationships>',
    )
    yield "xl/styles.xml", _STYLES


_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy-mm-dd hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>'
    '<xf fontId="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
