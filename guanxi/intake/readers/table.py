"""What a reader hands on: options, header, warnings, and rows that stream."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeAlias

from guanxi.intake.values.clean import is_blank
from guanxi.intake.values.problem import Problem

Cells: TypeAlias = list[str | None]


class RawRow(NamedTuple):
    """`number`: the line (or the sheet's row) as a person counts it, from 1.

    `cells`: one for each column of the header, None where the file has none. `problem`: why the row can't go in;
    its cells then are what could be read. `note`: what was passed over.
    """

    number: int
    cells: Cells
    problem: Problem | None = None
    note: Problem | None = None


@dataclass(frozen=True, slots=True)
class TableOptions:
    r"""How a file is read. An empty field is detected; fit to be stored as JSON with `dataclasses.asdict`.

    `delimiter`: " " means any run of blanks. `quote`: "none" means that quotation marks are plain characters.
    `escape`: "\" where programs write \" instead of "", else "none". `header_row`: a line number, 0 for no header.
    """

    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    escape: str = ""
    header_row: int | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be at most. `cell` and `row` in characters, `unpacked` in bytes."""

    cell: int = 1_000_000
    row: int = 4_000_000
    unpacked: int = 4_000_000_000
    ratio: int = 200
    parts: int = 10_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, hidden ones too."""

    name: str
    hidden: bool = False


@dataclass(frozen=True)
class Table:
    """A file opened as a table. `sure`: how certain each detected option is, 1.0 for what was given."""

    path: Path
    kind: str
    options: TableOptions
    sure: dict[str, float]
    header: list[str]
    warnings: list[Problem]
    records: Callable[[], Iterator[RawRow]]
    sheets: list[Sheet] = field(default_factory=list)

    def rows(self, start: int = 0) -> Iterator[RawRow]:
        """The rows under the header; entirely empty ones are left out.

        `start` rows are passed over, so that an import resumes after the rows it has counted. Each call reads
        from the beginning: keep the iterator.
        """
        return islice(fitted(self.records(), len(self.header), self.options.header_row or 0), start, None)


def fitted(records: Iterator[RawRow], width: int, header_row: int) -> Iterator[RawRow]:
    """The records after the header, made as wide as it: short ones filled with a note, long ones a problem."""
    for row in records:
        number, cells, problem, _note = row
        if number <= header_row:
            continue
        if len(cells) == width:
            if problem is None and not any(cells):
                continue
            yield row
            continue
        if problem is None and all(is_blank(cell) for cell in cells):
            continue
        yield _fit(row, cells, problem, width)


def _fit(row: RawRow, cells: Cells, problem: Problem | None, width: int) -> RawRow:
    found = len(cells)
    if found > width and not any(cells[width:]):
        return row._replace(cells=cells[:width])
    if problem is not None:
        return row._replace(cells=cells[:width] + [None] * (width - found))
    if found > width:
        return row._replace(problem=Problem("row_too_long", {"expected": width, "found": found}))
    note = row.note or Problem("row_short", {"expected": width, "found": found})
    return row._replace(cells=cells + [None] * (width - found), note=note)
