"""The rows of one sheet, streamed out of its XML.

Chosen by figures, per CPU second: calamine 160,000 rows of 8 cells, but the whole sheet in memory (209 MB for 300,000
rows); this reader 33,000 to 45,000 in 42 MB; openpyxl, which streams too, 19,000.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from guanxi.intake.readers import archive as archives
from guanxi.intake.readers.formats import Shape, plain_figure, shown_figure
from guanxi.intake.readers.strings import unescaped
from guanxi.intake.readers.table import Cells, RawRow
from guanxi.intake.values.problem import Problem

COLUMNS = 16_384
_PLAIN = (Shape.PLAIN, 0)


class SheetRows:
    """Handlers for the parser; `taken` hands over the rows finished so far."""

    def __init__(
        self, string: Callable[[int], str], styles: list[tuple[Shape, int]], base_1904: bool, limit: int
    ) -> None:
        self._string, self._styles, self._base_1904, self._limit = string, styles, base_1904, limit
        self._rows: list[RawRow] = []
        self._cells: Cells = []
        self._number, self._column = 0, -1
        self._kind, self._style = "n", ""
        self._pieces: list[str] = []
        self._size, self._skip = 0, 0
        self._collecting = self._formula = False
        self._problem: Problem | None = None
        self._note: Problem | None = None
        self._columns: dict[str, int] = {}

    def parser(self) -> expat.XMLParserType:
        """A parser that fills this."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        return parser

    def taken(self) -> list[RawRow]:
        """The rows since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._column = self._column_of(attributes.get("r"))
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._pieces, self._size, self._formula = [], 0, False
        elif name == "v" or (name == "t" and not self._skip):
            self._collecting = True
        elif name == "row":
            self._number = int(attributes.get("r") or self._number + 1)
            self._cells, self._column = [], -1
            self._problem = self._note = None
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._skip += 1

    def _end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self._collecting = False
        elif name == "c":
            if self._pieces:
                self._put(self._value("".join(self._pieces)))
            elif self._formula:
                self._note = Problem("not_computed", {"column": self._column + 1})
        elif name == "row":
            if self._cells:
                self._rows.append(RawRow(self._number, self._cells, self._problem, self._note))
        elif name == "rPh":
            self._skip -= 1

    def _text(self, text: str) -> None:
        if not self._collecting:
            return
        self._size += len(text)
        if self._size <= self._limit:
            self._pieces.append(text)
        else:
            self._problem = Problem("cell_too_large", {"limit": self._limit})

    def _value(self, text: str) -> str | None:  # noqa: PLR0911 - one line for each kind of cell
        kind = self._kind
        if kind == "s":
            text = self._string(int(text))
            if len(text) > self._limit:
                self._problem = Problem("cell_too_large", {"limit": self._limit})
                return text[:2000]
            return text
        if kind == "n":
            shape, figures = self._shape()
            return plain_figure(text) if shape is Shape.PLAIN else shown_figure(text, shape, figures, self._base_1904)
        if kind == "b":
            return "TRUE" if text.strip() == "1" else "FALSE"
        if kind == "e":
            self._note = Problem("cell_error", {"column": self._column + 1, "error": text[:20]})
            return None
        if kind == "d":
            return text.replace("T", " ").removesuffix(" 00:00:00")
        return unescaped(text)

    def _shape(self) -> tuple[Shape, int]:
        if not self._style or self._style == "0":
            return self._styles[0] if self._styles else _PLAIN
        at = int(self._style)
        return self._styles[at] if at < len(self._styles) else _PLAIN

    def _put(self, value: str | None) -> None:
        missing = self._column - len(self._cells)
        if missing > 0:
            self._cells.extend([None] * missing)
        if missing >= 0:
            self._cells.append(value)
        else:
            self._cells[self._column] = value

    def _column_of(self, reference: str | None) -> int:
        if reference is None:
            return min(self._column + 1, COLUMNS - 1)
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_number(letters)
        return column


def column_number(letters: str) -> int:
    """Count from 0: "A" is 0, "AA" is 26. Raises `ValueError` for what is no column of a sheet."""
    number = 0
    for letter in letters:
        number = number * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
    if not 1 <= number <= COLUMNS:
        raise ValueError(f"column {letters[:5]}")
    return number - 1


def merged_ranges(archive: zipfile.ZipFile, part: str, below: int) -> list[tuple[int, int, int, int]]:
    """The merged cells that begin at or above row `below`: first row, first column, last row, last column, from 1 and 0.

    They stand behind the rows in the file, so the whole part is inflated.
    """
    found: list[tuple[int, int, int, int]] = []
    window = b""
    pattern = re.compile(rb'mergeCell [^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
    with archive.open(part) as file:
        while piece := file.read(1 << 20):
            window = window[-200:] + piece
            for match in pattern.finditer(window):
                first, last = int(match[2]), int(match[4])
                if first <= below and len(found) < 10_000:
                    found.append((first, column_number(match[1].decode()), last, column_number(match[3].decode())))
    return list(dict.fromkeys(found))


def sheet_rows(archive: zipfile.ZipFile, part: str, handlers: SheetRows) -> Iterator[RawRow]:
    """The rows of a sheet's part, empty ones left out."""
    for _piece in archives.parse(archive, part, handlers.parser()):
        yield from handlers.taken()
