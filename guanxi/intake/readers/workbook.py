"""Workbooks (XLSX, and XLS through calamine) as tables."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from guanxi.intake.readers import archive as archives
from guanxi.intake.readers.formats import Shape, styles_of
from guanxi.intake.readers.header import HeaderFound, find_header, names_of
from guanxi.intake.readers.sheet import SheetRows, merged_ranges, sheet_rows
from guanxi.intake.readers.strings import SharedStrings
from guanxi.intake.readers.table import Cells, Limits, RawRow, Sheet, Table, TableOptions
from guanxi.intake.values.clean import is_blank
from guanxi.intake.values.problem import Problem, Unreadable

SAMPLE_ROWS = 200
Ranges = list[tuple[int, int, int, int]]


@dataclass(frozen=True)
class Workbook:
    """What a workbook says of itself before its rows are read."""

    sheets: dict[str, tuple[Sheet, str]]  # by name: the sheet and its part
    strings: str  # the part of the shared strings, "" when there is none
    styles: list[tuple[Shape, int]]
    base_1904: bool


def open_xlsx(path: Path, options: TableOptions, limits: Limits) -> Table:
    """A sheet of an XLSX file as a table: the named one, else the first that is not hidden."""
    with archives.opened(path, limits) as archive:
        book = _described(archive)
        sheets = [sheet for sheet, _part in book.sheets.values()]
        name = chosen_sheet(sheets, options.sheet)
        part = book.sheets[name][1]
    read = partial(_rows, path, book, part, limits)

    def ranges(below: int) -> Ranges:
        with archives.opened(path, limits) as archive:
            return merged_ranges(archive, part, below)

    return sheet_table(path, "xlsx", options, sheets, name, read, ranges)


def chosen_sheet(sheets: list[Sheet], wanted: str) -> str:
    """The name of the sheet to read. Raises `Unreadable` when there is none of that name, or none at all."""
    if wanted:
        if wanted not in (sheet.name for sheet in sheets):
            raise Unreadable("unknown_sheet", sheet=wanted)
        return wanted
    if not sheets:
        raise Unreadable("no_table")
    return next((sheet.name for sheet in sheets if not sheet.hidden), sheets[0].name)


def sheet_table(
    path: Path, kind: str, options: TableOptions, sheets: list[Sheet], name: str,
    read: Callable[[], Iterator[RawRow]], ranges: Callable[[int], Ranges],
) -> Table:  # fmt: skip
    """The table of a sheet whose rows `read` streams; `ranges` finds the merged cells that touch the first rows."""
    sample = [(row.number, row.cells) for row in islice(read(), SAMPLE_ROWS) if not all(map(is_blank, row.cells))]
    if not sample:
        raise Unreadable("no_table")
    width = max(len(cells) for _number, cells in sample)
    sample = [(number, cells + [None] * (width - len(cells))) for number, cells in sample]
    found = find_header(sample, options.header_row)
    if found.row and any(is_blank(cell) for cell in found.cells):
        found = _unmerged(sample, found, ranges(found.row), given=options.header_row is not None)
    header, warnings = names_of(found.cells)
    if found.row == 0:
        warnings = [Problem("no_header")]
    if all(number <= found.row for number, _cells in sample):
        warnings.append(Problem("header_only"))
    hidden = [sheet.name for sheet in sheets if sheet.hidden]
    if hidden:
        warnings.append(Problem("hidden_sheets", {"sheets": ", ".join(hidden)[:200]}))
    sure = {"sheet": 1.0 if options.sheet or len(sheets) == 1 else 0.7, "header_row": found.sure}
    taken = TableOptions(header_row=found.row, sheet=name)
    return Table(path, kind, taken, sure, header, warnings, read, sheets)


def _unmerged(sample: list[tuple[int, Cells]], found: HeaderFound, ranges: Ranges, *, given: bool) -> HeaderFound:
    """The header with its merged cells filled in.

    A title over the whole table is no header; a header of two rows, as told by cells merged downwards, ends with
    its last row.
    """
    rows = dict(sample)
    if not given:
        title = any(first == found.row and right - left + 1 >= len(found.cells) for first, left, _last, right in ranges)
        if title:
            found = find_header([(number, cells) for number, cells in sample if number > found.row])
        lowest = max((last for first, _left, last, _right in ranges if first == found.row), default=found.row)
        if lowest > found.row and lowest in rows:
            found = HeaderFound(lowest, rows[lowest], found.sure)
    cells = list(found.cells)
    for first, left, last, right in ranges:
        value = rows.get(first, [None] * (left + 1))[left] if first <= found.row <= last else None
        for column in range(left, min(right + 1, len(cells))):
            if value is not None and is_blank(cells[column]):
                cells[column] = value
    return HeaderFound(found.row, cells, found.sure)


def _described(archive: zipfile.ZipFile) -> Workbook:
    roots = [part for kind, part in archives.related(archive, "").values() if kind == "officeDocument"]
    root = roots[0] if roots else "xl/workbook.xml"
    parts = archives.related(archive, root)
    sheets: dict[str, tuple[Sheet, str]] = {}
    base_1904 = False
    for name, attributes in archives.elements(archive, root):
        if name == "workbookPr":
            base_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            kind, part = parts.get(relation, ("", ""))
            if kind == "worksheet" and part in archive.namelist():
                hidden = attributes.get("state", "visible") != "visible"
                sheets[attributes.get("name", part)] = (Sheet(attributes.get("name", part), hidden), part)
    by_kind = {kind: part for kind, part in parts.values() if part in archive.namelist()}
    styles = styles_of(archives.elements(archive, by_kind["styles"])) if "styles" in by_kind else []
    return Workbook(sheets, by_kind.get("sharedStrings", ""), styles, base_1904)


def _rows(path: Path, book: Workbook, part: str, limits: Limits) -> Iterator[RawRow]:
    with (
        archives.opened(path, limits) as archive,
        closing(SharedStrings(archive, book.strings, limits.cell)) as strings,
    ):
        handlers = SheetRows(strings.get, book.styles, book.base_1904, limits.cell)
        yield from sheet_rows(archive, part, handlers)
