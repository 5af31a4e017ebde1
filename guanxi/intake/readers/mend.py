"""Finding the next record after a quotation mark went wrong."""

import csv
import itertools
from typing import Any

from guanxi.intake.readers.lines import KEPT, Lines, TooLarge
from guanxi.intake.readers.table import Limits, RawRow
from guanxi.intake.values.problem import Problem

MENDABLE = 50  # lines of a cell with marks inside; beyond that a mark was not closed
_IN_A_ROW = 3  # lines that look like records, one after another, are records


def mended(lines: Lines, number: int, form: dict[str, Any], width: int, limits: Limits, error: Exception) -> RawRow:
    """The record at which the strict reading failed, and the lines placed behind it.

    A mark inside a cell is read over when the record then fits. A mark that is never closed costs its own line only.
    """
    record = list(lines.record)
    if isinstance(error, TooLarge):
        lines.give_back(record[1:])
        skipped = skip_quoted(lines, form, width)
        code, limit = ("cell_too_large", limits.cell) if skipped else ("unclosed_quote", 0)
        return _problem(number, record[0], form, Problem(code, {"limit": limit} if limit else {}))
    if "unexpected end" not in str(error):
        cells, used = _loose(record, form)
        swallowed = any(_is_record(line, form, width) for line in record[1:used])
        if used <= MENDABLE and not swallowed and len(cells) == (width or len(cells)):
            lines.give_back(record[used:])
            if _rest_of_odd(lines, record[:used], form, width):
                return _problem(number, record[0], form, Problem("stray_quote"))
            return RawRow(number, cells, None, Problem("stray_quote"))  # type: ignore[arg-type]
    lines.give_back(record[1:])
    code = "unclosed_quote" if _is_open(record[0], form) else "stray_quote"
    return _problem(number, record[0], form, Problem(code))


def skip_quoted(lines: Lines, form: dict[str, Any], width: int) -> int:
    """Pass over the rest of a quoted cell that is too large; the number of lines passed over.

    It ends at a line with an odd number of quotation marks; when lines that are whole records come first, the mark
    was simply not closed, and nothing before them is lost.
    """
    skipped, waiting = 0, []
    while True:
        lines.begin()
        try:
            line = next(lines)
        except StopIteration:
            break
        except TooLarge:
            skipped += 1
            continue
        odd = line.count(form["quotechar"] or '"') % 2
        if not odd and _is_record(line, form, width):
            waiting.append(line)
            if len(waiting) == _IN_A_ROW:
                break
            continue
        skipped += len(waiting) + 1
        waiting = []
        if odd:
            break
    lines.give_back(waiting)
    return skipped


def _rest_of_odd(lines: Lines, read: list[str], form: dict[str, Any], width: int) -> bool:
    """Whether an odd mark shows that the cell goes on in lines that are no records; they are passed over then."""
    quote = form["quotechar"]
    taken: list[str] = []
    if not sum(line.count(quote) for line in read) % 2:
        return False
    for line in itertools.islice(lines, MENDABLE):
        taken.append(line)
        if _is_record(line, form, width):
            break
        if line.count(quote) % 2:
            return True
    lines.give_back(taken)
    return False


def _problem(number: int, line: str, form: dict[str, Any], problem: Problem) -> RawRow:
    cells, _used = _loose([line[:KEPT]], form)
    return RawRow(number, [cell.rstrip("\r\n") for cell in cells], problem)


def _loose(record: list[str], form: dict[str, Any]) -> tuple[list[str], int]:
    """The first record as lenient programs read it, and how many lines it takes."""
    reader = csv.reader(record, strict=False, **form)
    return next(reader, []), reader.line_num


def _is_record(line: str, form: dict[str, Any], width: int) -> bool:
    if width <= 1:
        return (form["quotechar"] or '"') not in line
    return len(_loose([line], form)[0]) == width


def _is_open(line: str, form: dict[str, Any]) -> bool:
    try:
        next(csv.reader([line], strict=True, **form), None)
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False
