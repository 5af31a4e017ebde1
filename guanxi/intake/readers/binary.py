"""Old workbooks (BIFF: .xls and WPS's .et) as tables, through calamine. They end at 65,536 rows, so they fit memory."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from guanxi.intake.readers.formats import plain_figure
from guanxi.intake.readers.table import Limits, RawRow, Sheet, Table, TableOptions
from guanxi.intake.readers.workbook import chosen_sheet, sheet_table
from guanxi.intake.values.problem import Problem, Unreadable

LARGEST = 100_000_000  # bytes


def open_xls(path: Path, options: TableOptions, limits: Limits) -> Table:
    """A sheet of an old workbook as a table."""
    if path.stat().st_size > LARGEST:
        raise Unreadable("file_too_large", limit=LARGEST // 1_000_000)
    book = _opened(path)
    sheets = [Sheet(each.name, each.visible is not SheetVisibleEnum.Visible) for each in book.sheets_metadata]
    name = chosen_sheet(sheets, options.sheet)
    ranges = partial(_merged, book, name)
    return sheet_table(path, "xls", options, sheets, name, partial(_rows, path, name, limits), ranges)


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise Unreadable("password") from None
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("damaged", reason=str(error)[:200]) from error


def _rows(path: Path, name: str, limits: Limits) -> Iterator[RawRow]:
    sheet = _opened(path).get_sheet_by_name(name)
    start = sheet.start or (0, 0)
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        if number <= start[0] or all(value == "" for value in values):
            continue
        cells = [_text(value) for value in values]
        large = any(len(cell or "") > limits.cell for cell in cells)
        yield RawRow(number, cells, Problem("cell_too_large", {"limit": limits.cell}) if large else None)


def _text(value: object) -> str | None:  # noqa: PLR0911 - one line for each type
    if value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return plain_figure(repr(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(value)


def _merged(book: CalamineWorkbook, name: str, below: int) -> list[tuple[int, int, int, int]]:
    ranges = book.get_sheet_by_name(name).merged_cell_ranges or []
    return [(first + 1, left, last + 1, right) for (first, left), (last, right) in ranges if first + 1 <= below]
